import { id } from '@topiary/domain/testing';
import { describe, expect, test } from 'vitest';
import { fleetOf } from '../build/fleet-of.ts';
import { act, APPLIER, BOTH, channelOf, must, numberOf, run, writeMany } from '../testing/drive.ts';

describe('stopping an applier', () => {
  test('waits for a commit that a full disk holds up, so that nothing is applied behind its back', () => {
    const fleet = fleetOf('m > a');
    must(fleet, 'a', { kind: 'stop-threads', channel: '', threads: APPLIER });
    writeMany(fleet, 'm', 2);
    run(fleet, 100);
    fleet.fillDisk(id('a'));
    must(fleet, 'a', { kind: 'start-threads', channel: '', threads: APPLIER });
    run(fleet, 100);
    const stopped = act(fleet, 'a', { kind: 'stop-threads', channel: '', threads: BOTH });
    run(fleet, 5_000);
    expect(numberOf(stopped)).toBeNull();
    fleet.freeDisk(id('a'));
    run(fleet, 100);
    expect(numberOf(stopped)).toBe(0);
    expect(fleet.transactionsOf(id('a'))).toEqual([{ stream: 'm:3306', runs: [[1, 1]] }]);
  });

  test('is answered at once when nothing is being committed', () => {
    const fleet = fleetOf('m > a');
    writeMany(fleet, 'm', 2);
    run(fleet, 100);
    expect(numberOf(act(fleet, 'a', { kind: 'stop-threads', channel: '', threads: APPLIER }))).toBe(0);
    expect(channelOf(fleet, 'a').applier).toBe('stopped');
  });
});

test('a MariaDB applier that is started again while its commit is held up applies nothing twice', () => {
  const fleet = fleetOf('m > a', { family: 'mariadb' });
  must(fleet, 'a', { kind: 'stop-threads', channel: '', threads: APPLIER });
  writeMany(fleet, 'm', 3);
  run(fleet, 500);
  fleet.fillDisk(id('a'));
  must(fleet, 'a', { kind: 'start-threads', channel: '', threads: APPLIER });
  run(fleet, 100);
  act(fleet, 'a', { kind: 'stop-threads', channel: '', threads: BOTH });
  act(fleet, 'a', { kind: 'start-threads', channel: '', threads: BOTH });
  run(fleet, 1_000);
  fleet.freeDisk(id('a'));
  run(fleet, 5_000);
  expect(channelOf(fleet, 'a')).toMatchObject({ receiver: 'running', applier: 'running', applierError: null });
  expect(fleet.transactionsOf(id('a'))).toEqual(fleet.transactionsOf(id('m')));
});

test('a MariaDB replica whose disk loses everything begins with the first transaction again', () => {
  const fleet = fleetOf('m > a', { family: 'mariadb', servers: { a: { settings: { sync_binlog: 0 } } } });
  writeMany(fleet, 'm', 5);
  run(fleet, 500);
  fleet.crash(id('a'), { losesUnsynced: true });
  expect(fleet.transactionsOf(id('a'))).toEqual([]);
  fleet.restart(id('a'));
  run(fleet, 120_000);
  expect(fleet.transactionsOf(id('a'))).toEqual(fleet.transactionsOf(id('m')));
});
