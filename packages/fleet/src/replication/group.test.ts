import { describe, expect, test } from 'vitest';
import { id } from '@topiary/domain/testing';
import { fleetOf } from '../build/fleet-of.ts';
import type { Fleet } from '../fleet.ts';
import { act, must, numberOf, run, set, write, writeMany } from '../testing/drive.ts';

const NAME = 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa';

/** a founds the group, b and c join. */
function groupOfThree(settings: Readonly<Record<string, string>> = {}): Fleet {
  const fleet = fleetOf('a; b; c', {
    settings: { group_replication_group_name: NAME, ...settings },
    servers: Object.fromEntries(['a', 'b', 'c'].map((name) => [name, { plugins: ['group_replication'] }])),
  });
  write(fleet, 'a');
  must(fleet, 'a', { kind: 'group-start', bootstrap: true });
  for (const name of ['b', 'c']) must(fleet, name, { kind: 'group-start' });
  run(fleet, 1000);
  return fleet;
}

const rolesAt = (fleet: Fleet, name: string): readonly string[] =>
  (fleet.observe(id(name)).group?.members ?? [])
    .map(({ address, state, role }) => `${address.host} ${state} ${role}`)
    .toSorted();

describe('a replication group', () => {
  test('copies to its members what they lack and what comes', () => {
    const fleet = groupOfThree();
    expect(rolesAt(fleet, 'b')).toEqual(['a ONLINE PRIMARY', 'b ONLINE SECONDARY', 'c ONLINE SECONDARY']);
    write(fleet, 'a');
    run(fleet, 10);
    for (const name of ['b', 'c']) {
      expect(fleet.transactionsOf(id(name))).toEqual(fleet.transactionsOf(id('a')));
      expect(fleet.observe(id(name)).gtid).toEqual(fleet.observe(id('a')).gtid);
      expect(fleet.observe(id(name)).gtid).toMatchObject({ executed: expect.stringContaining(`${NAME}:1`) });
      expect(numberOf(write(fleet, name))).toBe(1290);
    }
  });

  test('gives one that joins while others write all that they write, in their order', () => {
    const fleet = groupOfThree();
    set(fleet, 'c', 'group_replication_member_weight', '90');
    fleet.crash(id('a'), { losesUnsynced: false });
    run(fleet, 11_000);
    // It copies from another member than the one that writes.
    expect(rolesAt(fleet, 'b')).toEqual(['b ONLINE SECONDARY', 'c ONLINE PRIMARY']);
    fleet.setSpeed(id('b'), { applyMsPerTransaction: 3 });
    fleet.restart(id('a'));
    for (let ms = 0; ms < 200; ms += 4) {
      write(fleet, 'c');
      run(fleet, 4);
      for (const { runs } of fleet.transactionsOf(id('a'))) expect(runs).toHaveLength(1);
    }
    run(fleet, 100);
    expect(fleet.transactionsOf(id('a'))).toEqual(fleet.transactionsOf(id('c')));
  });

  test('elects another primary once the dead one is expelled', () => {
    const fleet = groupOfThree();
    fleet.crash(id('a'), { losesUnsynced: false });
    expect(rolesAt(fleet, 'b')[0]).toBe('a UNREACHABLE PRIMARY');
    run(fleet, 11_000);
    const [primary] = ['b', 'c'].filter((name) => !fleet.observe(id(name)).settings.readOnly);
    expect(rolesAt(fleet, 'b')).toContain(`${primary ?? ''} ONLINE PRIMARY`);
    expect(rolesAt(fleet, 'b')).toHaveLength(2);
    write(fleet, primary ?? '');
    fleet.restart(id('a'));
    run(fleet, 1000);
    expect(rolesAt(fleet, 'a')).toHaveLength(3);
    expect(fleet.transactionsOf(id('a'))).toEqual(fleet.transactionsOf(id(primary ?? '')));
    expect(fleet.observe(id('a')).settings.superReadOnly).toBe(true);
  });

  test('hangs without a majority and goes on when it is back', () => {
    const fleet = groupOfThree();
    for (const name of ['b', 'c']) fleet.freeze(id(name));
    const written = write(fleet, 'a');
    run(fleet, 60_000);
    expect(written.outcome).toBeNull();
    fleet.thaw(id('b'));
    run(fleet, 100);
    expect(numberOf(written)).toBe(0);
  });

  test('of several primaries takes writes everywhere', () => {
    const fleet = groupOfThree({ group_replication_single_primary_mode: 'OFF' });
    expect(rolesAt(fleet, 'c')).toEqual(['a ONLINE PRIMARY', 'b ONLINE PRIMARY', 'c ONLINE PRIMARY']);
    expect(fleet.observe(id('b')).group?.mode).toBe('multi-primary');
    for (const name of ['a', 'b', 'c']) {
      write(fleet, name);
      run(fleet, 10);
    }
    for (const name of ['b', 'c']) expect(fleet.observe(id(name)).gtid).toEqual(fleet.observe(id('a')).gtid);
  });

  test('brings a member that was out of reach for a moment what it missed, once', () => {
    const fleet = groupOfThree();
    for (const name of ['a', 'b']) fleet.setLink(id(name), id('c'), { up: false });
    writeMany(fleet, 'a', 3);
    run(fleet, 1000);
    fleet.fillDisk(id('c'));
    for (const name of ['a', 'b']) fleet.setLink(id(name), id('c'), { up: true });
    run(fleet, 1000);
    fleet.setLink(id('b'), id('c'), { up: true });
    run(fleet, 1000);
    fleet.freeDisk(id('c'));
    write(fleet, 'a');
    run(fleet, 1000);
    expect(rolesAt(fleet, 'c')).toHaveLength(3);
    expect(fleet.transactionsOf(id('c'))).toEqual(fleet.transactionsOf(id('a')));
    const logged = fleet.server(id('c')).binlog?.files.flatMap(({ entries }) => entries) ?? [];
    expect(new Set(logged.map(({ transaction }) => transaction)).size).toBe(logged.length);
  });

  test('is applied in order, also by a member that was slow a moment ago', () => {
    const fleet = groupOfThree();
    fleet.setSpeed(id('b'), { applyMsPerTransaction: 1000 });
    writeMany(fleet, 'a', 3);
    fleet.setSpeed(id('b'), { applyMsPerTransaction: 1 });
    write(fleet, 'a');
    for (let second = 0; second < 4; second += 1) {
      run(fleet, 990);
      expect(fleet.observe(id('b')).gtid).toMatchObject({ executed: expect.not.stringMatching(/:\d+-\d+:/) });
    }
    run(fleet, 1000);
    expect(fleet.transactionsOf(id('b'))).toEqual(fleet.transactionsOf(id('a')));
  });

  test('brings what a member missed from whoever has it, when its primary is gone', () => {
    const fleet = groupOfThree();
    fleet.freeze(id('b'));
    writeMany(fleet, 'a', 3);
    run(fleet, 100);
    fleet.freeze(id('a'));
    fleet.thaw(id('b'));
    run(fleet, 12_000);
    expect(rolesAt(fleet, 'b')).toHaveLength(2);
    expect(fleet.transactionsOf(id('b'))).toEqual(fleet.transactionsOf(id('c')));
    expect(fleet.transactionsOf(id('b'))).toEqual(fleet.transactionsOf(id('a')));
  });

  test('without a majority admits nobody, not even a member that was started again', () => {
    const fleet = groupOfThree();
    for (const name of ['b', 'c']) fleet.crash(id(name), { losesUnsynced: false });
    run(fleet, 60_000);
    fleet.restart(id('b'));
    run(fleet, 60_000);
    expect(rolesAt(fleet, 'a')).toEqual(['a ONLINE PRIMARY', 'b UNREACHABLE SECONDARY', 'c UNREACHABLE SECONDARY']);
    expect(fleet.observe(id('b')).group).toBeNull();
    expect(numberOf(act(fleet, 'b', { kind: 'group-start' }))).toBe(3096);
    for (const name of ['b', 'a']) must(fleet, name, { kind: 'group-stop' });
    must(fleet, 'a', { kind: 'group-start', bootstrap: true });
    must(fleet, 'b', { kind: 'group-start' });
    run(fleet, 1000);
    expect(rolesAt(fleet, 'b')).toEqual(['a ONLINE PRIMARY', 'b ONLINE SECONDARY']);
  });

  test('refuses a member with transactions that it lacks', () => {
    const fleet = groupOfThree();
    must(fleet, 'c', { kind: 'group-stop' });
    set(fleet, 'c', 'super_read_only', 'OFF');
    set(fleet, 'c', 'read_only', 'OFF');
    expect(numberOf(write(fleet, 'c'))).toBe(0);
    write(fleet, 'a');
    must(fleet, 'c', { kind: 'group-start' });
    run(fleet, 1000);
    expect(rolesAt(fleet, 'c')).toEqual(['c ERROR ']);
    expect(rolesAt(fleet, 'a')).toEqual(['a ONLINE PRIMARY', 'b ONLINE SECONDARY']);
    expect(fleet.observe(id('c')).settings.superReadOnly).toBe(true);
  });

  test('has what a member could not log any more, so that the member may come back', () => {
    const fleet = groupOfThree();
    fleet.fillDisk(id('a'));
    write(fleet, 'a');
    run(fleet, 100);
    fleet.freeze(id('a'));
    run(fleet, 60_000);
    fleet.thaw(id('a'));
    fleet.freeDisk(id('a'));
    run(fleet, 100);
    for (const kind of ['group-stop', 'group-start'] as const) must(fleet, 'a', { kind });
    run(fleet, 1000);
    expect(rolesAt(fleet, 'a')).toHaveLength(3);
    for (const name of ['b', 'c']) expect(fleet.transactionsOf(id(name))).toEqual(fleet.transactionsOf(id('a')));
  });

  test('gives writes numbers of their own, also where its primary has no room for what was written before', () => {
    const fleet = groupOfThree();
    for (const name of ['b', 'c']) fleet.fillDisk(id(name));
    for (let count = 0; count < 2; count += 1) write(fleet, 'a');
    run(fleet, 1000);
    fleet.crash(id('a'), { losesUnsynced: false });
    run(fleet, 30_000);
    const primary = ['b', 'c'].find((name) => !fleet.observe(id(name)).settings.superReadOnly) ?? '';
    write(fleet, primary);
    run(fleet, 100);
    for (const name of ['b', 'c']) fleet.freeDisk(id(name));
    run(fleet, 1000);
    for (const name of ['b', 'c'])
      expect(fleet.transactionsOf(id(name)).map(({ stream, runs }) => [stream, runs])).toEqual([
        ['a:3306', [[1, 3]]],
        [id(primary), [[1, 1]]],
      ]);
  });

  test('elects another primary when the dead one is back before it was expelled', () => {
    const fleet = groupOfThree();
    fleet.crash(id('a'), { losesUnsynced: false });
    run(fleet, 1000);
    fleet.restart(id('a'));
    run(fleet, 1000);
    const roles = rolesAt(fleet, 'a');
    expect(roles).toHaveLength(3);
    expect(roles).toContain('a ONLINE SECONDARY');
    expect(roles.filter((role) => role.endsWith('PRIMARY'))).toHaveLength(1);
    expect(fleet.observe(id('a')).settings.superReadOnly).toBe(true);
  });

  test('is started by members only that are set up for it', () => {
    const fleet = fleetOf('a');
    expect(numberOf(act(fleet, 'a', { kind: 'group-start' }))).toBe(3092);
    const three = groupOfThree();
    expect(numberOf(act(three, 'a', { kind: 'group-start' }))).toBe(3093);
    must(three, 'a', { kind: 'group-set-primary', uuid: three.server(id('c')).uuid });
    expect(rolesAt(three, 'a')).toContain('c ONLINE PRIMARY');
    set(three, 'c', 'max_connections', 100);
    must(three, 'c', { kind: 'group-stop' });
    expect(rolesAt(three, 'c')).toEqual(['c OFFLINE ']);
    expect(rolesAt(three, 'a')).toHaveLength(2);
  });
});
