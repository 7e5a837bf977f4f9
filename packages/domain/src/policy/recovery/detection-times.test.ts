import { describe, expect, test } from 'vitest';
import { id, topology } from '../../testing/index.ts';
import type { Observation } from '../../topology/observation.ts';
import type { DetectionProfile } from '../detection-rules.ts';
import { detectionTimes } from './detection-times.ts';
import type { DetectionQuestion, DetectionSettings } from './detection-times.ts';

const SETTINGS: DetectionSettings = {
  pollIntervalMs: 5_000,
  probeDeadlineMs: 10_000,
  pulse: { intervalMs: 300, deadlineMs: 200 },
};
const beats = (heartbeatPeriodSeconds: number | null) => ({
  change: (found: Observation): Observation => ({
    ...found,
    channels: found.channels.map((channel) => ({
      ...channel,
      settings: { ...channel.settings, heartbeatPeriodSeconds },
    })),
  }),
});

interface Policies {
  readonly profile?: DetectionProfile;
  readonly restart?: DetectionQuestion['restart'];
}

function times(b: number | null, c: number | null, { profile = { kind: 'fast' }, restart = 'off' }: Policies = {}) {
  const snapshot = topology('a > b, c', { servers: { b: beats(b), c: beats(c) } });
  return detectionTimes({ snapshot, instance: id('a'), profile, settings: SETTINGS, restart }).map(
    ({ manner, ms, shorter }) => [manner, ms, shorter?.code ?? null],
  );
}

describe('how soon a failure is sure at worst', () => {
  test('is told by the replica that would notice last, and by the longest of probes', () => {
    expect(times(1, 1)).toEqual([
      ['dies', 500, null],
      ['stands-still', 1_700, null],
      ['cut-off', 20_000, 'shorter-by-deadline'],
    ]);
    expect(times(1, 30)[1]).toEqual(['stands-still', 33_500, 'shorter-by-heartbeat']);
  });

  test('is soon where a receiver may be restarted to see, but for a master that is cut off', () => {
    expect(times(1, 30, { restart: 'possible' }).slice(1)).toEqual([
      ['stands-still', 2_800, null],
      ['cut-off', 33_500, 'shorter-by-heartbeat'],
    ]);
    expect(times(1, 1, { restart: 'possible' })[1]).toEqual(['stands-still', 1_700, null]);
    expect(times(1, 30, { restart: 'nobody' })[1]).toEqual(['stands-still', 33_500, 'shorter-by-heartbeat-alone']);
    expect(times(1, null, { restart: 'possible' })[1]).toEqual(['stands-still', null, 'shorter-by-readable-heartbeat']);
  });

  test('is not known where heartbeats cannot be read', () => {
    expect(times(1, null)[1]).toEqual(['stands-still', null, 'shorter-by-readable-heartbeat']);
  });

  test('is later by the grace of the cluster, and never by itself where people decide', () => {
    expect(times(1, 1, { profile: { kind: 'grace', graceMs: 10_000 } })[0]).toEqual([
      'dies',
      10_500,
      'shorter-by-grace',
    ]);
    expect(times(1, 1, { profile: { kind: 'by-hand' } }).map(([, ms]) => ms)).toEqual([null, null, null]);
  });
});
