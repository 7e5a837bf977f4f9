import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import { id, move, planned, refusalOf, topology, withChannels, withSettings } from '../testing/index.ts';
import type { Observation } from '../topology/observation.ts';
import { fingerprintOf } from './outcome.ts';
import { judgeTargets } from './judge-targets.ts';
import { MAX_MOVES_PER_PLAN } from './plan-moves.ts';
import { asPlanId, stepsInOrder } from './plan.ts';
import type { Intent, Plan } from './plan.ts';
import { predict } from './predict.ts';

const TREE = 'm > a, b; b > c, d';
const refusedFor = (text: string, intent: Intent): readonly string[] => refusalOf({ topology: text, intent });

describe('the steps', () => {
  const kinds = (made: Plan): readonly (readonly string[])[] =>
    made.rounds.flatMap(({ stages }) => stages.map(({ steps }) => steps.map(({ kind, lane }) => `${kind} ${lane}`)));

  test('of a MySQL move are one, which leaves the applier alone', () => {
    const [step] = stepsInOrder(planned(topology(TREE), move('a', 'b')));
    expect(step).toMatchObject({
      kind: 'point-replica-at',
      stops: 'receiver',
      before: { receiver: 'running', applier: 'running' },
    });
  });

  test('of a MariaDB move up are one, since an ancestor has everything', () => {
    expect(kinds(planned(topology(TREE, { family: 'mariadb' }), move('c', 'm')))).toEqual([
      ['point-replica-at c:3306'],
    ]);
  });

  test('of MariaDB moves sideways go in stages, each replica in its lane', () => {
    const made = planned(topology('m > x, b; b > c, d', { family: 'mariadb' }), {
      kind: 'relocate-replicas',
      source: id('b'),
      target: id('x'),
      only: null,
    });
    expect(kinds(made)).toEqual([
      ['stop-replication c:3306', 'stop-replication d:3306'],
      ['wait-for-position c:3306', 'wait-for-position d:3306'],
      ['point-replica-at c:3306', 'point-replica-at d:3306'],
    ]);
    const [stopC, , waitC] = stepsInOrder(made);
    expect(waitC).toMatchObject({
      instance: id('x'),
      position: { kind: 'result', step: stopC?.id, instance: id('c') },
    });
  });

  test('keep every setting of the channel, and restate the heartbeat from the configuration where it cannot be read', () => {
    const unreadable = (found: Observation): Observation => ({
      ...found,
      channels: found.channels.map((one) => ({
        ...one,
        settings: { ...one.settings, heartbeatPeriodSeconds: null, retryCount: 7 },
      })),
    });
    const snapshot = topology(TREE, { servers: { a: { change: unreadable } } });
    const [assumed] = stepsInOrder(
      planned(snapshot, move('a', 'b'), { ...DEFAULT_POLICY, assumedHeartbeatSeconds: 2 }),
    );
    expect(assumed).toMatchObject({ settings: { heartbeatPeriodSeconds: 2, retryCount: 7 } });
    expect(planned(snapshot, move('a', 'b')).notes.map(({ code }) => code)).toEqual([
      'heartbeat-will-reset',
      'moved-by-gtid',
    ]);
  });

  test('are the same whether the receiver happens to be connected or between two attempts', () => {
    const connecting = topology(TREE, { servers: { a: { change: withChannels({ receiver: 'connecting' }) } } });
    expect(fingerprintOf(planned(connecting, move('a', 'b')))).toBe(
      fingerprintOf(planned(topology(TREE), move('a', 'b'))),
    );
  });

  test('differ when a thread was stopped meanwhile', () => {
    const stopped = topology(TREE, { servers: { a: { change: withChannels({ receiver: 'stopped' }) } } });
    expect(fingerprintOf(planned(stopped, move('a', 'b')))).not.toBe(
      fingerprintOf(planned(topology(TREE), move('a', 'b'))),
    );
  });
});

describe('moving the replicas of a server', () => {
  const all = (source: string, target: string): Intent => ({
    kind: 'relocate-replicas',
    source: id(source),
    target: id(target),
    only: null,
  });

  test('leaves the target itself where it is', () => {
    expect(stepsInOrder(planned(topology('m > a, b, c'), all('m', 'a'))).map(({ lane }) => lane)).toEqual([
      id('b'),
      id('c'),
    ]);
  });

  test('leaves behind what cannot move, and says which and why', () => {
    const made = planned(topology(TREE, { servers: { d: { health: 'unreachable' } } }), all('b', 'a'));
    expect(stepsInOrder(made).map(({ lane }) => lane)).toEqual([id('c')]);
    expect(made.notes[0]).toMatchObject({ code: 'replica-left-behind', params: { replica: id('d') } });
    expect(
      made.checks
        .filter(({ verdict, replica }) => verdict === 'warn' && replica === id('d'))
        .map(({ message }) => message.code),
    ).toContain('replica-not-reachable');
  });

  test('is refused when there are none', () => {
    expect(refusedFor(TREE, all('a', 'm'))).toEqual(['no-replicas-to-move']);
  });

  test('is refused above the number that one plan may move', () => {
    const names = Array.from({ length: MAX_MOVES_PER_PLAN + 1 }, (_, index) => `r${index}`).join(', ');
    expect(refusedFor(`m > a, b; b > ${names}`, all('b', 'a'))).toEqual(['too-many-moves']);
  });
});

