import type { ServerRecord } from './server-record.ts';
import { describe, expect, test } from 'vitest';
import { id, instanceIn, recordsOf, snapshotOf, topology, uuidOf, withChannel, withHealth } from '../testing/index.ts';
import type { TopologyOptions } from '../testing/index.ts';
import type { Observation } from './observation.ts';
import { MAX_ERRANT_TEXT_LENGTH, PROBLEM_SEVERITIES } from './problems.ts';
import { PROBLEM_CODES } from './snapshot.ts';
import type { Problem } from './snapshot.ts';

function problemsOf(name: string, text: string, options: TopologyOptions = {}): readonly Problem[] {
  return instanceIn(topology(text, options), name).problems;
}

function codesOf(name: string, text: string, options: TopologyOptions = {}): readonly string[] {
  return problemsOf(name, text, options).map(({ code }) => code);
}

const executed =
  (text: string) =>
  (found: Observation): Observation =>
    found.gtid.kind === 'mysql' ? { ...found, gtid: { ...found.gtid, executed: text } } : found;

test('healthy servers of every shape have no problems', () => {
  for (const text of ['a', 'a > b, c; b > d', 'a <> b; a > c', 'a > b > c > a', 'a, b > c']) {
    for (const family of ['mysql', 'mariadb'] as const) {
      expect([...topology(text, { family }).instances.values()].flatMap(({ problems }) => problems)).toEqual([]);
    }
  }
});

test('every code has a severity', () => {
  expect(Object.keys(PROBLEM_SEVERITIES).toSorted()).toEqual(PROBLEM_CODES.toSorted());
});

describe('of reachability', () => {
  test('say why the last probe failed', () => {
    const params = { kind: 'refused', code: 'ECONNREFUSED' };
    expect(problemsOf('b', 'a > b', { servers: { b: { health: 'unreachable' } } })).toEqual([
      { code: 'unreachable', severity: 'critical', params },
    ]);
    expect(codesOf('b', 'a > b', { servers: { b: { health: 'suspect' } } })).toEqual(['suspect']);
  });

  test('tell a server that never answered from one that stopped answering', () => {
    const saidOf = (change: Partial<ServerRecord>): readonly string[] => {
      const records = [...recordsOf('a')].map(
        ([key, record]) => [key, withHealth({ ...record, observation: null, ...change }, 'unreachable')] as const,
      );
      return instanceIn(snapshotOf(new Map(records)), 'a').problems.map(({ code }) => code);
    };
    expect(saidOf({ observedAt: null })).toEqual(['never-reached']);
    // An earlier run of Topiary reached it.
    expect(saidOf({})).toEqual(['unreachable']);
    expect(codesOf('a', 'a', { servers: { a: { health: 'unprobed' } } })).toEqual([]);
  });

  test('hide what the replica said of its replication before', () => {
    const b = { health: 'unreachable' as const, change: withChannel({ lagSeconds: 900 }) };
    expect(codesOf('b', 'a > b', { servers: { b } })).toEqual(['unreachable']);
  });
});

describe('of replication', () => {
  const of = (change: Parameters<typeof withChannel>[0]): readonly Problem[] =>
    problemsOf('b', 'a > b', { servers: { b: { change: withChannel(change) } } });

  test('name the thread that stopped with an error', () => {
    expect(of({ applier: 'stopped', applierError: { number: 1062, text: 'Duplicate entry' } })).toEqual([
      {
        code: 'replication-error',
        severity: 'critical',
        params: { channel: '', thread: 'applier', errorNumber: 1062, errorText: 'Duplicate entry' },
      },
    ]);
  });

  test('tell a receiver that cannot connect from one that is about to', () => {
    expect(of({ receiver: 'connecting' })).toEqual([]);
    const [problem] = of({ receiver: 'connecting', receiverError: { number: 2003, text: 'cannot connect' } });
    expect(problem).toMatchObject({ code: 'replication-error', params: { thread: 'receiver', errorNumber: 2003 } });
  });

  test('say that somebody stopped it', () => {
    expect(of({ applier: 'stopped' })).toEqual([
      {
        code: 'replication-stopped',
        severity: 'warning',
        params: { channel: '', receiver: 'running', applier: 'stopped' },
      },
    ]);
  });

  test('give lag and delay, in seconds', () => {
    expect(of({ lagSeconds: 70, delaySeconds: 30 })).toEqual([
      { code: 'replication-lagging', severity: 'warning', params: { channel: '', lagSeconds: 70, delaySeconds: 30 } },
    ]);
  });

  test('are of each channel on its own', () => {
    const change = withChannel({ applier: 'stopped' }, 'b');
    expect(problemsOf('c', 'a, b > c', { servers: { c: { change } } })).toMatchObject([
      { code: 'replication-stopped', params: { channel: 'b' } },
    ]);
  });
});

