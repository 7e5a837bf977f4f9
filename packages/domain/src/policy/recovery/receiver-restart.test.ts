import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../policy.ts';
import { rankSuccessors } from '../../planning/recovery/rank-successors.ts';
import { id, topology, withChannel, withInstance } from '../../testing/index.ts';
import type { SemiSyncState } from '../../topology/observation.ts';
import type { TopologySnapshot } from '../../topology/snapshot.ts';
import { receiverToRestart } from './receiver-restart.ts';

const chosen = (snapshot: TopologySnapshot): string | null =>
  receiverToRestart({ snapshot, policy: DEFAULT_POLICY, source: id('m') })?.replica.split(':')[0] ?? null;

function semiSync(snapshot: TopologySnapshot, states: Readonly<Record<string, Partial<SemiSyncState>>>) {
  return Object.entries(states).reduce(
    (changed, [name, state]) =>
      withInstance(changed, name, {
        observation: (found) => ({ ...found, semiSync: { ...found.semiSync, ...state } }),
      }),
    snapshot,
  );
}

const ACKNOWLEDGES = { replicaEnabled: true, replicaActive: true };
const waitingFor = (sourceWaitForReplicas: number, sourceClients: number | null) => ({
  sourceEnabled: true,
  sourceActive: true,
  sourceWaitForReplicas,
  sourceClients,
});

describe('the receiver that may be restarted to see', () => {
  test('is of the replica that would take the place of the server last', () => {
    const snapshot = topology('m > a, b, c', { servers: { a: { version: '9.8.0' } } });
    expect(rankSuccessors({ snapshot, policy: DEFAULT_POLICY, master: id('m'), user: null }).at(-1)?.instance.id).toBe(
      id('a'),
    );
    expect(chosen(snapshot)).toBe('a');
    expect(chosen(topology('m > a, b, c'))).toBe('c');
    expect(chosen(topology('m > a'))).toBe('a');
  });

  test('is none that commits wait for', () => {
    const snapshot = topology('m > a, b');
    const acknowledged = { a: ACKNOWLEDGES, b: ACKNOWLEDGES };
    expect(chosen(semiSync(snapshot, { m: waitingFor(1, 1), b: ACKNOWLEDGES }))).toBe('a');
    expect(chosen(semiSync(snapshot, { m: waitingFor(2, 2), ...acknowledged }))).toBeNull();
    expect(chosen(semiSync(snapshot, { m: waitingFor(1, 2), ...acknowledged }))).toBe('b');
    expect(chosen(semiSync(snapshot, { m: waitingFor(1, null), ...acknowledged }))).toBeNull();
  });

  test('is none of MariaDB, nor one that does not answer or does not read', () => {
    expect(chosen(topology('m > a', { family: 'mariadb' }))).toBeNull();
    expect(chosen(topology('m > a, b', { servers: { b: { health: 'unreachable' } } }))).toBe('a');
    const stopped = { a: { change: withChannel({ receiver: 'stopped' }) } };
    expect(chosen(topology('m > a', { servers: stopped }))).toBeNull();
  });
});
