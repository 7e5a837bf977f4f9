import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../policy/policy.ts';
import {
  id,
  planned,
  refusalOf,
  topology,
  uuidOf,
  warningsOf,
  withChannel,
  withInstance,
  withSettings,
} from '../../testing/index.ts';
import { edgesOf } from '../../topology/queries.ts';
import type { TopologySnapshot } from '../../topology/snapshot.ts';
import { asPlanId, stepsInOrder } from '../plan.ts';
import type { Intent, Plan } from '../plan.ts';
import { planIntent } from '../plan-intent.ts';
import { predict } from '../predict.ts';
import type { Reshape } from './reshape.ts';

const TREE = 'm > a, b; a > c, d; c > e';
const asked = (shape: Reshape): Intent => ({ kind: 'reshape', shape });
const refused = (shape: Reshape, text = TREE): readonly string[] => refusalOf({ topology: text, intent: asked(shape) });
const notes = (made: Plan): readonly string[] => made.notes.map(({ code }) => code);

/** Who reads from whom after it. */
function after(snapshot: TopologySnapshot, shape: Reshape): Readonly<Record<string, string>> {
  const then = predict(planned(snapshot, asked(shape)), snapshot, DEFAULT_POLICY);
  return Object.fromEntries(
    [...then.instances.keys()].flatMap((each) =>
      edgesOf(then, each).map(({ replica, source }) => [replica.replace(':3306', ''), source.replace(':3306', '')]),
    ),
  );
}

describe('moves to a neighbour', () => {
  test('go up below the master of the master, alone or all together', () => {
    expect(after(topology(TREE), { kind: 'move-up', replica: id('c'), channel: null })).toMatchObject({
      c: 'm',
      e: 'c',
    });
    expect(after(topology(TREE), { kind: 'move-up-replicas', source: id('a'), only: null })).toMatchObject({
      a: 'm',
      c: 'm',
      d: 'm',
    });
    expect(refused({ kind: 'move-up', replica: id('a'), channel: null })).toEqual(['nobody-above-master']);
    expect(refused({ kind: 'move-up-replicas', source: id('m'), only: null })).toEqual(['nobody-above-master']);
  });

  test('go below a sibling, and only below one', () => {
    expect(after(topology(TREE), { kind: 'move-below', replica: id('d'), sibling: id('c') })).toMatchObject({ d: 'c' });
    expect(refused({ kind: 'move-below', replica: id('d'), sibling: id('b') })).toEqual(['not-siblings']);
  });

  test('take the siblings', () => {
    expect(after(topology(TREE), { kind: 'take-siblings', replica: id('b') })).toMatchObject({ a: 'b', b: 'm' });
    expect(refused({ kind: 'take-siblings', replica: id('e') })).toEqual(['no-siblings']);
  });
});

describe('pointing anew', () => {
  test('states the same master and every setting again', () => {
    const [step, ...others] = stepsInOrder(
      planned(topology(TREE), asked({ kind: 'repoint', replica: id('c'), channel: null, target: null })),
    );
    expect(others).toEqual([]);
    expect(step).toMatchObject({
      kind: 'point-replica-at',
      to: { host: 'a' },
      settings: { heartbeatPeriodSeconds: 30 },
    });
  });

  test('is done to all replicas of a server at once', () => {
    const made = planned(
      topology(TREE),
      asked({ kind: 'repoint-replicas', source: id('a'), target: null, only: null }),
    );
    expect(made.rounds[0]?.stages.map(({ steps }) => steps.map(({ instance }) => instance))).toEqual([
      [id('c'), id('d')],
    ]);
  });
});

describe('a swap with the master', () => {
  const swap: Reshape = { kind: 'take-master', replica: id('c') };

  for (const family of ['mysql', 'mariadb'] as const) {
    test(`moves the replica first, and its master only when that is done (${family})`, () => {
      const made = planned(topology(TREE, { family }), asked(swap));
      const steps = stepsInOrder(made);
      const first = steps.findIndex(({ lane }) => lane === id('a'));
      expect(steps.slice(0, first).every(({ lane }) => lane === id('c'))).toBe(true);
      expect(steps[first]?.needs).toEqual([steps[first - 1]?.id]);
      expect(after(topology(TREE, { family }), swap)).toEqual({ a: 'c', b: 'm', c: 'm', d: 'a', e: 'c' });
    });
  }

  test('says that who may write stays as it is, and what half of it would be', () => {
    expect(notes(planned(topology(TREE), asked(swap)))).toEqual(
      expect.arrayContaining(['writers-stay', 'half-a-swap']),
    );
    const options = { servers: { a: { change: withSettings({ readOnly: false }) } } };
    expect(warningsOf({ topology: TREE, options, intent: asked(swap) })).toContain('swapped-master-writable');
  });

  test('with the top of the tree is a takeover, and not this', () => {
    expect(refused({ kind: 'take-master', replica: id('a') })).toEqual(['master-takes-writes']);
    expect(refused({ kind: 'take-master', replica: id('c') }, 'm > a; a > m; a > c')).toEqual(['master-in-circle']);
  });

  test('is refused as a whole where its second half cannot be done', () => {
    const snapshot = withInstance(topology(TREE), 'c', { observation: withSettings({ logReplicaUpdates: false }) });
    const made = planIntent({ snapshot, policy: DEFAULT_POLICY, intent: asked(swap), id: asPlanId('p') });
    expect('kind' in made ? made.reasons.map(({ code }) => code) : []).toEqual(['target-does-not-log-updates']);
  });
});

