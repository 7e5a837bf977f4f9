import { describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import type { Policy } from '../policy/policy.ts';
import { gtidOf, move, refusalOf, warningsOf, withChannels, withSettings } from '../testing/index.ts';
import type { TopologyOptions } from '../testing/index.ts';
import type { Observation } from '../topology/observation.ts';
import type { Intent } from './plan.ts';

const TREE = 'm > a, b; b > c, d';
const refusedFor = (text: string, intent: Intent, options: TopologyOptions = {}, policy?: Policy): readonly string[] =>
  refusalOf({ topology: text, intent, options, ...(policy === undefined ? {} : { policy }) });
const warnedOf = (text: string, intent: Intent, options: TopologyOptions, policy?: Policy): readonly string[] =>
  warningsOf({ topology: text, intent, options, ...(policy === undefined ? {} : { policy }) });

/** `a` has the first 50 of 200 transactions, and what `b` logged before its oldest log is known where `purgedState` says it. */
function behindOnMariadb({
  receiver,
  purgedState,
}: {
  readonly receiver: 'stopped' | 'running';
  readonly purgedState?: string;
}): TopologyOptions {
  const behind = gtidOf({ family: 'mariadb', writers: [{ writer: 1, count: 50 }], purged: 0 });
  const told = (gtid: Observation['gtid']): Observation['gtid'] =>
    gtid.kind === 'mariadb' && purgedState !== undefined ? { ...gtid, purgedState } : gtid;
  return {
    family: 'mariadb',
    transactions: 200,
    servers: {
      a: { change: (found) => ({ ...withChannels({ receiver, applier: receiver })(found), gtid: behind }) },
      b: { change: (found) => ({ ...found, gtid: told(found.gtid) }) },
    },
  };
}

function standingAt(position: string): (found: Observation) => Observation {
  const gtids = { slavePosition: position, currentPosition: position, binlogState: position, binlogPosition: position };
  return (found) => (found.gtid.kind === 'mariadb' ? { ...found, gtid: { ...found.gtid, ...gtids } } : found);
}

describe('what cannot be moved, and why', () => {
  test.each(['stopped', 'running'] as const)(
    'a %s MariaDB replica that lacks what the target has purged',
    (receiver) => {
      const options = behindOnMariadb({ receiver, purgedState: '0-1-51' });
      expect(refusedFor(TREE, move('a', 'b'), options)).toContain('purged-on-target');
    },
  );

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
      { servers: { b: { change: withSettings({ logBin: false }) } } },
      'target-has-no-binlog',
    ],
    [
      'to a replica that does not log what it applies',
      { servers: { b: { change: withSettings({ logReplicaUpdates: false }) } } },
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
      { servers: { a: { change: withSettings({ binlogFormat: 'STATEMENT' }) } } },
      'binlog-format-smaller',
    ],
    [
      'below a server with the same server_id',
      { servers: { b: { change: (found) => ({ ...found, identity: { ...found.identity, serverId: 2 } }) } } },
      'same-server-id',
    ],
    ['below a delayed server', { servers: { b: { change: withChannels({ delaySeconds: 3600 }) } } }, 'delay-smaller'],
    [
      'without GTIDs while a thread of it stands',
      { gtid: false, servers: { a: { change: withChannels({ applier: 'stopped' }) } } },
      'needs-running-threads',
    ],
    [
      'without GTIDs past a server that filters',
      { gtid: false, servers: { b: { change: withChannels({ filters: ['Replicate_Do_DB=shop'] }) } } },
      'anchor-is-filtered',
    ],
    [
      'without GTIDs past a server that follows them, and may have more than its master',
      { gtid: false, servers: { b: { change: withChannels({ positioning: 'auto-position' }) } } },
      'anchor-follows-gtids',
    ],
    [
      'without GTIDs and delayed',
      { gtid: false, servers: { a: { change: withChannels({ delaySeconds: 60 }) } } },
      'delayed-by-coordinates',
    ],
    [
      'with GTIDs below a binlog server, which tells none',
      { servers: { b: { change: (found) => ({ ...found, gtid: { kind: 'none' } }) } } },
      'target-gtid-off',
    ],
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
        mode: 'single-primary',
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
    expect(refusedFor(several, { ...move('a', 'b'), channel: 'm' })).toEqual([]);
    expect(refusedFor(several, { ...move('a', 'b'), channel: 'x' })).toEqual(['channel-unknown']);
  });

  test('around a ring, where UUIDs of the way are not needed to see the circle', () => {
    expect(refusedFor('a > b > c > a; c > d', move('c', 'd'), { family: 'mariadb' })).toContain('own-descendant');
  });

  test('a MariaDB replica whose position is not in the history of the target', () => {
    const options: TopologyOptions = {
      family: 'mariadb',
      servers: { a: { change: standingAt('0-7-90') }, b: { change: standingAt('0-1-100') } },
    };
    expect(refusedFor('m > a, b', move('a', 'b'), options)).toContain('diverged-position');
  });

  test('a MariaDB replica that has what nobody above the target has, or ever gets', () => {
    const all = '0-1-100,7-2-5';
    const options = (master: string, target: string, has = all): TopologyOptions => ({
      family: 'mariadb',
      servers: {
        m: { change: standingAt(master) },
        a: { change: standingAt(has) },
        b: { change: standingAt(has) },
        c: { change: standingAt(target) },
      },
    });
    const moved = (...states: Parameters<typeof options>): readonly string[] =>
      refusedFor('m > a, c; a > b', move('b', 'c'), options(...states));
    expect(moved('0-1-100,7-2-4', '0-1-100,7-2-4')).toEqual(['diverged-position']);
    // It is on its way, or its writer is above the target and has written it since that was looked at.
    expect(moved(all, '0-1-100,7-2-4')).toEqual([]);
    expect(moved('0-1-100,7-1-4', '0-1-100,7-1-4', '0-1-100,7-1-5')).toEqual([]);
  });
});

