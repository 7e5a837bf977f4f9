import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../policy/policy.ts';
import type { Policy } from '../../policy/policy.ts';
import { id, planned, topology, withChannels, withInstance, withSettings } from '../../testing/index.ts';
import { uuidOf } from '../../testing/observations.ts';
import type { ServerOptions, TopologyOptions } from '../../testing/records.ts';
import type { Observation } from '../../topology/observation.ts';
import { edgesOf } from '../../topology/queries.ts';
import type { TopologySnapshot } from '../../topology/snapshot.ts';
import { planIntent } from '../plan-intent.ts';
import { asPlanId, stepsInOrder } from '../plan.ts';
import type { Plan } from '../plan.ts';
import { predict } from '../predict.ts';
import type { ReplaceMasterIntent } from './replace-intent.ts';

const POLICY: Policy = { ...DEFAULT_POLICY, replicationAccount: { origin: 'configured', user: 'repl' } };
const cut = withChannels({ receiver: 'connecting', receiverError: { number: 2003, text: 'gone' } });
const both =
  (...changes: readonly ((found: Observation) => Observation)[]) =>
  (found: Observation): Observation =>
    changes.reduce((so, change) => change(so), found);
const has =
  (executed: string) =>
  (found: Observation): Observation =>
    found.gtid.kind === 'mysql' ? { ...found, gtid: { ...found.gtid, executed } } : found;
const at = (position: number): ((found: Observation) => Observation) => {
  const place = { file: 'binlog.000001', position };
  return withChannels({ readPosition: place, executedPosition: place });
};

interface Dead extends TopologyOptions {
  /** Servers that are gone. */
  readonly gone: readonly string[];
  /** Replicas that lost their source. */
  readonly cut: readonly string[];
}

function dead(text: string, { gone, cut: lost, servers = {}, ...options }: Dead): TopologySnapshot {
  const changed: Record<string, ServerOptions> = { ...servers };
  for (const name of lost)
    changed[name] = { ...servers[name], change: both(servers[name]?.change ?? ((one) => one), cut) };
  const snapshot = topology(text, { ...options, servers: changed });
  return gone.reduce((so, name) => withInstance(so, name, { health: 'unreachable' }), snapshot);
}

const replace = (successor: string | null = null, master = 'm'): ReplaceMasterIntent => ({
  kind: 'replace-master',
  master: id(master),
  successor: successor === null ? null : id(successor),
  because: 'dead',
});

function refusal(snapshot: TopologySnapshot, intent: ReplaceMasterIntent, policy = POLICY): readonly string[] {
  const made = planIntent({ snapshot, policy, intent, id: asPlanId('p') });
  return 'kind' in made ? made.reasons.map(({ code }) => code) : [];
}

function above(made: Plan, snapshot: TopologySnapshot, names: readonly string[]): readonly (readonly string[])[] {
  const then = predict(made, snapshot, POLICY);
  return names.map((name) => edgesOf(then, id(name)).map(({ source }) => source));
}

const kindsOn = (made: Plan, name: string): readonly string[] =>
  stepsInOrder(made)
    .filter(({ lane }) => lane === id(name))
    .map(({ kind }) => kind);
const codes = ({ checks }: Plan): readonly string[] => checks.map(({ message }) => message.code);

