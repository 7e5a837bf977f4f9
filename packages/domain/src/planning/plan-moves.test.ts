import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import type { Policy } from '../policy/policy.ts';
import { gtidOf, id, topology } from '../testing/index.ts';
import type { TopologyOptions } from '../testing/index.ts';
import type { Observation, ReplicationChannel } from '../topology/observation.ts';
import type { TopologySnapshot } from '../topology/snapshot.ts';
import { fingerprintOf } from './outcome.ts';
import { judgeTargets, MAX_MOVES_PER_PLAN, planIntent } from './plan-moves.ts';
import { asPlanId, stepsInOrder } from './plan.ts';
import type { Intent, Plan, Refusal } from './plan.ts';
import { predict } from './predict.ts';

const plan = (snapshot: TopologySnapshot, intent: Intent, policy: Policy = DEFAULT_POLICY): Plan | Refusal =>
  planIntent({ snapshot, policy, intent, id: asPlanId('p') });
const move = (replica: string, target: string): Intent => ({
  kind: 'relocate',
  replica: id(replica),
  channel: null,
  target: id(target),
});
const planned = (snapshot: TopologySnapshot, intent: Intent, policy?: Policy): Plan => {
  const made = plan(snapshot, intent, policy);
  if ('kind' in made) throw new Error(`refused: ${made.reasons.map(({ code }) => code).join(', ')}`);
  return made;
};
const refusedFor = (
  text: string,
  intent: Intent,
  options: TopologyOptions = {},
  policy: Policy = DEFAULT_POLICY,
): readonly string[] => {
  const made = plan(topology(text, options), intent, policy);
  return 'kind' in made ? made.reasons.map(({ code }) => code) : [];
};
const warnedOf = (text: string, intent: Intent, options: TopologyOptions, policy?: Policy): readonly string[] =>
  planned(topology(text, options), intent, policy)
    .checks.filter(({ verdict }) => verdict === 'warn')
    .map(({ message }) => message.code);

const settings =
  (change: Partial<Observation['settings']>) =>
  (found: Observation): Observation => ({ ...found, settings: { ...found.settings, ...change } });
const channels =
  (change: Partial<ReplicationChannel>) =>
  (found: Observation): Observation => ({
    ...found,
    channels: found.channels.map((one) => ({ ...one, ...change })),
  });
const TREE = 'm > a, b; b > c, d';

describe('what cannot be moved, and why', () => {
  test.each<readonly [string, Intent, readonly string[]]>([
    ['onto itself', move('a', 'a'), ['same-server']],
    ['onto its own replica', move('b', 'c'), ['own-descendant']],
    ['to where it is', move('c', 'b'), ['already-there']],
    ['a master', move('m', 'a'), ['not-a-replica']],
    ['an unknown server', move('x', 'a'), ['replica-unknown']],
    ['to an unknown server', move('a', 'x'), ['target-unknown']],
  ])('%s', (_, intent, codes) => {
    expect(refusedFor(TREE, intent)).toEqual(codes);
  });

  test('into another cluster', () => {
    expect(refusedFor('m > a; n > b', move('a', 'b'))).toContain('other-cluster');
  });

  test.each<readonly [string, TopologyOptions, string]>([
    [
      'to a server without a binary log',
      { servers: { b: { change: settings({ logBin: false }) } } },
      'target-has-no-binlog',
    ],
    [
      'to a replica that does not log what it applies',
      { servers: { b: { change: settings({ logReplicaUpdates: false }) } } },
      'target-does-not-log-updates',
    ],
    ['to a dead server', { servers: { b: { health: 'unreachable' } } }, 'target-not-reachable'],
    ['a server that is suspected dead', { servers: { a: { health: 'suspect' } } }, 'replica-not-reachable'],
    [
      'below a newer version',
      { servers: { a: { version: '8.4.3' }, b: { version: '9.7.4' } } },
      'replica-version-lower',
    ],
    [
      'below 26.7 with 9.7, which text order would allow',
      { servers: { a: { version: '9.7.4' }, b: { version: '26.7.0' } } },
      'replica-version-lower',
    ],
    [
      'row events below statements',
      { servers: { a: { change: settings({ binlogFormat: 'STATEMENT' }) } } },
      'binlog-format-smaller',
    ],
    [
      'below a server with the same server_id',
      { servers: { b: { change: (found) => ({ ...found, identity: { ...found.identity, serverId: 2 } }) } } },
      'same-server-id',
    ],
    ['below a delayed server', { servers: { b: { change: channels({ delaySeconds: 3600 }) } } }, 'delay-smaller'],
    ['without GTIDs', { gtid: false }, 'needs-file-positions'],
    [
      'below a server that purged what it needs',
      {
        transactions: 200,
        servers: {
          a: {
            change: (found) => ({
              ...found,
              gtid: gtidOf({ family: 'mysql', writers: [{ writer: 1, count: 50 }], purged: 0 }),
            }),
          },
          b: {
            change: (found) => ({
              ...found,
              gtid: gtidOf({ family: 'mysql', writers: [{ writer: 1, count: 200 }], purged: 120 }),
            }),
          },
        },
      },
      'purged-on-target',
    ],
  ])('%s', (_, options, code) => {
    expect(refusedFor(TREE, move('a', 'b'), options)).toContain(code);
  });

  test('a secondary of a replication group', () => {
    const group = (found: Observation): Observation => ({
      ...found,
      group: {
        groupName: 'g',
        members: [
          {
            uuid: found.identity.serverUuid ?? '',
            address: { host: 'a', port: 3306 },
            state: 'ONLINE',
            role: 'SECONDARY',
          },
        ],
      },
    });
    expect(refusedFor(TREE, move('a', 'b'), { servers: { a: { change: group } } })).toContain('group-secondary');
  });

  test('MariaDB below MySQL and the other way round', () => {
    expect(refusedFor('m > a, b', move('a', 'b'), { servers: { b: { family: 'mariadb' } } })).toContain('other-family');
    expect(refusedFor('m > a, b', move('b', 'a'), { servers: { b: { family: 'mariadb' } } })).toContain('other-family');
  });

  test('a replica with several channels, unless the channel is named', () => {
    const several = 'm, n > a; m > b';
    expect(refusedFor(several, move('a', 'b'))).toEqual(['channel-ambiguous']);
    expect(refusedFor(several, { ...move('a', 'b'), channel: 'm' } as Intent)).toEqual([]);
    expect(refusedFor(several, { ...move('a', 'b'), channel: 'x' } as Intent)).toEqual(['channel-unknown']);
  });

  test('around a ring, where UUIDs of the way are not needed to see the circle', () => {
    expect(refusedFor('a > b > c > a; c > d', move('c', 'd'), { family: 'mariadb' })).toContain('own-descendant');
  });

  test('a MariaDB replica whose position is not in the history of the target', () => {
    const at =
      (position: string) =>
      (found: Observation): Observation =>
        found.gtid.kind === 'mariadb'
          ? {
              ...found,
              gtid: {
                ...found.gtid,
                slavePosition: position,
                currentPosition: position,
                binlogState: position,
                binlogPosition: position,
              },
            }
          : found;
    const options: TopologyOptions = {
      family: 'mariadb',
      servers: { a: { change: at('0-7-90') }, b: { change: at('0-1-100') } },
    };
    expect(refusedFor('m > a, b', move('a', 'b'), options)).toContain('diverged-position');
  });
});

