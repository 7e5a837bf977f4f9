import { describe, expect, test } from 'vitest';
import type { Family } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { fleetOf } from '../build/fleet-of.ts';
import type { Fleet } from '../fleet.ts';
import { channelOf, must, open, RECEIVER, run, set, start, stop, write, writeMany } from '../testing/drive.ts';

function connectedAtMs(fleet: Fleet, name: string): number | null {
  return fleet.server(id(name)).channels.get('')?.receiver.connectedAtMs ?? null;
}

/** The receiver has read far more than is in the new log. Its heartbeats are 2 s apart, and its patience is 4 s. */
function underReset(family: Family): Fleet {
  const fleet = fleetOf('m > a', { family, settings: { slave_net_timeout: 4 } });
  writeMany(fleet, 'm', 20);
  run(fleet, 100);
  must(fleet, 'm', { kind: 'reset-binary-logs' });
  return fleet;
}

function writeEvery(fleet: Fleet, ms: number, times: number): void {
  for (let count = 0; count < times; count += 1) {
    run(fleet, ms);
    write(fleet, 'm');
  }
}

describe('a receiver', () => {
  test('that loses its source tries again and shows 2003 while nobody answers', () => {
    const fleet = fleetOf('m > a');
    fleet.crash(id('m'), { losesUnsynced: false });
    run(fleet, 15);
    expect(channelOf(fleet, 'a').receiver).toBe('running');
    run(fleet, 20);
    expect(channelOf(fleet, 'a')).toMatchObject({ receiver: 'connecting', receiverError: { number: 2003 } });
    expect(channelOf(fleet, 'a').receiverError?.text).toBe(
      "Error reconnecting to source 'repl@m:3306'. This was attempt 1/86400, with a delay of 1 seconds between attempts. Message: Can't connect to MySQL server on 'm:3306' (111)",
    );
    fleet.restart(id('m'));
    run(fleet, 1500);
    expect(channelOf(fleet, 'a')).toMatchObject({ receiver: 'running', receiverError: null, lagSeconds: 0 });
  });

  test('gives up after as many attempts as it was told', () => {
    const fleet = fleetOf('m > a');
    must(fleet, 'a', { kind: 'stop-threads', channel: '', threads: RECEIVER });
    must(fleet, 'a', { kind: 'change-source', channel: '', changes: { retryCount: 3, connectRetrySeconds: 2 } });
    must(fleet, 'a', { kind: 'start-threads', channel: '', threads: RECEIVER });
    fleet.crash(id('m'), { losesUnsynced: false });
    run(fleet, 4500);
    expect(channelOf(fleet, 'a')).toMatchObject({ receiver: 'stopped', receiverError: { number: 2003 } });
    expect(fleet.server(id('a')).channels.get('')?.receiver.attempts).toBe(3);
  });

  test('notices a frozen source only when it has heard nothing for the net time-out', () => {
    const fleet = fleetOf('m > a', { settings: { slave_net_timeout: 4 } });
    run(fleet, 10_000);
    fleet.freeze(id('m'));
    run(fleet, 1900);
    expect(channelOf(fleet, 'a').receiver).toBe('running');
    run(fleet, 2200);
    expect(channelOf(fleet, 'a').receiver).toBe('connecting');
    run(fleet, 4000);
    expect(channelOf(fleet, 'a')).toMatchObject({ receiver: 'connecting', receiverError: { number: 2013 } });
    fleet.thaw(id('m'));
    run(fleet, 6000);
    expect(channelOf(fleet, 'a')).toMatchObject({ receiver: 'running', receiverError: null });
    expect(fleet.server(id('m')).dumps).toHaveLength(1);
  });

  test('connects anew to a quiet source whose heartbeats come later than its net time-out', () => {
    const fleet = fleetOf('m > a', { settings: { slave_net_timeout: 4 } });
    stop(fleet, 'a');
    must(fleet, 'a', { kind: 'change-source', channel: '', changes: { heartbeatPeriodSeconds: 6 } });
    start(fleet, 'a');
    run(fleet, 100);
    const atFirst = connectedAtMs(fleet, 'a');
    run(fleet, 3000);
    write(fleet, 'm');
    run(fleet, 3000);
    expect(connectedAtMs(fleet, 'a')).toBe(atFirst);
    run(fleet, 2000);
    expect(connectedAtMs(fleet, 'a')).toBeGreaterThan(atFirst ?? Number.POSITIVE_INFINITY);
    expect(channelOf(fleet, 'a')).toMatchObject({ receiver: 'running', receiverError: null });
  });

  test.each(['mysql', 'mariadb'] as const)(
    'hears a %s source whose log was reset as long as writes are rare',
    (family) => {
      const fleet = underReset(family);
      writeEvery(fleet, 2500, 4);
      expect(channelOf(fleet, 'a')).toMatchObject({ receiver: 'running', receiverError: null });
    },
  );

  test('gives up a MariaDB source whose log was reset when writes keep it from sending heartbeats, and is refused', () => {
    const fleet = underReset('mariadb');
    writeEvery(fleet, 1500, 2);
    expect(channelOf(fleet, 'a')).toMatchObject({ receiver: 'running', receiverError: null });
    writeEvery(fleet, 1500, 1);
    expect(channelOf(fleet, 'a')).toMatchObject({ receiver: 'stopped', receiverError: { number: 1236 } });
  });

  test('keeps to a MySQL source whose log was reset, which answers writes with heartbeats', () => {
    const fleet = underReset('mysql');
    const atFirst = connectedAtMs(fleet, 'a');
    writeEvery(fleet, 1500, 6);
    expect(connectedAtMs(fleet, 'a')).toBe(atFirst);
  });

  test('goes on as if nothing had been when its source thaws in time', () => {
    const fleet = fleetOf('m > a', { settings: { slave_net_timeout: 60 } });
    fleet.freeze(id('m'));
    run(fleet, 5000);
    fleet.thaw(id('m'));
    writeMany(fleet, 'm', 3);
    run(fleet, 100);
    expect(channelOf(fleet, 'a').receiver).toBe('running');
    expect(fleet.transactionsOf(id('a'))).toEqual(fleet.transactionsOf(id('m')));
    run(fleet, 120_000);
    expect(channelOf(fleet, 'a').receiver).toBe('running');
  });

  test('catches up with what a one-way cut held back', () => {
    const fleet = fleetOf('m > a, b');
    fleet.setLink(id('m'), id('a'), { up: false });
    writeMany(fleet, 'm', 5);
    run(fleet, 1000);
    expect(channelOf(fleet, 'a').receiver).toBe('running');
    expect(fleet.transactionsOf(id('a'))).toEqual([]);
    expect(fleet.transactionsOf(id('b'))).toEqual(fleet.transactionsOf(id('m')));
    fleet.setLink(id('m'), id('a'), { up: true });
    run(fleet, 100);
    expect(fleet.transactionsOf(id('a'))).toEqual(fleet.transactionsOf(id('m')));
  });

  test('finds a machine that is off only by silence, and cannot even be refused by it', () => {
    const fleet = fleetOf('m > a', { settings: { slave_net_timeout: 4 } });
    fleet.crash(id('m'), { losesUnsynced: true });
    run(fleet, 1500);
    expect(channelOf(fleet, 'a').receiver).toBe('running');
    run(fleet, 10_000);
    expect(channelOf(fleet, 'a')).toMatchObject({ receiver: 'connecting', receiverError: { number: 2003 } });
    expect(channelOf(fleet, 'a').receiverError?.text).toContain('(110)');
  });

  test('stops for good when both servers have the same id', () => {
    const fleet = fleetOf('m > a', { servers: { a: { serverId: 1 } } });
    expect(channelOf(fleet, 'a')).toMatchObject({ receiver: 'stopped', receiverError: { number: 13_117 } });
    const old = fleetOf('m > a', { version: '5.7.44', servers: { a: { serverId: 1 } } });
    expect(channelOf(old, 'a')).toMatchObject({ receiver: 'stopped', receiverError: { number: 1593 } });
  });

  test('keeps trying with a wrong password, and says so', () => {
    const fleet = fleetOf('m > a');
    stop(fleet, 'a');
    must(fleet, 'a', { kind: 'change-source', channel: '', changes: { password: 'wrong' } });
    start(fleet, 'a');
    run(fleet, 100);
    expect(channelOf(fleet, 'a')).toMatchObject({ receiver: 'connecting', receiverError: { number: 1045 } });
  });

  test('is refused when its source has no connection left', () => {
    const fleet = fleetOf('m > a');
    stop(fleet, 'a');
    run(fleet, 10);
    set(fleet, 'm', 'max_connections', 1);
    open(fleet, 'm');
    start(fleet, 'a');
    run(fleet, 100);
    expect(channelOf(fleet, 'a')).toMatchObject({ receiver: 'connecting', receiverError: { number: 1040 } });
  });

  test('leaves out what its own server wrote, in a ring of co-masters', () => {
    const fleet = fleetOf('a <> b', { servers: { a: { settings: { read_only: 0, super_read_only: 0 } } } });
    write(fleet, 'a');
    run(fleet, 100);
    set(fleet, 'b', 'read_only', 0);
    write(fleet, 'b');
    run(fleet, 100);
    expect(fleet.transactionsOf(id('a'))).toEqual(fleet.transactionsOf(id('b')));
    expect(fleet.transactionsOf(id('a'))).toHaveLength(2);
    for (const name of ['a', 'b'])
      expect(channelOf(fleet, name)).toMatchObject({ receiver: 'running', applier: 'running', applierError: null });
  });
});
