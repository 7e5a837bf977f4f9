import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../../policy/policy.ts';
import type { Policy } from '../../policy/policy.ts';
import {
  id,
  instanceIn,
  move,
  planned,
  refusalOf,
  topology,
  warningsOf,
  withChannel,
  withInstance,
  withSettings,
} from '../../testing/index.ts';
import type { TopologyOptions } from '../../testing/index.ts';
import type { TopologySnapshot } from '../../topology/snapshot.ts';
import type { MoveMethod } from '../methods.ts';
import type { Intent, Plan } from '../plan.ts';
import { stepsInOrder } from '../plan.ts';

const TREE = 'm > a, b, c';
const byFile = { change: withChannel({ positioning: 'file' }) };
const options = { servers: { a: byFile, b: byFile, c: byFile } };
const MARKED: Policy = { ...DEFAULT_POLICY, pseudoGtid: { writtenByTopiary: true, notWrittenIn: new Set() } };
const OWN_MARKERS: Policy = { ...DEFAULT_POLICY, pseudoGtid: { writtenByTopiary: false, notWrittenIn: new Set() } };
const silent = (snapshot: TopologySnapshot): TopologySnapshot => withInstance(snapshot, 'm', { health: 'unreachable' });
const at = (position: number) => ({ file: 'bin.000007', position });

const kinds = (plan: Plan): readonly string[] => stepsInOrder(plan).map(({ kind }) => kind);
const codes = (plan: Plan): readonly string[] => plan.checks.map(({ message }) => message.code);
const by = (replica: string, target: string, method: MoveMethod): Intent => ({ ...move(replica, target), method });

const MATCH_STEPS = ['stop-at-coordinates', 'match-position', 'point-replica-at', 'start-replication'];

describe('a replica by file and position', () => {
  test('is matched where there are markers: it stops, its place is proved, and it goes on there', () => {
    const plan = planned(topology(TREE, options), move('a', 'b'), MARKED);
    expect(kinds(plan)).toEqual(MATCH_STEPS);
    const [stop, found, point] = stepsInOrder(plan);
    expect(found).toMatchObject({ instance: id('a'), target: id('b') });
    expect(point).toMatchObject({
      stops: 'none',
      coordinates: {
        there: { kind: 'result', step: found?.id, which: 'matched' },
        back: { kind: 'result', step: stop?.id, which: 'executed' },
      },
    });
    expect(codes(plan)).toContain('moves-by-pseudo-gtid');
  });

  test('goes through anchors where nobody says that there are markers, or a person says so', () => {
    const anchored = ['stop-at-coordinates', 'apply-until'];
    expect(kinds(planned(topology(TREE, options), move('a', 'b')))).toEqual(expect.arrayContaining(anchored));
    const notTaken = { ...MARKED, pseudoGtid: { writtenByTopiary: true, notWrittenIn: new Set([clusterOf(TREE)]) } };
    for (const policy of [OWN_MARKERS, notTaken])
      expect(kinds(planned(topology(TREE, options), move('a', 'b'), policy))).toContain('apply-until');
    expect(kinds(planned(topology(TREE, options), by('a', 'b', 'coordinates'), MARKED))).toContain('apply-until');
  });

  test('is matched when a person asks for it, whether or not anybody says that there are markers', () => {
    expect(kinds(planned(topology(TREE, options), by('a', 'b', 'pseudo-gtid'), OWN_MARKERS))).toEqual(MATCH_STEPS);
    expect(refusalOf({ topology: TREE, options, intent: by('a', 'b', 'pseudo-gtid') })).toEqual(['match-no-pattern']);
  });

  test('with threads that somebody stopped is matched, and they stay stopped', () => {
    const stopped = withInstance(topology(TREE, options), 'a', {
      observation: withChannel({ receiver: 'stopped', applier: 'stopped' }),
    });
    const plan = planned(stopped, move('a', 'b'), MARKED);
    expect(kinds(plan)).toEqual(MATCH_STEPS.slice(0, -1));
    expect(stepsInOrder(plan)[0]).toMatchObject({ before: { receiver: 'stopped', applier: 'stopped' } });
  });

  test.each([
    ['whose applier failed', { applierError: { number: 1062, text: 'duplicate', at: null } }, 'match-applier-failed'],
  ])('%s is not matched', (_, channel, code) => {
    const change = withChannel({ positioning: 'file', ...channel });
    const servers = { ...options.servers, a: { change } };
    const intent = by('a', 'b', 'pseudo-gtid');
    expect(refusalOf({ topology: TREE, options: { servers }, intent, policy: MARKED })).toEqual([code]);
  });

  test('one that follows GTIDs is not matched: GTID is never turned off', () => {
    const intent = by('a', 'b', 'pseudo-gtid');
    expect(refusalOf({ topology: TREE, intent, policy: MARKED })).toEqual(['method-keeps-gtid']);
  });

  test('is not matched below a server whose log cannot be read', () => {
    const change = withSettings({ logBin: false });
    const servers = { ...options.servers, b: { change } };
    expect(refusalOf({ topology: TREE, options: { servers }, intent: move('a', 'b'), policy: MARKED })).toContain(
      'target-has-no-binlog',
    );
  });
});