describe('one of two co-masters that dies', () => {
  const PAIR = 'm > o; o > m; m > a, b; o > c';
  const pair = dead(PAIR, { gone: ['m'], cut: ['o', 'a', 'b'] });

  test('is replaced by the other one, below which its replicas go', () => {
    const made = planned(pair, replace(), POLICY);
    expect(codes(made)).toContain('successor-chosen');
    expect(above(made, pair, ['o', 'a', 'b', 'c'])).toEqual([[], [id('o')], [id('o')], [id('o')]]);
    expect(kindsOn(made, 'o')).toEqual(['drain-relay-log', 'leave-source', 'set-writability']);
  });

  test('gives the other one first what only a replica received', () => {
    const servers = {
      o: { change: has(`${uuidOf(1)}:1-80`) },
      a: { change: has(`${uuidOf(1)}:1-100`) },
      b: { change: has(`${uuidOf(1)}:1-80`) },
      m: { change: has(`${uuidOf(1)}:1-110`) },
    };
    const snapshot = dead(PAIR, { gone: ['m'], cut: ['o', 'a', 'b'], servers });
    const made = planned(snapshot, replace(), POLICY);
    expect(kindsOn(made, 'o')).toContain('wait-for-position');
    expect(codes(made)).toContain('successor-fed-first');
    expect(above(made, snapshot, ['o', 'a', 'b'])).toEqual([[], [id('o')], [id('o')]]);
    const lost = made.checks.find(({ message }) => message.code === 'lost-on-master');
    expect(lost?.message.params).toEqual({ master: id('m'), ahead: `${uuidOf(1)}:101-110` });
  });

  test('is replaced by nobody else, unless that is allowed and the other one takes no writes', () => {
    const names = { gone: ['m'], cut: ['o', 'a', 'b'] };
    const closed = dead(PAIR, {
      ...names,
      servers: { o: { readOnly: true, change: withSettings({ logBin: false }) } },
    });
    expect(refusal(closed, replace())).toContain('successor-not-other-co-master');
    const policy = { ...POLICY, promotion: { ...POLICY.promotion, otherCoMaster: false } };
    const made = planned(closed, replace(), policy);
    expect(above(made, closed, ['a', 'o', 'b'])).toEqual([[], [id('a')], [id('a')]]);
    const open = dead(PAIR, { ...names, servers: { o: { readOnly: false, change: withSettings({ logBin: false }) } } });
    expect(refusal(open, replace(), policy)).toContain('successor-not-other-co-master');
  });
});

test('a master that took writes below a source that is gone too is replaced as a master', () => {
  const servers = { m: { readOnly: false } };
  const snapshot = dead('x > m; m > a, b', { gone: ['x', 'm'], cut: ['a', 'b'], servers });
  expect(above(planned(snapshot, replace(), POLICY), snapshot, ['a', 'b'])).toEqual([[], [id('a')]]);
  const lives = dead('x > m; m > a, b', { gone: ['m'], cut: ['a', 'b'], servers });
  expect(refusal(lives, replace())).toEqual(['replaced-below-top']);
});

describe('replicas that are not the master’s own', () => {
  test('that lost their source with it go below the successor too', () => {
    const snapshot = dead('m > i, a; i > b, c', { gone: ['m', 'i'], cut: ['a', 'b', 'c'] });
    const made = planned(snapshot, replace(), POLICY);
    expect(above(made, snapshot, ['a', 'b', 'c', 'i'])).toEqual([[], [id('a')], [id('a')], [id('m')]]);
    expect(codes(made)).toContain('lost-silent');
  });

  test('take its place where its own are gone as well', () => {
    const snapshot = dead('m > i; i > b, c', { gone: ['m', 'i'], cut: ['b', 'c'] });
    expect(above(planned(snapshot, replace(), POLICY), snapshot, ['b', 'c'])).toEqual([[], [id('b')]]);
  });

  test('take its place where its own may not, and these go below', () => {
    const servers = { i: { change: has(`${uuidOf(1)}:1-100`) }, b: { change: has(`${uuidOf(1)}:1-90`) } };
    const found = dead('m > i; i > b', { gone: ['m'], cut: ['i'], servers });
    const i = found.instances.get(id('i'));
    if (i === undefined) throw new Error('no i');
    const kept = { ...i, classification: { ...i.classification, neverPromoted: true } };
    const snapshot = { ...found, instances: new Map([...found.instances, [i.id, kept]]) };
    const made = planned(snapshot, replace(), POLICY);
    expect(above(made, snapshot, ['b', 'i'])).toEqual([[], [id('b')]]);
    // It has from there what only the other received, without a move.
    expect(kindsOn(made, 'b')).toEqual(['drain-relay-log', 'wait-for-position', 'leave-source', 'set-writability']);
  });
});

