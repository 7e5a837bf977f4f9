import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../policy/policy.ts';
import { id, topology, withInstance } from '../../testing/index.ts';
import type { SemiSyncState } from '../../topology/observation.ts';
import type { TopologySnapshot } from '../../topology/snapshot.ts';
import { planIntent } from '../plan-intent.ts';
import { asPlanId, stepsInOrder } from '../plan.ts';
import type { Intent } from '../plan.ts';

const POLICY = { ...DEFAULT_POLICY, replicationAccount: { origin: 'configured', user: 'repl' } } as const;

function withSemiSync(snapshot: TopologySnapshot, name: string, state: Partial<SemiSyncState>): TopologySnapshot {
  return withInstance(snapshot, name, {
    observation: (found) => ({ ...found, semiSync: { ...found.semiSync, ...state } }),
  });
}

/** What is done about semi-sync, in order, with what comes before the first of `until`. */
function rolesIn(snapshot: TopologySnapshot, intent: Intent): readonly string[] {
  const plan = planIntent({ id: asPlanId('p'), intent, snapshot, policy: POLICY });
  if ('kind' in plan) throw new Error(JSON.stringify(plan.reasons));
  return stepsInOrder(plan).flatMap((step) => {
    const name = step.instance.split(':')[0] ?? '';
    if (step.kind === 'set-semi-sync') return [`${name} ${step.side} ${step.to ? 'on' : 'off'}`];
    return step.kind === 'set-up-replication' ? [`${name} set up`] : [];
  });
}

const ACKNOWLEDGES = { sourceEnabled: false, replicaEnabled: true };
const WAITS = { sourceEnabled: true, replicaEnabled: false };

describe('a master that becomes a replica', () => {
  test('waits for nobody any more and acknowledges as the others do, before it replicates', () => {
    let snapshot = withSemiSync(topology('m > a, b'), 'm', WAITS);
    for (const name of ['a', 'b']) snapshot = withSemiSync(snapshot, name, ACKNOWLEDGES);
    const takeover: Intent = {
      kind: 'replace-master',
      master: id('m'),
      successor: id('a'),
      because: 'takeover',
      rejoins: true,
    };
    expect(rolesIn(snapshot, takeover)).toEqual(['a source on', 'm source off', 'm replica on', 'm set up']);

    let replaced = withSemiSync(topology('m; a > b', { transactions: 0 }), 'm', WAITS);
    for (const name of ['a', 'b']) replaced = withSemiSync(replaced, name, ACKNOWLEDGES);
    const rejoin: Intent = {
      kind: 'control',
      instance: id('m'),
      act: { kind: 'rejoin', below: id('a'), own: 'refuse' },
    };
    expect(rolesIn(replaced, rejoin)).toEqual(['m source off', 'm replica on', 'm set up']);
  });

  test('is left alone where nobody uses semi-sync', () => {
    const rejoin: Intent = {
      kind: 'control',
      instance: id('m'),
      act: { kind: 'rejoin', below: id('a'), own: 'refuse' },
    };
    expect(rolesIn(topology('m; a > b', { transactions: 0 }), rejoin)).toEqual(['m set up']);
  });
});