describe('what is said and does not keep a replica from moving', () => {
  test('a replica that filters nothing below one that does, unless the policy refuses it', () => {
    const options: TopologyOptions = { servers: { b: { change: channels({ filters: ['Replicate_Do_DB: x'] }) } } };
    expect(warnedOf(TREE, move('a', 'b'), options)).toContain('filters-on-target');
    expect(refusedFor(TREE, move('a', 'b'), options, { ...DEFAULT_POLICY, verifyReplicationFilters: true })).toContain(
      'filters-on-target',
    );
  });

  test('a lower version where the policy allows it', () => {
    const options: TopologyOptions = { servers: { a: { version: '8.4.3' } } };
    expect(warnedOf(TREE, move('a', 'b'), options, { ...DEFAULT_POLICY, lowerReplicaVersionAllowed: true })).toContain(
      'replica-version-lower',
    );
  });

  test('transactions of its own', () => {
    const own = gtidOf({
      family: 'mysql',
      writers: [
        { writer: 1, count: 100 },
        { writer: 2, count: 3 },
      ],
      purged: 0,
    });
    expect(
      warnedOf(TREE, move('a', 'b'), { servers: { a: { change: (found) => ({ ...found, gtid: own }) } } }),
    ).toContain('errant-on-replica');
  });

  test('a stopped or broken applier', () => {
    const stopped: TopologyOptions = { servers: { a: { change: channels({ applier: 'stopped' }) } } };
    const broken: TopologyOptions = {
      servers: { a: { change: channels({ applier: 'stopped', applierError: { number: 1062, text: 'duplicate' } }) } },
    };
    expect(warnedOf(TREE, move('a', 'b'), stopped)).toContain('thread-stopped-stays');
    expect(warnedOf(TREE, move('a', 'b'), broken)).toContain('applier-broken');
  });

  test('a replica that has more than its target only because it was looked at later', () => {
    const later = gtidOf({ family: 'mysql', writers: [{ writer: 1, count: 130 }], purged: 0 });
    expect(
      warnedOf(TREE, move('a', 'b'), { servers: { a: { change: (found) => ({ ...found, gtid: later }) } } }),
    ).toEqual([]);
  });
});

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
    expect(planned(snapshot, move('a', 'b')).notes.map(({ code }) => code)).toEqual(['heartbeat-will-reset']);
  });

  test('are the same whether the receiver happens to be connected or between two attempts', () => {
    const connecting = topology(TREE, { servers: { a: { change: channels({ receiver: 'connecting' }) } } });
    expect(fingerprintOf(planned(connecting, move('a', 'b')))).toBe(
      fingerprintOf(planned(topology(TREE), move('a', 'b'))),
    );
  });

  test('differ when a thread was stopped meanwhile', () => {
    const stopped = topology(TREE, { servers: { a: { change: channels({ receiver: 'stopped' }) } } });
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
      servers: { b: { change: settings({ logBin: false }) }, c: { health: 'unreachable' } },
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
