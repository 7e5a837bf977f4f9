import { describe, expect, test } from 'vitest';
import { move, planned, refusalOf, topology, withChannels, withSettings } from '../../testing/index.ts';
import type { TopologyOptions } from '../../testing/index.ts';
import type { BinlogCoordinates, Observation } from '../../topology/observation.ts';
import { stepsInOrder } from '../plan.ts';

const BY_FILE: TopologyOptions = { gtid: false };

const refused = (text: string, replica: string, target: string): readonly string[] =>
  refusalOf({ topology: text, options: BY_FILE, intent: move(replica, target) });

describe('by file and position, no place in the log of a co-master is taken for one in another log', () => {
  test.each([
    ['from the second master to the first', 'm <> n; n > x', 'x', 'm'],
    ['from the first master to the second', 'm <> n; m > x', 'x', 'n'],
    ['from below one of them to below the other, past both', 'm <> n; m > p; p > x; n > q', 'x', 'q'],
    ['from a replica of one up to it', 'm <> n; m > p; p > x', 'x', 'm'],
    ['from one of them below its replica', 'm <> n; m > p, x', 'x', 'p'],
    ['around a ring of three', 'a > b > c > a; b > x', 'x', 'a'],
  ])('%s', (_, text, replica, target) => {
    expect(refused(text, replica, target)).toEqual(['log-of-circle']);
  });

  test('a move that touches the logs of neither goes on', () => {
    const kinds = stepsInOrder(planned(topology('m <> n; m > p; p > q, x', BY_FILE), move('x', 'q'))).map(
      ({ kind }) => kind,
    );
    expect(kinds).toContain('apply-until');
    expect(refused('m <> n; m > p; p > q; p > x', 'x', 'q')).toEqual([]);
  });

  test('one log, served by a binlog server too, stays one', () => {
    const text = 'm <> n; m > s, x';
    const change = (found: Observation): Observation => ({
      ...found,
      product: { ...found.product, flavor: 'maxscale' },
    });
    const options: TopologyOptions = { ...BY_FILE, servers: { s: { change } } };
    expect(refusalOf({ topology: text, options, intent: move('x', 's') })).not.toContain('log-of-circle');
  });

  test('without the circle the same moves go', () => {
    expect(refused('m > n; n > x', 'x', 'm')).toEqual([]);
  });

  test('a circle that somebody opened by detaching is one still', () => {
    const change = withChannels({ source: { host: '//n', port: 3306 }, receiver: 'stopped', applier: 'stopped' });
    const options: TopologyOptions = { ...BY_FILE, servers: { m: { change } } };
    const opened = (replica: string, target: string): readonly string[] =>
      refusalOf({ topology: 'm <> n; m > p, x; n > y', options, intent: move(replica, target) });
    expect([opened('x', 'n'), opened('y', 'm'), opened('x', 'p')]).toEqual([
      ['log-of-circle'],
      ['log-of-circle'],
      ['log-of-circle'],
    ]);
  });
});

describe('by file and position, nobody passes a server that takes writes', () => {
  const options: TopologyOptions = { ...BY_FILE, servers: { a: { change: withSettings({ readOnly: false }) } } };

  test.each([
    ['down, below it', 'm > a, x', 'x', 'a'],
    ['up, over it', 'm > a; a > x', 'x', 'm'],
    ['past it', 'm > a, b; a > c; b > x', 'x', 'c'],
  ])('%s', (_, text, replica, target) => {
    expect(refusalOf({ topology: text, options, intent: move(replica, target) })).toContain('anchor-takes-writes');
    expect(refused(text, replica, target)).toEqual([]);
  });

  test('what it wrote before is in its log for those that are below it, and stays so', () => {
    expect(refusalOf({ topology: 'm > a; a > b, x', options, intent: move('x', 'b') })).toEqual([]);
  });
});

describe('a binlog server', () => {
  const relaying = (found: Observation): Observation => ({
    ...found,
    product: { ...found.product, flavor: 'maxscale' },
    // It shows its master's id, and has no GTIDs.
    identity: { ...found.identity, serverId: 1, serverUuid: null },
    gtid: { kind: 'none' },
    settings: { ...found.settings, binlogFormat: 'INHERIT' },
  });
  const options: TopologyOptions = { ...BY_FILE, servers: { s: { change: relaying }, t: { change: relaying } } };
  const refusedTo = (text: string, replica: string, target: string): readonly string[] =>
    refusalOf({ topology: text, options, intent: move(replica, target) });

  test.each([
    ['below its sibling', 'm > s, t', 's', 't'],
    ['beside its source', 'm > s; s > t', 't', 'm'],
  ])('goes %s, which serves the same log, and stands where it stood', (_, text, replica, target) => {
    const kinds = stepsInOrder(planned(topology(text, options), move(replica, target))).map(({ kind }) => kind);
    expect(kinds).toEqual(['stop-at-coordinates', 'point-replica-at', 'start-replication']);
  });

  test('does not go below a server with a log of its own', () => {
    expect(refusedTo('m > s, t, a', 's', 'a')).toContain('binlog-server-stays');
  });

  test('does not go below one that is below it', () => {
    expect(refusedTo('m > s; s > t', 's', 't')).not.toEqual([]);
  });
});

describe('in one log, a replica goes on in the file that it reads, which has to be there', () => {
  const at = (file: string): BinlogCoordinates => ({ file, position: 157 });

  function judged(server: { readonly end: string; readonly oldest?: string }, file: string): readonly string[] {
    const { end, oldest } = server;
    const binlogServer = (found: Observation): Observation => ({
      ...found,
      product: { ...found.product, flavor: 'maxscale' },
      binlog: at(end),
      ...(oldest === undefined ? {} : { oldestBinlog: oldest }),
    });
    const reader = withChannels({ executedPosition: at(file) });
    const options: TopologyOptions = { ...BY_FILE, servers: { s: { change: binlogServer }, x: { change: reader } } };
    return refusalOf({ topology: 'm > s, x', options, intent: move('x', 's') });
  }

  test.each([
    ['has not got it yet', { end: 'binlog.000001' }, 'binlog.000003', ['log-not-on-target']],
    ['has not got it, with a number that has one digit more', { end: 'b.999999' }, 'b.1000000', ['log-not-on-target']],
    ['has purged it', { end: 'binlog.000009', oldest: 'binlog.000004' }, 'binlog.000003', ['log-purged-on-target']],
    ['has it as its oldest', { end: 'binlog.000009', oldest: 'binlog.000003' }, 'binlog.000003', []],
    ['is in it', { end: 'binlog.000003' }, 'binlog.000003', []],
    ['names its logs otherwise, which says nothing', { end: 'other.000001' }, 'binlog.000003', []],
  ])('the target %s', (_, server, file, codes) => {
    expect(judged(server, file)).toEqual(codes);
  });
});