test('a local master goes beside its master, and its siblings follow when it is there', () => {
  const shape: Reshape = { kind: 'make-local-master', replica: id('d') };
  const made = planned(topology(TREE), asked(shape));
  expect(made.rounds[0]?.stages.map(({ steps }) => steps.map(({ instance, needs }) => [instance, needs]))).toEqual([
    [[id('d'), undefined]],
    [[id('c'), ['s1']]],
  ]);
  expect(after(topology(TREE), shape)).toMatchObject({ a: 'm', c: 'd', d: 'm' });
});

describe('servers that are to be left', () => {
  const leaving = (...names: readonly string[]): Reshape => ({
    kind: 'evacuate',
    servers: names.map((name) => id(name)),
  });

  test('give what reads from them to the nearest server above that stays', () => {
    expect(after(topology(TREE), leaving('a'))).toEqual({ a: 'm', b: 'm', c: 'm', d: 'm', e: 'c' });
    expect(after(topology(TREE), leaving('a', 'c'))).toEqual({ a: 'm', b: 'm', c: 'a', d: 'm', e: 'm' });
  });

  test('keep what only a takeover can move, and say so', () => {
    expect(refused(leaving('m'))).toEqual(['evacuated-master']);
    const all = planned(topology(TREE), asked(leaving('a')));
    expect(all.checks.filter(({ verdict }) => verdict === 'warn')).toEqual([]);
    expect(refused(leaving('m', 'a', 'c'))).toEqual(['evacuated-master', 'evacuated-master', 'evacuated-master']);
    expect(refused(leaving('e'))).toEqual(['nobody-reads-there']);
  });
});

test('many moves are made in an order that works, whatever order they are given in', () => {
  const to = (replica: string, target: string) => ({ replica: id(replica), channel: '', target: id(target) });
  const turned: Reshape = { kind: 'move-many', moves: [to('a', 'e'), to('c', 'm'), to('e', 'm')] };
  expect(after(topology(TREE), turned)).toMatchObject({ a: 'e', c: 'm', e: 'm' });
  const circle: Reshape = { kind: 'move-many', moves: [to('c', 'd'), to('d', 'c')] };
  expect(notes(planned(topology(TREE), asked(circle)))).toContain('replica-left-behind');
});

describe('moves that are taken back', () => {
  test('are put in an order in which no circle closes', () => {
    const swapped = topology('m > c, b; c > a, e; a > d');
    const intent: Intent = {
      kind: 'undo',
      plan: asPlanId('p'),
      moves: [
        { replica: id('c'), channel: '', target: id('a') },
        { replica: id('a'), channel: '', target: id('m') },
      ],
      steps: [],
    };
    const made = planned(swapped, intent);
    expect(stepsInOrder(made).map(({ instance, needs }) => [instance, needs])).toEqual([
      [id('a'), undefined],
      [id('c'), ['s1']],
    ]);
  });
});

describe('one replica above the others', () => {
  const regroup: Reshape = { kind: 'regroup-replicas', source: id('m'), candidate: null };
  const text = 'm > a, b, c';
  const executed = (upTo: number) => (found: Parameters<ReturnType<typeof withSettings>>[0]) => ({
    ...found,
    gtid: { ...found.gtid, executed: `${uuidOf(1)}:1-${upTo}` } as typeof found.gtid,
  });
  const dead = (numbers: Readonly<Record<string, number>>): TopologySnapshot =>
    topology(text, {
      servers: {
        m: { health: 'unreachable' },
        ...Object.fromEntries(Object.entries(numbers).map(([name, upTo]) => [name, { change: executed(upTo) }])),
      },
    });

  test('is the best by what it is, while the master lives', () => {
    expect(after(topology(text), regroup)).toEqual({ a: 'm', b: 'a', c: 'a' });
  });

  test('is the one that received most, when the master is dead', () => {
    expect(after(dead({ a: 10, b: 20, c: 15 }), regroup)).toEqual({ a: 'b', b: 'm', c: 'b' });
  });

  test('names as lost whoever is ahead of the one that was asked for', () => {
    const made = planned(dead({ a: 10, b: 20, c: 5 }), asked({ ...regroup, candidate: id('a') }));
    expect(
      made.checks.flatMap(({ message }) => (message.code === 'lost-ahead' ? [message.params['replica']] : [])),
    ).toEqual([id('b')]);
    expect(stepsInOrder(made).map(({ instance }) => instance)).toEqual([id('c')]);
  });

  test('does not depend on moments while the master lives', () => {
    const options = {
      servers: { b: { change: executed(20) }, a: { change: executed(10) }, c: { change: executed(12) } },
    };
    expect(after(topology(text, options), regroup)).toEqual({ a: 'm', b: 'a', c: 'a' });
  });

  test('is nobody who stands still or may not be promoted', () => {
    const options = { servers: { a: { change: withChannel({ applier: 'stopped' }) } } };
    expect(after(topology(text, options), regroup)).toMatchObject({ a: 'b', c: 'b' });
    const silent = {
      servers: Object.fromEntries(
        ['a', 'b', 'c'].map((name) => [name, { change: withChannel({ applier: 'stopped' }) }]),
      ),
    };
    expect(refusalOf({ topology: text, options: silent, intent: asked(regroup) })[0]).toBe('no-candidate');
  });
});