describe('which servers may be the target', () => {
  test('is judged for every member of the cluster, with the reason', () => {
    const verdicts = judgeTargets({
      snapshot: topology(TREE),
      policy: DEFAULT_POLICY,
      id: asPlanId('p'),
      request: { kind: 'relocate', replica: id('b'), channel: null },
    });
    if (verdicts.kind !== 'candidates') throw new Error(verdicts.kind);
    expect(
      verdicts.verdicts.map(({ target, allowed, reasons }) => [target, allowed, reasons.map(({ code }) => code)]),
    ).toEqual([
      [id('a'), true, []],
      [id('b'), false, ['same-server']],
      [id('c'), false, ['own-descendant']],
      [id('d'), false, ['own-descendant']],
      [id('m'), false, ['already-there']],
    ]);
  });

  test('for the replicas of a server is possible where at least one of them can go', () => {
    const snapshot = topology('m > a, b, c', {
      servers: { b: { change: withSettings({ logBin: false }) }, c: { health: 'unreachable' } },
    });
    const verdicts = judgeTargets({
      snapshot,
      policy: DEFAULT_POLICY,
      id: asPlanId('p'),
      request: { kind: 'relocate-replicas', source: id('m'), only: null },
    });
    if (verdicts.kind !== 'candidates') throw new Error(verdicts.kind);
    expect(
      verdicts.verdicts.map(({ target, allowed, reasons }) => [
        target,
        allowed,
        [...new Set(reasons.map(({ code }) => code))],
      ]),
    ).toEqual([
      [id('a'), true, []],
      [id('b'), false, ['target-has-no-binlog', 'replica-not-reachable']],
      [id('c'), false, ['target-not-reachable']],
      [id('m'), false, ['already-there', 'replica-not-reachable']],
    ]);
  });

  test('says what a drop on a neighbour can mean, and whether that may be', () => {
    const snapshot = topology('m > a; a > b; b > c, d');
    const made = judgeTargets({
      snapshot,
      policy: DEFAULT_POLICY,
      id: asPlanId('p'),
      request: { kind: 'relocate', replica: id('c'), channel: null },
    });
    const said = 'verdicts' in made ? made.verdicts : [];
    const on = (name: string) =>
      said.find(({ target }) => target === id(name))?.operations.map(({ operation, allowed }) => [operation, allowed]);
    expect(on('b')).toEqual([
      ['take-master', true],
      ['repoint', true],
    ]);
    expect(on('a')).toEqual([['move-up', true]]);
    expect(on('d')).toEqual([['move-below', true]]);
    expect(on('m')).toEqual([]);
  });

  test('is refused as a whole for what cannot move anywhere', () => {
    const verdicts = judgeTargets({
      snapshot: topology(TREE),
      policy: DEFAULT_POLICY,
      id: asPlanId('p'),
      request: { kind: 'relocate', replica: id('m'), channel: null },
    });
    expect(verdicts).toMatchObject({ kind: 'refusal', reasons: [{ code: 'not-a-replica' }] });
  });
});

describe('the prediction', () => {
  test('is the tree after the plan, roles and depths included, in the same cluster', () => {
    const before = topology('m > a, b; b > c');
    const after = predict(planned(before, move('a', 'c')), before, DEFAULT_POLICY);
    expect(after.edges.map(({ replica, source }) => [replica, source])).toEqual([
      [id('a'), id('c')],
      [id('b'), id('m')],
      [id('c'), id('b')],
    ]);
    expect(after.instances.get(id('c'))).toMatchObject({ role: 'intermediate', depth: 2 });
    expect(after.instances.get(id('a'))).toMatchObject({
      role: 'replica',
      depth: 3,
      cluster: before.instances.get(id('a'))?.cluster,
    });
    expect(after.instances.get(id('m'))).toMatchObject({ role: 'master' });
  });

  test('leaves the snapshot that it is made from as it was', () => {
    const before = topology(TREE);
    const copy = JSON.stringify([...before.instances.values()]);
    predict(planned(before, move('a', 'b')), before, DEFAULT_POLICY);
    expect(JSON.stringify([...before.instances.values()])).toBe(copy);
  });
});