describe('below a dead master', () => {
  test('a replica first applies what it has received, as nobody brings that again', () => {
    const plan = planned(silent(topology(TREE, options)), move('a', 'b'), MARKED);
    expect(kinds(plan)).toEqual(['drain-relay-log', ...MATCH_STEPS]);
  });

  test('what a stopped applier leaves in the relay log is lost only when a person says so, or when others have it', () => {
    const standing = {
      positioning: 'file',
      applier: 'stopped',
      executedPosition: at(100),
      readPosition: at(900),
    } as const;
    const tree = (sibling: number): TopologySnapshot => {
      const behind = withInstance(topology(TREE, options), 'a', { observation: withChannel(standing) });
      const place = withChannel({ positioning: 'file', readPosition: at(sibling), executedPosition: at(sibling) });
      return silent(
        ['b', 'c'].reduce((snapshot, name) => withInstance(snapshot, name, { observation: place }), behind),
      );
    };
    expect(() => planned(tree(500), move('a', 'b'), MARKED)).toThrow('relay-log-lost');
    const accepted = planned(tree(500), { ...move('a', 'b'), acceptsLoss: true }, MARKED);
    expect(accepted.checks.find(({ message: { code } }) => code === 'relay-log-lost')).toMatchObject({
      verdict: 'warn',
      message: { params: { transactions: 'bin.000007:100 - bin.000007:900' } },
    });
    expect(codes(planned(tree(900), move('a', 'b'), MARKED))).not.toContain('relay-log-lost');
  });

  test('whoever received most goes above the others, who are matched below it', () => {
    const places = { a: 100, b: 900, c: 500 };
    const tree = silent(
      Object.entries(places).reduce(
        (snapshot, [name, position]) => {
          const observation = withChannel({
            positioning: 'file',
            readPosition: at(position),
            executedPosition: at(position),
          });
          return withInstance(snapshot, name, { observation });
        },
        topology(TREE, options),
      ),
    );
    const shape = { kind: 'regroup-replicas', source: id('m'), candidate: null } as const;
    const plan = planned(tree, { kind: 'reshape', shape, method: 'pseudo-gtid' }, MARKED);
    const moved = stepsInOrder(plan).flatMap((step) =>
      step.kind === 'match-position' ? [[step.instance, step.target]] : [],
    );
    expect(moved).toEqual([
      [id('a'), id('b')],
      [id('c'), id('b')],
    ]);
    const asked = planned(
      tree,
      { kind: 'reshape', shape: { ...shape, candidate: id('c') }, method: 'pseudo-gtid' },
      MARKED,
    );
    const lost = asked.checks.find(({ message: { code } }) => code === 'lost-ahead');
    expect(lost?.message.params).toMatchObject({ replica: id('b'), ahead: 'bin.000007:500 - bin.000007:900' });
  });
});

test('a match waits for a move of the server that it reads', () => {
  const tree = topology('m > a, b, x', { servers: { a: byFile, b: byFile, x: byFile } });
  const moves = [
    { replica: id('a'), channel: '', target: id('b') },
    { replica: id('b'), channel: '', target: id('x') },
  ];
  const plan = planned(tree, { kind: 'reshape', shape: { kind: 'move-many', moves } }, MARKED);
  const lanes = plan.rounds[0]?.stages.map(({ steps }) => steps.map(({ lane }) => lane)) ?? [];
  expect(lanes.slice(0, 4)).toEqual(Array.from({ length: 4 }, () => [id('b')]));
  expect(lanes.slice(4)).toEqual(Array.from({ length: 4 }, () => [id('a')]));
});

describe('below co-masters by Pseudo-GTID', () => {
  const names = ['m', 'n', 'x', 'y'] as const;
  const tree = 'm <> n; m > x; n > y';
  const written = (...writers: readonly string[]): TopologyOptions => ({
    servers: Object.fromEntries(names.map((name) => [name, { ...byFile, readOnly: !writers.includes(name) }])),
  });
  const reasons = (text: string, writers: readonly string[], intent: Intent): readonly string[] =>
    refusalOf({ topology: text, options: written(...writers), intent, policy: MARKED });

  test.each([
    ['from one to the other', by('x', 'n', 'pseudo-gtid')],
    ['between replicas of theirs', by('x', 'y', 'pseudo-gtid')],
  ])('%s: refused where both may be written to, as their logs differ in order', (_, intent) => {
    expect(reasons(tree, ['m', 'n'], intent)).toEqual(['match-across-circle']);
    expect(reasons(tree, ['m'], intent)).toEqual([]);
  });

  test('nobody is matched by itself then, nor taken through anchors instead', () => {
    expect(reasons(tree, ['m', 'n'], move('x', 'n'))).toEqual(['log-of-circle', 'switch-would-do']);
  });

  test('in the log of one and the same of them there is one order', () => {
    expect(reasons('m <> n; m > x, y', ['m', 'n'], by('x', 'y', 'pseudo-gtid'))).toEqual([]);
  });
});

test('there are no warnings where nothing is wrong', () => {
  expect(warningsOf({ topology: TREE, options, intent: move('a', 'b'), policy: MARKED })).toEqual([]);
});

function clusterOf(text: string) {
  return instanceIn(topology(text), 'm').cluster;
}