describe('what is said and does not keep a replica from moving', () => {
  test('a replica that filters nothing below one that does, unless the policy refuses it', () => {
    const options: TopologyOptions = { servers: { b: { change: withChannels({ filters: ['Replicate_Do_DB: x'] }) } } };
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

  test('a thread that somebody stopped stays so, and one that an error stopped is started', () => {
    const stopped: TopologyOptions = { servers: { a: { change: withChannels({ applier: 'stopped' }) } } };
    const broken: TopologyOptions = {
      servers: {
        a: { change: withChannels({ applier: 'stopped', applierError: { number: 1062, text: 'duplicate' } }) },
      },
    };
    expect(warnedOf(TREE, move('a', 'b'), stopped)).toContain('thread-stopped-stays');
    expect(warnedOf(TREE, move('a', 'b'), broken)).toEqual(['failed-thread-starts']);
  });

  test('a stopped MariaDB replica, of which nobody knows whether the target still has what it lacks', () => {
    expect(warnedOf(TREE, move('a', 'b'), behindOnMariadb({ receiver: 'stopped' }))).toContain('purged-not-known');
    expect(warnedOf(TREE, move('a', 'b'), behindOnMariadb({ receiver: 'running' }))).not.toContain('purged-not-known');
  });

  test.each(['stopped', 'running'] as const)(
    'no %s MariaDB replica that the oldest log of its target has all for',
    (receiver) => {
      const options = behindOnMariadb({ receiver, purgedState: '0-1-50' });
      expect(warnedOf(TREE, move('a', 'b'), options)).not.toContain('purged-not-known');
      expect(refusedFor(TREE, move('a', 'b'), options)).toEqual([]);
    },
  );

  test('a replica that has more than its target only because it was looked at later', () => {
    const later = gtidOf({ family: 'mysql', writers: [{ writer: 1, count: 130 }], purged: 0 });
    expect(
      warnedOf(TREE, move('a', 'b'), { servers: { a: { change: (found) => ({ ...found, gtid: later }) } } }),
    ).toEqual([]);
  });
});
