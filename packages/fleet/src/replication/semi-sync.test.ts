import { describe, expect, test } from 'vitest';
import { id } from '@topiary/domain/testing';
import { fleetOf } from '../build/fleet-of.ts';
import type { TreeOptions } from '../build/fleet-of.ts';
import { act, executedOf, must, numberOf, run, set, start, stop, write } from '../testing/drive.ts';

const PLUGINS = { plugins: ['rpl_semi_sync_source', 'rpl_semi_sync_replica'] };
const SETTINGS = { rpl_semi_sync_replica_enabled: 1, rpl_semi_sync_source_timeout: 1000 };
const SEMI_SYNC: TreeOptions = {
  servers: {
    m: { ...PLUGINS, settings: { ...SETTINGS, rpl_semi_sync_source_enabled: 1 } },
    a: { ...PLUGINS, settings: SETTINGS },
    b: { ...PLUGINS, settings: SETTINGS },
  },
};

const tree = () => fleetOf('m > a, b', SEMI_SYNC);

describe('semi-synchronous replication', () => {
  test('lets a commit end once a replica has it', () => {
    const fleet = tree();
    const written = write(fleet, 'm');
    expect(written.outcome).toBeNull();
    expect(executedOf(fleet, 'm')).toBe('');
    run(fleet, 1);
    expect(numberOf(written)).toBe(0);
    expect(fleet.acknowledged).toMatchObject([{ semiSync: true }]);
    expect(fleet.observe(id('m')).semiSync).toMatchObject({
      sourceActive: true,
      sourceClients: 2,
      replicaActive: false,
    });
    expect(fleet.observe(id('a')).semiSync).toMatchObject({ replicaActive: true, sourceActive: false });
  });

  test('falls back after its time-out, and comes back with an acknowledgement', () => {
    const fleet = tree();
    for (const name of ['a', 'b']) fleet.freeze(id(name));
    const first = write(fleet, 'm');
    const second = write(fleet, 'm');
    run(fleet, 900);
    expect(first.outcome).toBeNull();
    run(fleet, 200);
    expect([numberOf(first), numberOf(second)]).toEqual([0, 0]);
    expect(fleet.acknowledged.map(({ semiSync }) => semiSync)).toEqual([false, false]);
    expect(fleet.server(id('m')).semiSync).toMatchObject({ active: false, timesOff: 1, unacknowledged: 2 });
    expect(numberOf(write(fleet, 'm'))).toBe(0);
    fleet.thaw(id('a'));
    run(fleet, 10);
    expect(fleet.server(id('m')).semiSync.active).toBe(true);
  });

  test('is not brought back by being switched on where it is on', () => {
    const fleet = tree();
    for (const name of ['a', 'b']) fleet.crash(id(name), { losesUnsynced: false });
    write(fleet, 'm');
    run(fleet, 1100);
    set(fleet, 'm', 'rpl_semi_sync_source_enabled', 1);
    expect(fleet.server(id('m')).semiSync.active).toBe(false);
    set(fleet, 'm', 'rpl_semi_sync_source_enabled', 0);
    set(fleet, 'm', 'rpl_semi_sync_source_enabled', 1);
    expect(fleet.server(id('m')).semiSync.active).toBe(true);
  });

  test('comes back with a replica that asks for what follows the last commit', () => {
    const fleet = fleetOf('m > a', { ...SEMI_SYNC, gtid: false });
    stop(fleet, 'a');
    write(fleet, 'm');
    run(fleet, 1100);
    expect(fleet.server(id('m')).semiSync.active).toBe(false);
    const end = fleet.observe(id('m')).binlog;
    if (end === null) throw new Error('m logs');
    must(fleet, 'a', { kind: 'change-source', channel: '', changes: { file: end.file, position: end.position } });
    start(fleet, 'a');
    run(fleet, 1000);
    expect(fleet.server(id('m')).semiSync.active).toBe(true);
  });

  test('is said by a replica from its start to its stop, connected or not', () => {
    const fleet = tree();
    fleet.crash(id('m'), { losesUnsynced: false });
    run(fleet, 100);
    expect(fleet.observe(id('a')).semiSync.replicaActive).toBe(true);
    stop(fleet, 'a');
    expect(fleet.observe(id('a')).semiSync.replicaActive).toBe(false);
  });

  test('waits for as many replicas as it is told', () => {
    const fleet = tree();
    set(fleet, 'm', 'rpl_semi_sync_source_wait_for_replica_count', 2);
    fleet.freeze(id('b'));
    const written = write(fleet, 'm');
    run(fleet, 500);
    expect(written.outcome).toBeNull();
    fleet.thaw(id('b'));
    run(fleet, 10);
    expect(numberOf(written)).toBe(0);
  });

  test('does not wait without replicas when it may not', () => {
    const fleet = tree();
    set(fleet, 'm', 'rpl_semi_sync_source_wait_no_replica', 0);
    for (const name of ['a', 'b']) fleet.crash(id(name), { losesUnsynced: false });
    run(fleet, 10);
    expect(fleet.observe(id('m')).semiSync).toMatchObject({ sourceActive: false, sourceClients: 0 });
    expect(numberOf(write(fleet, 'm'))).toBe(0);
  });

  test('loses nothing that was acknowledged when the source dies before its own commit', () => {
    const fleet = tree();
    fleet.setLink(id('a'), id('m'), { delayMs: 50 });
    fleet.setLink(id('b'), id('m'), { delayMs: 50 });
    const written = write(fleet, 'm');
    run(fleet, 5);
    fleet.crash(id('m'), { losesUnsynced: false });
    run(fleet, 200);
    expect(written.outcome).toBeNull();
    expect(fleet.transactionsOf(id('a'))).toEqual([{ stream: 'm:3306', runs: [[1, 1]] }]);
    expect(fleet.transactionsOf(id('m'))).toEqual([]);
    fleet.restart(id('m'));
    expect(fleet.transactionsOf(id('m'))).toEqual(fleet.transactionsOf(id('a')));
  });

  test('makes SET read_only wait for a commit that waits, as long as lock_wait_timeout allows', () => {
    const fleet = tree();
    for (const name of ['a', 'b']) fleet.freeze(id(name));
    set(fleet, 'm', 'rpl_semi_sync_source_timeout', 10_000);
    write(fleet, 'm');
    set(fleet, 'm', 'lock_wait_timeout', 1);
    const readOnly = { kind: 'set-variable', scope: 'global', name: 'read_only', value: 1 } as const;
    const impatient = act(fleet, 'm', readOnly);
    run(fleet, 1100);
    expect(numberOf(impatient)).toBe(1205);
    set(fleet, 'm', 'lock_wait_timeout', 100);
    const patient = act(fleet, 'm', readOnly);
    run(fleet, 9000);
    expect(numberOf(patient)).toBe(0);
    expect(fleet.observe(id('m')).settings.readOnly).toBe(true);
  });

  test('on MariaDB shows the transaction to others before it is acknowledged', () => {
    const settings = { rpl_semi_sync_slave_enabled: 1, rpl_semi_sync_master_enabled: 1 };
    const fleet = fleetOf('m > a', { family: 'mariadb', settings });
    const written = write(fleet, 'm');
    expect(written.outcome).toBeNull();
    expect(executedOf(fleet, 'm')).toBe('0-1-1');
    run(fleet, 1);
    expect(numberOf(written)).toBe(0);
  });
});
