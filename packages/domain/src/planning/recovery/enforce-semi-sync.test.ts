import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../policy/policy.ts';
import { id, topology, withInstance } from '../../testing/index.ts';
import type { Observation, SemiSyncState } from '../../topology/observation.ts';
import type { TopologySnapshot } from '../../topology/snapshot.ts';
import { planIntent } from '../plan-intent.ts';
import { asPlanId } from '../plan.ts';
import type { Plan, Refusal } from '../plan.ts';

const semiSync =
  (change: Partial<SemiSyncState>) =>
  (found: Observation): Observation => ({
    ...found,
    semiSync: { ...found.semiSync, words: 'source-replica', ...change },
  });

interface Acknowledger {
  /** `null`: not loaded. */
  readonly on: boolean | null;
  readonly active?: boolean;
  readonly priority?: number;
}

/** A master `m` that waits for `wait` replicas. */
function world(wait: number, replicas: Readonly<Record<string, Acknowledger>>): TopologySnapshot {
  const servers = Object.fromEntries(
    Object.entries(replicas).map(([name, { on, active = on === true }]) => [
      name,
      { change: semiSync({ replicaEnabled: on, replicaActive: active }) },
    ]),
  );
  const source = semiSync({ sourceEnabled: true, sourceActive: true, sourceWaitForReplicas: wait });
  const snapshot = topology(`m > ${Object.keys(replicas).join(', ')}`, {
    servers: { ...servers, m: { change: source } },
  });
  const instances = new Map(snapshot.instances);
  for (const [name, { priority = 0 }] of Object.entries(replicas)) {
    const instance = instances.get(id(name));
    if (instance === undefined) throw new Error(name);
    const classification = { ...instance.classification, semiSyncPriority: priority };
    instances.set(instance.id, { ...instance, classification });
  }
  return { ...snapshot, instances };
}

function enforce(snapshot: TopologySnapshot, exact: boolean): Plan | Refusal {
  const intent = { kind: 'reshape', shape: { kind: 'enforce-semi-sync', master: id('m'), exact } } as const;
  return planIntent({ snapshot, policy: DEFAULT_POLICY, intent, id: asPlanId('p') });
}

function stages(snapshot: TopologySnapshot, exact: boolean): readonly (readonly string[])[] {
  const made = enforce(snapshot, exact);
  if ('kind' in made) throw new Error(made.reasons.map(({ code }) => code).join(' '));
  return made.rounds.flatMap((round) =>
    round.stages.map(({ steps }) =>
      steps.map((step) => {
        const said = step.kind === 'set-semi-sync' ? `${step.side} ${step.to ? 'on' : 'off'}` : step.kind;
        return `${step.instance.replace(':3306', '')} ${said}`;
      }),
    ),
  );
}

function refusal(snapshot: TopologySnapshot, exact = false): readonly string[] {
  const made = enforce(snapshot, exact);
  return 'kind' in made ? made.reasons.map(({ code }) => code) : [];
}

describe('a master that too few acknowledge', () => {
  test('gets as many as it lacks, the highest priority first, and nobody is switched off', () => {
    const replicas = {
      a: { on: false, priority: 1 },
      b: { on: false, priority: 9 },
      c: { on: true, priority: 0 },
      d: { on: false, priority: 5 },
    };
    expect(stages(world(2, replicas), false)).toEqual([['b replica on', 'd replica on']]);
    expect(stages(world(1, replicas), false)).toEqual([['b replica on']]);
  });

  test('gets no more than that where enough do by now, and is refused where none can', () => {
    const enough = world(1, { a: { on: true, priority: 5 }, b: { on: false, priority: 5 } });
    expect(refusal(enough)).toEqual(['nothing-to-acknowledge']);
    expect(refusal(world(1, { a: { on: false } }))).toEqual(['nothing-to-acknowledge']);
    expect(refusal(world(1, { a: { on: null, priority: 5 } }))).toEqual(['nothing-to-acknowledge']);
    expect(refusal(topology('m > a'))).toEqual(['waits-for-nobody']);
  });

  test('lets one connect anew whose acknowledging is on and does nothing', () => {
    expect(stages(world(1, { a: { on: true, active: false, priority: 1 } }), false)).toEqual([['a replica on']]);
  });

  test('does not count one that does not answer', () => {
    const snapshot = world(1, { a: { on: true, priority: 9 }, b: { on: false, priority: 1 } });
    const classified = snapshot.instances.get(id('b'));
    const silent = withInstance(snapshot, 'a', { health: 'unreachable' });
    const instances = new Map(silent.instances);
    if (classified !== undefined) instances.set(classified.id, classified);
    expect(stages({ ...silent, instances }, false)).toEqual([['b replica on']]);
  });
});

describe('a master with exactly as many as it waits for', () => {
  test('has those with the highest priority, switched on before the others are switched off', () => {
    const replicas = {
      a: { on: true, priority: 1 },
      b: { on: false, priority: 9 },
      c: { on: true, priority: 0 },
    };
    expect(stages(world(1, replicas), true)).toEqual([['b replica on'], ['a replica off', 'c replica off']]);
  });

  test('does not let one acknowledge whose own commits wait', () => {
    const snapshot = withInstance(world(1, { a: { on: false, priority: 3 } }), 'a', {
      observation: semiSync({ sourceEnabled: true }),
    });
    const instances = new Map(snapshot.instances);
    const a = instances.get(id('a'));
    if (a !== undefined) instances.set(a.id, { ...a, classification: { ...a.classification, semiSyncPriority: 3 } });
    expect(stages({ ...snapshot, instances }, true)).toEqual([['a source off'], ['a replica on']]);
  });
});
