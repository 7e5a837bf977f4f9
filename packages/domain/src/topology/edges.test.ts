import { describe, expect, test } from 'vitest';
import type { MeasuredLag } from '../classification/answers.ts';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import { channel, id, recordNamed, recordsOf, topology, unprobedRecord, withChannel } from '../testing/index.ts';
import { addressOf } from './address.ts';
import { edgesOfRecord, edgeStateOf, sourceAddressOf } from './edges.ts';
import type { ReplicationChannel } from './observation.ts';
import type { EdgeState, HealthClass, TopologySnapshot } from './snapshot.ts';

const source = (replica: string, named: string): string | null => {
  const found = sourceAddressOf(addressOf(id(replica)), addressOf(id(named)));
  return found === null ? null : `${found.host}:${found.port}`;
};

describe('the address of a source', () => {
  test('is the one that the replica names, in lower case', () => {
    expect(source('b', 'a')).toBe('a:3306');
    expect(sourceAddressOf({ host: 'b', port: 3306 }, { host: 'DB-1', port: 3307 })).toEqual({
      host: 'db-1',
      port: 3307,
    });
  });

  test.each(['localhost', '127.0.0.1', '[::1]'])('that is called %s is on the replica’s own host', (name) => {
    expect(source('db1:3306', `${name}:3307`)).toBe('db1:3307');
    expect(source('10.0.0.7:3306', `${name}:3307`)).toBe('10.0.0.7:3307');
  });

  test('on our own host is called as the replica is', () => {
    expect(source('127.0.0.1:3306', 'localhost:3307')).toBe('127.0.0.1:3307');
    expect(source('localhost:3306', '127.0.0.1:3307')).toBe('localhost:3307');
  });

  test('in 127/8 is left alone where every server has an address of its own', () => {
    expect(source('127.0.3.5:3306', '127.0.0.1:3306')).toBe('127.0.0.1:3306');
    expect(source('127.0.3.5:3306', 'localhost:3306')).toBe('127.0.0.1:3306');
    expect(source('127.0.3.5:3306', '127.0.3.4:3306')).toBe('127.0.3.4:3306');
    expect(source('db1:3306', '127.0.3.4:3306')).toBe('127.0.3.4:3306');
  });

  test.each([
    ['//a', 3306],
    ['_', 3306],
    ['', 3306],
    ['a', 0],
  ])('is none where the replica names "%s", port %i', (host, port) => {
    expect(sourceAddressOf({ host: 'b', port: 3306 }, { host, port })).toBeNull();
  });
});

describe('the state of an edge', () => {
  const running = channel({ source: { host: 'a', port: 3306 }, sourceNumber: 1 });
  const error = { number: 1062, text: 'Duplicate entry' };
  const limit = DEFAULT_POLICY.reasonableLagSeconds;
  const stateOf = (changed: ReplicationChannel, health: HealthClass): EdgeState =>
    edgeStateOf({ channel: changed, lagSeconds: changed.lagSeconds, health, policy: DEFAULT_POLICY });
  const cases: readonly (readonly [EdgeState, Partial<ReplicationChannel>])[] = [
    ['replicating', {}],
    ['replicating', { lagSeconds: limit }],
    ['replicating', { lagSeconds: null }],
    ['lagging', { lagSeconds: limit + 1 }],
    ['delayed', { delaySeconds: 3600, lagSeconds: 3600 + limit }],
    ['lagging', { delaySeconds: 3600, lagSeconds: 3601 + limit }],
    ['connecting', { receiver: 'connecting', receiverError: { number: 2003, text: 'cannot connect' } }],
    ['stopped', { receiver: 'stopped' }],
    ['stopped', { applier: 'stopped' }],
    ['error', { receiver: 'stopped', receiverError: error }],
    ['error', { applier: 'stopped', applierError: error }],
    ['error', { receiver: 'connecting', applier: 'stopped', applierError: error }],
    // An old error of a thread that runs again says nothing.
    ['stopped', { receiver: 'stopped', applierError: error }],
  ];

  test.each(cases)('is %s for %o', (state, change) => {
    expect(stateOf({ ...running, ...change }, 'ok')).toBe(state);
  });

  test('is unknown while the replica does not answer, whatever it said last', () => {
    for (const [, change] of cases) {
      expect(stateOf({ ...running, ...change }, 'suspect')).toBe('unknown');
      expect(stateOf({ ...running, ...change }, 'unreachable')).toBe('unknown');
    }
  });
});

describe('the lag of an edge', () => {
  const withLag = (measuredLag: MeasuredLag): TopologySnapshot => {
    const own = withChannel({ lagSeconds: 2 });
    return topology('a > b', { servers: { b: { change: (found) => ({ ...own(found), measuredLag }) } } });
  };

  test('is what the configured query says, also where the server itself sees none', () => {
    const { edges, instances } = withLag({ kind: 'value', seconds: 900.5 });
    expect(edges).toMatchObject([{ state: 'lagging', lagSeconds: 900.5 }]);
    expect(instances.get(id('b'))?.problems).toMatchObject([
      { code: 'replication-lagging', params: { lagSeconds: 900.5 } },
    ]);
  });

  test('is the server’s own count where the query says nothing or cannot be asked', () => {
    const problem = { code: '1146', detail: 'no such table', grant: null };
    expect(withLag({ kind: 'value', seconds: null }).edges).toMatchObject([{ lagSeconds: 2 }]);
    expect(withLag({ kind: 'unknown', problem }).edges).toMatchObject([{ lagSeconds: 2 }]);
  });
});

test('a channel that leads back to its own server makes no edge', () => {
  const change = withChannel({ source: { host: 'localhost', port: 3306 } });
  const snapshot = topology('a > b', { servers: { b: { change } } });
  expect(snapshot.edges).toEqual([]);
  expect(snapshot.clusters.size).toBe(2);
});

test('a detached replica stands alone, and it is said from whom it was detached', () => {
  const change = withChannel({ source: { host: '//a', port: 3306 } });
  const snapshot = topology('a > b', { servers: { b: { change } } });
  expect(snapshot.clusters.size).toBe(2);
  expect(snapshot.instances.get(id('b'))?.problems).toEqual([
    { code: 'detached', severity: 'warning', params: { channel: '', source: id('a') } },
  ]);
});

describe('what is remembered of a server’s sources', () => {
  const lastSources = ['n', 'a'].map((name) => ({ channel: name, source: addressOf(id(name)) }));

  test('is believed until the server is observed', () => {
    const unseen = { ...unprobedRecord(addressOf(id('b'))), lastSources };
    expect(edgesOfRecord(unseen, new Map([[id('n'), id('m')]]), DEFAULT_POLICY)).toMatchObject([
      { channel: 'a', source: id('a'), state: 'unknown', lagSeconds: null },
      { channel: 'n', source: id('m'), state: 'unknown', lagSeconds: null },
    ]);
    const seen = { ...recordNamed(recordsOf('m > b'), 'm'), lastSources };
    expect(edgesOfRecord(seen, new Map(), DEFAULT_POLICY)).toEqual([]);
  });
});
