import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../policy/policy.ts';
import { id, instanceIn, topology, withChannels, withInstance } from '../../testing/index.ts';
import { planIntent } from '../plan-intent.ts';
import type { ProbeFailureKind } from '../../topology/observation.ts';
import type { TopologySnapshot } from '../../topology/snapshot.ts';
import { asPlanId, stepsInOrder } from '../plan.ts';

function deadlinesIn(snapshot: TopologySnapshot): readonly number[] {
  const intent = { kind: 'replace-master', master: id('m'), successor: id('a'), because: 'dead' } as const;
  const plan = planIntent({ id: asPlanId('p'), intent, snapshot, policy: DEFAULT_POLICY });
  if ('kind' in plan) throw new Error(JSON.stringify(plan.reasons));
  return stepsInOrder(plan).flatMap((step) => (step.kind === 'switch-threads' ? step.deadlineMs : []));
}

/** The steps of each stage, as `kind server`. */
function stagesIn(snapshot: TopologySnapshot): readonly (readonly string[])[] {
  const intent = { kind: 'replace-master', master: id('m'), successor: id('a'), because: 'dead' } as const;
  const plan = planIntent({ id: asPlanId('p'), intent, snapshot, policy: DEFAULT_POLICY });
  if ('kind' in plan) throw new Error(JSON.stringify(plan.reasons));
  return plan.rounds.flatMap(({ stages }) =>
    stages.map(({ steps }) => steps.map(({ kind, instance }) => `${kind} ${instance.split(':')[0] ?? ''}`)),
  );
}

const dead = (semiSync: boolean): TopologySnapshot => {
  const living = withInstance(topology('m > a, b, c'), 'm', {
    observation: (found) => ({ ...found, semiSync: { ...found.semiSync, sourceEnabled: semiSync } }),
  });
  const lost = withChannels({ receiver: 'connecting', receiverError: { number: 2003, text: 'gone' } });
  const cut = ['a', 'b', 'c'].reduce((so, name) => withInstance(so, name, { observation: lost }), living);
  return withInstance(cut, 'm', { health: 'unreachable' });
};

describe('where commits wait for replicas', () => {
  test('every replica stops reading from the old master before the new one takes writes', () => {
    const stages = stagesIn(dead(true));
    const openedIn = stages.findIndex((steps) => steps.includes('set-writability a'));
    const cut = stages.findIndex((steps) => steps.includes('switch-threads b') && steps.includes('switch-threads c'));
    expect(cut).toBe(0);
    expect(openedIn).toBeGreaterThan(cut);
    expect(stages.slice(openedIn).flat()).toEqual(expect.arrayContaining(['point-replica-at b', 'point-replica-at c']));
  });

  test('one that waits for an answer of a silent master takes seconds to stop, and they are waited for', () => {
    const found = dead(true);
    const master = instanceIn(found, 'm');
    if (master.failure === null) throw new Error('it does not fail');
    const failure = master.failure;
    const failing = (kind: ProbeFailureKind): TopologySnapshot => ({
      ...found,
      instances: new Map([...found.instances, [master.id, { ...master, failure: { ...failure, kind } }]]),
    });
    expect(deadlinesIn(failing('refused'))).toEqual([1_000, 1_000]);
    expect(deadlinesIn(failing('timeout'))).toEqual([5_000, 5_000]);
    expect(deadlinesIn(failing('frozen'))).toEqual([5_000, 5_000]);
  });

  test('and where they do not, nobody is asked to', () => {
    expect(stagesIn(dead(false)).flat()).not.toContain('switch-threads b');
  });
});
