/** What is learnt apart from probes leads to findings: writes that do not end, a log that stands still, the end of a window. */
import type { Observation, ProbeFailure, ProbeFailureKind } from '@topiary/domain';
import { NO_AUTOMATIC_RECOVERY } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { createMemoryStore } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import type { MarkerWritten } from '../ports/logs.ts';
import type { EngineSettings } from '../settings.ts';
import { startWorld } from '../testing/index.ts';
import type { World } from '../testing/index.ts';
import { ROUNDS_AFTER_FAILURE } from './write-probes.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const m = id('m');
const PROBE = { statement: 'REPLACE INTO meta.topiary_probe (id, at) VALUES (1, NOW())', intervalMs: 10_000 };

function world(settings: Partial<EngineSettings>): Promise<World> {
  return startWorld({
    turn,
    store: (clock) => createMemoryStore({ clock }),
    topology: 'm > a, b',
    settings: { recovery: NO_AUTOMATIC_RECOVERY, ...settings },
  });
}

const codesOf = ({ engine }: World): readonly string[] => [...engine.findings].map(({ code }) => code);

function failed(kind: ProbeFailureKind, code: string): MarkerWritten {
  const failure: ProbeFailure = { kind, code, detail: 'no', grant: null, waitingFor: null };
  return { kind: 'failed', failure };
}

describe('a write probe', () => {
  const settings = { writeProbe: { ...PROBE, deadlineMs: 2_000 } };

  test('that does not end tells that the master cannot write, until one ends again', async () => {
    const at = await world(settings);
    await at.clock.advance(10_100);
    expect([at.servers.markers, codesOf(at)]).toEqual([[{ instance: m, statement: PROBE.statement }], []]);
    at.servers.onMarker = () => failed('timeout', 'NO_ANSWER');
    await at.clock.advance(10_100);
    expect(codesOf(at)).toEqual(['MasterCannotWrite']);
    at.servers.onMarker = () => ({ kind: 'written' });
    await at.clock.advance(PROBE.intervalMs * (ROUNDS_AFTER_FAILURE + 1) + 1_000);
    expect(codesOf(at)).toEqual([]);
  });

  test('that is refused for want of a privilege, or because the server is read-only, tells nothing', async () => {
    for (const failure of [failed('missing-grant', '1142'), failed('server-error', '1290')]) {
      const at = await world(settings);
      at.servers.onMarker = () => failure;
      await at.clock.advance(30_000);
      expect(codesOf(at)).toEqual([]);
    }
  });

  test('is not written where none is configured, and on no replica', async () => {
    const at = await world({});
    await at.clock.advance(60_000);
    expect(at.servers.markers).toEqual([]);
    const probing = await world(settings);
    await probing.clock.advance(60_000);
    expect(new Set(probing.servers.markers.map(({ instance }) => instance))).toEqual(new Set([m]));
  });
});

describe('a semi-sync master that too few replicas acknowledge', () => {
  const waiting =
    (clients: number) =>
    (found: Observation): Observation => ({
      ...found,
      semiSync: {
        ...found.semiSync,
        sourceEnabled: true,
        sourceActive: true,
        sourceClients: clients,
        sourceWaitForReplicas: 1,
      },
    });

  test('is locked once its log has stood still for as long as that is reasonable, and not by the time before', async () => {
    const at = await world({ pollIntervalMs: 3_600_000 });
    at.servers.change(m, waiting(1));
    await at.clock.advance(60_000);
    at.servers.change(m, waiting(0));
    await at.clock.until(at.engine.refresh(m));
    await at.clock.advance(9_000);
    expect(codesOf(at)).toEqual(['LockedSemiSyncMasterHypothesis']);
    // Nobody probes it meanwhile: time alone makes it another finding.
    await at.clock.advance(2_000);
    expect(codesOf(at)).toContain('LockedSemiSyncMaster');
  });
});