describe('of settings', () => {
  test('a replica that takes writes', () => {
    expect(codesOf('b', 'a > b; b > c', { servers: { b: { readOnly: false } } })).toEqual(['writable-replica']);
    expect(codesOf('c', 'a > b; b > c', { servers: { c: { readOnly: false } } })).toEqual(['writable-replica']);
  });

  test('a master that takes none, unless nobody replicates from it', () => {
    expect(codesOf('a', 'a > b', { servers: { a: { readOnly: true } } })).toEqual(['read-only-master']);
    expect(codesOf('a', 'a', { servers: { a: { readOnly: true } } })).toEqual([]);
  });

  test('co-masters of which none takes writes; one is enough', () => {
    expect(codesOf('a', 'a <> b', { servers: { a: { readOnly: true } } })).toEqual(['read-only-master']);
    expect(codesOf('a', 'a <> b', { servers: { a: { readOnly: true }, b: { readOnly: false } } })).toEqual([]);
    expect(codesOf('a', 'a <> b', { servers: { b: { readOnly: false } } })).toEqual([]);
  });

  test('facts that the topology user may not read, with the statement that helps', () => {
    const grant = 'GRANT REPLICATION CLIENT ON *.* TO topiary';
    const unreadable = [{ fact: 'binlog-position' as const, errorNumber: 1227, grant }];
    expect(problemsOf('a', 'a', { servers: { a: { change: (found) => ({ ...found, unreadable }) } } })).toEqual([
      { code: 'missing-grant', severity: 'warning', params: { fact: 'binlog-position', errorNumber: 1227, grant } },
    ]);
  });

  test('a source that never answered', () => {
    const { problems } = instanceIn(topology('a > b', { servers: { a: { health: 'unprobed' } } }), 'b');
    expect(problems).toEqual([
      { code: 'source-unknown', severity: 'warning', params: { channel: '', source: id('a') } },
    ]);
  });
});

describe('of identity', () => {
  const called =
    (serverId: number, uuid: string) =>
    (found: Observation): Observation => ({
      ...found,
      identity: { ...found.identity, serverId, serverUuid: uuid },
    });

  test('two servers of one cluster with the same server_id', () => {
    const servers = { c: { change: called(2, uuidOf(9)) } };
    expect(problemsOf('c', 'a > b, c', { servers })).toEqual([
      { code: 'duplicate-server-id', severity: 'critical', params: { serverId: 2, other: id('b') } },
    ]);
    expect(codesOf('b', 'a > b, c', { servers })).toEqual(['duplicate-server-id']);
  });

  test("but not a binlog server, which tells its master's server_id", () => {
    const asBinlogServer = (found: Observation): Observation => ({
      ...called(1, uuidOf(9))(found),
      product: { ...found.product, flavor: 'maxscale' },
    });
    const servers = { b: { change: asBinlogServer } };
    expect([codesOf('a', 'a > b', { servers }), codesOf('b', 'a > b', { servers })]).toEqual([[], []]);
    expect(codesOf('a', 'a > b, c', { servers })).toEqual([]);
  });

  test('the same server_id in two clusters does no harm', () => {
    expect(codesOf('x', 'a; x', { servers: { x: { change: called(1, uuidOf(9)) } } })).toEqual([]);
  });

  test('two servers with the same UUID, wherever they are, until they are proved to be one', () => {
    const servers = { x: { change: called(9, uuidOf(1)) } };
    const params = { identity: uuidOf(1), other: id('a') };
    expect(problemsOf('x', 'a; x', { servers })).toEqual([{ code: 'duplicate-identity', severity: 'warning', params }]);
    expect(codesOf('a', 'a; x', { servers })).toEqual(['duplicate-identity']);
    const merged = snapshotOf(recordsOf('a; x', { servers }), { aliases: new Map([[id('x'), id('a')]]) });
    expect(merged.instances.get(id('x'))).toBeUndefined();
    expect(instanceIn(merged, 'a').problems).toEqual([]);
  });

  test('two MariaDB servers of one host share a UID and are told apart by server_id', () => {
    const uid = (found: Observation): Observation => ({ ...found, identity: { ...found.identity, serverUid: 'host' } });
    const servers = { a: { change: uid }, x: { change: uid } };
    expect(codesOf('a', 'a; x', { family: 'mariadb', servers })).toEqual([]);
  });
});

describe('of transactions', () => {
  const shared = `${uuidOf(1)}:1-100`;

  test('what a replica wrote itself', () => {
    const servers = { b: { change: executed(`${shared},${uuidOf(2)}:1-3`) } };
    expect(problemsOf('b', 'a > b', { servers })).toEqual([
      { code: 'errant-gtid', severity: 'warning', params: { errant: `${uuidOf(2)}:1-3` } },
    ]);
  });

  test('what came down from a master that is further on is none', () => {
    expect(codesOf('c', 'a > b; b > c', { servers: { c: { change: executed(`${uuidOf(1)}:1-150`) } } })).toEqual([]);
  });

  test('what an earlier master wrote and the source has too is none', () => {
    const old = `${uuidOf(9)}:1-55`;
    const servers = { a: { change: executed(`${shared},${old}`) }, b: { change: executed(`${shared},${old}`) } };
    expect(codesOf('b', 'a > b', { servers })).toEqual([]);
    const more = { ...servers, b: { change: executed(`${shared},${uuidOf(9)}:1-56`) } };
    expect(problemsOf('b', 'a > b', { servers: more })).toMatchObject([{ params: { errant: `${uuidOf(9)}:56` } }]);
  });

  test('a very long set is cut between two UUIDs', () => {
    const many = Array.from({ length: 60 }, (_, index) => `${uuidOf(1000 + index)}:1`);
    const [problem] = problemsOf('b', 'a > b', { servers: { b: { change: executed([shared, ...many].join(',')) } } });
    const errant = String(problem?.params['errant']);
    expect(errant.length).toBeLessThanOrEqual(MAX_ERRANT_TEXT_LENGTH + 1);
    expect(errant).toMatch(/:1…$/);
  });
});

test('the gravest problem stands first', () => {
  const change = (found: Observation): Observation =>
    withChannel({ applier: 'stopped', applierError: { number: 1, text: '' } })({
      ...found,
      settings: { ...found.settings, readOnly: false },
    });
  expect(codesOf('b', 'a > b', { servers: { b: { change } } })).toEqual(['replication-error', 'writable-replica']);
});