describe('replicas by file and position', () => {
  const TREE = 'm > a, b, c';
  const names = { gone: ['m'], cut: ['a', 'b', 'c'], gtid: false } as const;
  const places = (a: number, b: number, c: number) => ({
    servers: { a: { change: at(a) }, b: { change: at(b) }, c: { change: at(c) } },
  });

  test('follow one that received as much, from its own place, once both stand at the same one', () => {
    const snapshot = dead(TREE, { ...names, ...places(500, 500, 500) });
    const made = planned(snapshot, replace(), POLICY);
    expect(kindsOn(made, 'a')).toEqual([
      'drain-relay-log',
      'stop-at-coordinates',
      'reset-replication',
      'set-writability',
    ]);
    expect(kindsOn(made, 'b')).toEqual([
      'drain-relay-log',
      'stop-at-coordinates',
      'point-replica-at',
      'start-replication',
    ]);
    const steps = stepsInOrder(made);
    const read = steps.find(({ kind, instance }) => kind === 'stop-at-coordinates' && instance === id('a'));
    const point = steps.find(({ kind, instance }) => kind === 'point-replica-at' && instance === id('b'));
    expect(point).toMatchObject({
      coordinates: { there: { step: read?.id, which: 'own' } },
      onlyIfEqual: [
        { which: 'executed', instance: id('b') },
        { step: read?.id, which: 'executed' },
      ],
    });
    expect(above(made, snapshot, ['a', 'b', 'c'])).toEqual([[], [id('a')], [id('a')]]);
    expect(codes(made)).toEqual(expect.arrayContaining(['placed-by-file', 'nothing-lost']));
  });

  test('choose the one that received most, and leave who received less where it is, with the reason', () => {
    const snapshot = dead(TREE, { ...names, ...places(400, 500, 500) });
    const made = planned(snapshot, replace(), POLICY);
    expect(above(made, snapshot, ['b', 'c', 'a'])).toEqual([[], [id('b')], [id('m')]]);
    const left = made.checks.find(({ message }) => message.code === 'left-by-file');
    expect(left).toMatchObject({ verdict: 'warn', replica: id('a') });
    expect(codes(made)).toContain('nothing-lost');
  });

  test('follow by markers where there are some, if they received less', () => {
    const snapshot = dead(TREE, { ...names, ...places(400, 500, 500) });
    const policy = { ...POLICY, pseudoGtid: { writtenByTopiary: true, notWrittenIn: new Set<never>() } };
    const made = planned(snapshot, replace(), policy);
    expect(kindsOn(made, 'a')).toContain('match-position');
    expect(kindsOn(made, 'c')).not.toContain('match-position');
  });

  test('that somebody names although it received less is opened, and what it lacks is named', () => {
    const snapshot = dead(TREE, { ...names, ...places(400, 500, 500) });
    const made = planned(snapshot, replace('a'), POLICY);
    expect(codes(made)).toEqual(expect.arrayContaining(['successor-received-less', 'lost-ahead']));
    // What they read is stated with a place, which is known only when they stand.
    expect(kindsOn(made, 'b')).toEqual([]);
  });

  test('are not compared with others by GTID, nor below co-masters', () => {
    const mixed = dead('m > a, b', {
      ...names,
      cut: ['a', 'b'],
      gtid: true,
      servers: { a: { change: withChannels({ positioning: 'file' }) } },
    });
    expect(codes(planned(mixed, replace(), POLICY))).toContain('successor-by-file');
    const pair = dead('m > o; o > m; m > a', { gone: ['m'], cut: ['o', 'a'], gtid: false });
    expect(refusal(pair, replace())).toContain('successor-by-file');
  });
});

test('a replica that is far behind is moved after the others, by its real lag', () => {
  const policy = { ...POLICY, promotion: { ...POLICY.promotion, postponesFromSeconds: 60 } };
  const servers = { b: { change: withChannels({ lagSeconds: 90 }) } };
  const snapshot = dead('m > a, b, c', { gone: ['m'], cut: ['a', 'b', 'c'], servers });
  const made = planned(snapshot, replace('a'), policy);
  const moved = stepsInOrder(made).filter(({ kind }) => kind === 'point-replica-at');
  expect(moved.map(({ instance }) => instance)).toEqual([id('c'), id('b')]);
  expect(made.notes.map(({ code }) => code)).toContain('moved-last');
});

test('a successor that keeps its source is told to find it no more, where that is wanted', () => {
  const policy = { ...POLICY, promotion: { ...POLICY.promotion, opensSuccessor: false, detachesSuccessor: true } };
  const snapshot = dead('m > a, b', { gone: ['m'], cut: ['a', 'b'] });
  expect(kindsOn(planned(snapshot, replace(), policy), 'a')).toEqual(['drain-relay-log', 'rename-source']);
});
