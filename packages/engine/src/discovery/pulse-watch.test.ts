/** A server that stands still closes nothing: it is noticed by its pulse, and believed dead by what its replicas heard. */
import { PROBE_AS_PULSE_MS } from '@topiary/domain';
import type { InstanceId } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { createMemoryStore } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import { startWorld } from '../testing/index.ts';
import type { World } from '../testing/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const [m, a, b] = [id('m'), id('a'), id('b')];
const HEARTBEAT_MS = 1_000;

interface Wanted {
  readonly heartbeatSeconds?: number;
  readonly pollIntervalMs?: number;
  readonly pulseMs?: number;
}

async function world(options: Wanted = {}): Promise<World> {
  const started = await startWorld({
    turn,
    store: (clock) => createMemoryStore({ clock }),
    topology: 'm > a, b',
    settings: {
      pollIntervalMs: options.pollIntervalMs ?? 60_000,
      probeDeadlineMs: 10_000,
      pulse: { intervalMs: options.pulseMs ?? 500, deadlineMs: 300 },
    },
  });
  for (const replica of [a, b])
    started.servers.change(replica, (found) => ({
      ...found,
      channels: found.channels.map((channel) => ({
        ...channel,
        settings: { ...channel.settings, heartbeatPeriodSeconds: options.heartbeatSeconds ?? 1 },
      })),
    }));
  return started;
}

const healthOf = ({ engine }: World, server: InstanceId) => engine.snapshot().instances.get(server)?.health;
const silencesOf = ({ engine }: World, server: InstanceId) => engine.snapshot().instances.get(server)?.silences ?? [];

describe('a master that stands still', () => {
  test('is known to be gone within its heartbeat period and two more seconds, however rarely it is probed', async () => {
    const at = await world();
    const since = at.clock.now();
    at.servers.silence(m);
    await at.clock.advance(HEARTBEAT_MS + 2_000);
    expect(healthOf(at, m)).toBe('unreachable');
    expect(at.engine.snapshot().instances.get(m)?.failure?.kind).toBe('frozen');
    for (const replica of [a, b]) {
      const [silence] = silencesOf(at, replica);
      expect(silence).toMatchObject({ channel: '', source: m, heartbeatMs: HEARTBEAT_MS });
      expect((silence?.until ?? 0) - (silence?.since ?? 0)).toBeGreaterThan(HEARTBEAT_MS);
      expect(silence?.until).toBeLessThan(since + HEARTBEAT_MS + 2_000);
    }
  });

  test('is known by the pulse that follows a probe, where pulses are rare', async () => {
    const at = await world({ pollIntervalMs: 5_000, pulseMs: 60_000 });
    at.servers.silence(m);
    await at.clock.advance(5_000 + PROBE_AS_PULSE_MS + HEARTBEAT_MS + 2_000);
    expect(at.engine.snapshot().instances.get(m)?.failure?.kind).toBe('frozen');
  });

  test('is not called gone while nothing is due yet, and not while it only lets us not in', async () => {
    const slow = await world({ heartbeatSeconds: 30 });
    slow.servers.silence(m);
    await slow.clock.advance(9_000);
    expect(healthOf(slow, m)).toBe('ok');
    const cut = await world();
    cut.servers.cutFromTopiary(m);
    await cut.clock.advance(9_000);
    expect([healthOf(cut, m), silencesOf(cut, a)]).toEqual(['ok', []]);
  });

  test('goes on, and nothing is said of its replicas any more', async () => {
    const at = await world();
    at.servers.silence(m);
    await at.clock.advance(3_000);
    expect(silencesOf(at, a)).toHaveLength(1);
    at.servers.thaw(m);
    // The probe that was waiting has its deadline.
    await at.clock.advance(11_000);
    expect([healthOf(at, m), silencesOf(at, a), silencesOf(at, b)]).toEqual(['ok', [], []]);
  });

  test('is heard again by its replicas while it still does not let us in: the evidence ends', async () => {
    const at = await world();
    at.servers.silence(m);
    await at.clock.advance(3_000);
    at.servers.thaw(m);
    at.servers.cutFromTopiary(m);
    await at.clock.advance(4_000);
    expect([silencesOf(at, a), silencesOf(at, b)]).toEqual([[], []]);
  });

  test('that greets is slow and nothing else', async () => {
    const at = await world();
    at.servers.muteHeldConnection(m);
    await at.clock.advance(20_000);
    expect([healthOf(at, m), silencesOf(at, a)]).toEqual(['ok', []]);
    const looked = at.log.filter(({ event }) => event === 'pulse-looked-into').map(({ fields }) => fields['found']);
    expect(new Set(looked)).toEqual(new Set(['answers']));
    expect(looked.length).toBeLessThan(6);
  });
});
