import { describe, expect, test } from 'vitest';
import { id } from '@topiary/domain/testing';
import { fleetOf } from '../build/fleet-of.ts';
import type { Fleet } from '../fleet.ts';
import {
  act,
  actOn,
  BOTH,
  channelOf,
  executedOf,
  must,
  numberOf,
  open,
  RECEIVER,
  run,
  set,
  stop,
  write,
} from '../testing/drive.ts';
import type { Command } from './command.ts';

const START: Command = { kind: 'start-threads', channel: '', threads: BOTH };
const STOP: Command = { kind: 'stop-threads', channel: '', threads: BOTH };
const change = (changes: Extract<Command, { kind: 'change-source' }>['changes']): Command => ({
  kind: 'change-source',
  channel: '',
  changes,
});
const setting = (name: string, value: string | number): Command => ({
  kind: 'set-variable',
  scope: 'global',
  name,
  value,
});

/** The numbers with which a server answers, one command after the other. */
function numbers(fleet: Fleet, name: string, commands: readonly Command[]): readonly (number | null)[] {
  return commands.map((command) => numberOf(act(fleet, name, command)));
}

function notesOf(fleet: Fleet, name: string, command: Command): readonly number[] {
  const { outcome } = act(fleet, name, command);
  return outcome?.kind === 'ok' ? outcome.notes.map(({ number }) => number) : [];
}

describe('threads', () => {
  test('are started and stopped twice with a note only, and not without a source', () => {
    const mysql = fleetOf('m > a');
    expect(notesOf(mysql, 'a', START)).toEqual([3083]);
    expect(notesOf(mysql, 'a', STOP)).toEqual([]);
    expect(notesOf(mysql, 'a', STOP)).toEqual([3084]);
    expect(numbers(mysql, 'm', [START, { ...START, channel: 'nope' }])).toEqual([1200, 3074]);
    const mariadb = fleetOf('m > a', { family: 'mariadb' });
    expect(notesOf(mariadb, 'a', START)).toEqual([1254]);
    expect(numbers(mariadb, 'm', [START, { ...STOP, channel: 'nope' }])).toEqual([1200, 1617]);
  });
});

describe('a change of source', () => {
  test('needs the threads stopped that it concerns: one on MySQL, both on MariaDB', () => {
    const mysql = fleetOf('m > a');
    const moves = change({ host: 'x' });
    expect(numbers(mysql, 'a', [moves, change({ delaySeconds: 1 }), change({ positioning: 'file' })])).toEqual([
      3021, 3085, 3081,
    ]);
    must(mysql, 'a', { kind: 'stop-threads', channel: '', threads: RECEIVER });
    expect(numbers(mysql, 'a', [moves, change({ file: 'x.000001' })])).toEqual([0, 1776]);
    const mariadb = fleetOf('m > a', { family: 'mariadb' });
    must(mariadb, 'a', { kind: 'stop-threads', channel: '', threads: RECEIVER });
    expect(numbers(mariadb, 'a', [moves])).toEqual([1198]);
  });

  test('keeps everything that it does not name, except the heartbeat', () => {
    const fleet = fleetOf('m > a');
    stop(fleet, 'a');
    must(
      fleet,
      'a',
      change({ heartbeatPeriodSeconds: 3, connectRetrySeconds: 9, tls: { enabled: true, ca: '/ca.pem' } }),
    );
    expect(channelOf(fleet, 'a').settings).toMatchObject({ heartbeatPeriodSeconds: 3 });
    must(fleet, 'a', change({ host: 'x', port: 3307 }));
    expect(channelOf(fleet, 'a')).toMatchObject({
      source: { host: 'x', port: 3307 },
      user: 'repl',
      positioning: 'auto-position',
      sourceServerId: null,
      readPosition: null,
      settings: { heartbeatPeriodSeconds: 30, connectRetrySeconds: 9, tls: { enabled: true, ca: '/ca.pem' } },
    });
  });

  test('refuses auto-position without GTIDs and an empty host', () => {
    const fleet = fleetOf('m > a', { gtid: false });
    stop(fleet, 'a');
    expect(numbers(fleet, 'a', [change({ positioning: 'auto-position' }), change({ host: '' })])).toEqual([1777, 1210]);
  });

  test('to a file on MariaDB turns GTIDs off, with a note', () => {
    const fleet = fleetOf('m > a', { family: 'mariadb' });
    stop(fleet, 'a');
    expect(notesOf(fleet, 'a', change({ file: 'binlog.000001', position: 4 }))).toEqual([4190]);
    expect(channelOf(fleet, 'a').positioning).toBe('file');
  });
});

describe('logs', () => {
  test('are reset with everything that was executed', () => {
    const fleet = fleetOf('m > a');
    write(fleet, 'm');
    run(fleet, 100);
    must(fleet, 'm', { kind: 'reset-binary-logs', startNumber: 7 });
    expect(fleet.observe(id('m'))).toMatchObject({
      gtid: { executed: '' },
      binlog: { file: 'binlog.000007', position: 158 },
    });
    run(fleet, 100);
    expect(channelOf(fleet, 'a')).toMatchObject({ receiver: 'stopped', receiverError: { number: 13_114 } });
  });

  test('are purged up to the file that a replica reads', () => {
    const fleet = fleetOf('m > a');
    for (let file = 0; file < 3; file += 1) must(fleet, 'm', { kind: 'flush-logs', which: 'binary' });
    run(fleet, 10);
    const files = (): readonly string[] => fleet.server(id('m')).binlog?.files.map(({ name }) => name) ?? [];
    expect(files()).toHaveLength(4);
    expect(numbers(fleet, 'm', [{ kind: 'purge-logs', until: { toFile: 'binlog.000009' } }])).toEqual([1373]);
    must(fleet, 'm', { kind: 'purge-logs', until: { toFile: 'binlog.000003' } });
    expect(files()).toEqual(['binlog.000003', 'binlog.000004']);
    expect(channelOf(fleet, 'a').readPosition?.file).toBe('binlog.000004');
  });

  test('of a replica are reset once its threads are stopped', () => {
    const fleet = fleetOf('m > a');
    const reset: Command = { kind: 'reset-replica', channel: null, all: true };
    expect(numbers(fleet, 'a', [reset, STOP, reset])).toEqual([3081, 0, 0]);
    expect(fleet.observe(id('a')).channels).toEqual([]);
  });
});

describe('variables', () => {
  test('are known by the names of their generation', () => {
    const at = (version: string, name: string): unknown => fleetOf('m', { version }).variable(id('m'), name);
    expect(at('5.7.44', 'slave_net_timeout')).toBe(60);
    expect(at('5.7.44', 'replica_net_timeout')).toBeUndefined();
    expect(at('8.0.36', 'replica_net_timeout')).toBe(60);
    expect(at('8.0.36', 'master_info_repository')).toBe('TABLE');
    expect(at('9.7.4', 'master_info_repository')).toBeUndefined();
    expect(at('10.11.18-MariaDB', 'super_read_only')).toBeUndefined();
    expect(at('10.11.18-MariaDB', 'rpl_semi_sync_master_enabled')).toBe('OFF');
    expect(at('8.0.36', 'rpl_semi_sync_master_enabled')).toBeUndefined();
  });

  test('are refused when they are unknown, fixed, of the wrong scope or value', () => {
    const fleet = fleetOf('m');
    expect(
      numbers(fleet, 'm', [
        setting('nope', 1),
        setting('gtid_executed', ''),
        setting('sql_log_bin', 0),
        { kind: 'set-variable', scope: 'session', name: 'read_only', value: 1 },
        setting('read_only', 'perhaps'),
        setting('gtid_mode', 'OFF'),
      ]),
    ).toEqual([1193, 1238, 1228, 1229, 1231, 1788]);
  });

  test('of read-only drag each other along', () => {
    const fleet = fleetOf('m');
    set(fleet, 'm', 'super_read_only', 1);
    expect(fleet.observe(id('m')).settings).toMatchObject({ readOnly: true, superReadOnly: true });
    set(fleet, 'm', 'super_read_only', 0);
    expect(fleet.observe(id('m')).settings).toMatchObject({ readOnly: true, superReadOnly: false });
    set(fleet, 'm', 'super_read_only', 1);
    set(fleet, 'm', 'read_only', 0);
    expect(fleet.observe(id('m')).settings).toMatchObject({ readOnly: false, superReadOnly: false });
  });

  test('of GTID history accept what was not executed', () => {
    const fleet = fleetOf('m');
    write(fleet, 'm');
    const { uuid } = fleet.server(id('m'));
    const other = 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa';
    expect(
      numbers(fleet, 'm', [
        setting('gtid_purged', `${uuid}:1`),
        setting('gtid_purged', `+${other}:1-3`),
        setting('gtid_purged', 'x'),
      ]),
    ).toEqual([3546, 0, 1231]);
    expect(executedOf(fleet, 'm').split(',').toSorted()).toEqual([`${other}:1-3`, `${uuid}:1`].toSorted());
    const mariadb = fleetOf('m > a', { family: 'mariadb' });
    expect(
      numbers(mariadb, 'a', [setting('gtid_slave_pos', '0-1-5'), STOP, setting('gtid_slave_pos', '0-1-5')]),
    ).toEqual([1198, 0, 0]);
  });
});

describe('writes', () => {
  test('are kept out by read-only, unless the account may write all the same', () => {
    const fleet = fleetOf('m', {
      servers: {
        m: {
          accounts: [account('root', ['ALL PRIVILEGES']), account('app', ['INSERT'])],
        },
      },
    });
    set(fleet, 'm', 'read_only', 1);
    expect(numberOf(act(fleet, 'm', { kind: 'write', write: {} }, 'app'))).toBe(1290);
    expect(numberOf(write(fleet, 'm'))).toBe(0);
    set(fleet, 'm', 'super_read_only', 1);
    expect(numberOf(write(fleet, 'm'))).toBe(1290);
    expect(numberOf(act(fleet, 'm', setting('read_only', 0), 'app'))).toBe(1227);
  });

  test('of one transaction become one', () => {
    const fleet = fleetOf('m');
    const session = open(fleet, 'm');
    for (const kind of ['begin', 'write', 'write', 'commit'] as const)
      expect(numberOf(actOn(fleet, session, kind === 'write' ? { kind, write: {} } : { kind }))).toBe(0);
    expect(executedOf(fleet, 'm')).toBe(`${fleet.server(id('m')).uuid}:1`);
    actOn(fleet, session, { kind: 'begin' });
    actOn(fleet, session, { kind: 'write', write: {} });
    actOn(fleet, session, { kind: 'rollback' });
    expect(executedOf(fleet, 'm')).toBe(`${fleet.server(id('m')).uuid}:1`);
  });

  test('bear the GTID that the session chose, once', () => {
    const fleet = fleetOf('m');
    const session = open(fleet, 'm');
    const gtid = 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa:7';
    const next: Command = { kind: 'set-variable', scope: 'session', name: 'gtid_next', value: gtid };
    for (let time = 0; time < 2; time += 1)
      for (const command of [next, { kind: 'begin' }, { kind: 'commit' }] as const)
        expect(numberOf(actOn(fleet, session, command))).toBe(0);
    expect(executedOf(fleet, 'm')).toBe(gtid);
    expect(fleet.server(id('m')).binlog?.files[0]?.entries).toHaveLength(1);
    expect(
      numbers(fleet, 'm', [
        { kind: 'inject-empty', gtid: 'x' },
        { kind: 'inject-empty', gtid },
      ]),
    ).toEqual([1774, 0]);
  });

  test('without a binary log of the session stay where they are', () => {
    const fleet = fleetOf('m > a');
    const session = open(fleet, 'm');
    actOn(fleet, session, { kind: 'set-variable', scope: 'session', name: 'sql_log_bin', value: 0 });
    actOn(fleet, session, { kind: 'write', write: {} });
    run(fleet, 100);
    expect(executedOf(fleet, 'm')).toBe('');
    expect(fleet.transactionsOf(id('m'))).toHaveLength(1);
    expect(fleet.transactionsOf(id('a'))).toEqual([]);
  });
});

describe('sessions', () => {
  test('wait for locks that others hold, and get them when those end', () => {
    const fleet = fleetOf('m');
    const [one, other] = [open(fleet, 'm'), open(fleet, 'm')];
    const lock: Command = { kind: 'get-lock', name: 'Topiary', timeoutMs: 1000 };
    expect(actOn(fleet, one, lock).outcome).toMatchObject({ results: { value: 1 } });
    const waiting = actOn(fleet, other, lock);
    expect(waiting.outcome).toBeNull();
    expect(actOn(fleet, other, { kind: 'is-used-lock', name: 'topiary' }).outcome).toMatchObject({
      results: { value: one.id },
    });
    fleet.closeSession(one);
    expect(waiting.outcome).toMatchObject({ results: { value: 1 } });
  });

  test('are killed, refused when there are too many, and cut by offline_mode', () => {
    const fleet = fleetOf('m', {
      servers: { m: { accounts: [account('root', ['ALL PRIVILEGES']), account('app', [])] } },
    });
    const app = open(fleet, 'm', 'app');
    const lost: string[] = [];
    fleet.onSessionLost(app, (loss) => lost.push(loss));
    must(fleet, 'm', { kind: 'kill', connectionId: app.id });
    expect(lost).toEqual(['killed']);
    expect(numberOf(act(fleet, 'm', { kind: 'kill', connectionId: 999 }))).toBe(1094);
    set(fleet, 'm', 'max_connections', 1);
    open(fleet, 'm', 'app');
    expect(fleet.openSession(id('m'), { user: 'app' })).toMatchObject({ kind: 'error', number: 1040 });
    set(fleet, 'm', 'offline_mode', 1);
    expect(fleet.openSession(id('m'), { user: 'app' })).toMatchObject({ kind: 'error', number: 3032 });
    expect(fleet.openSession(id('m'), { user: 'nobody' })).toMatchObject({ kind: 'error', number: 1045 });
  });

  test('are answered no more once they have given up', () => {
    const fleet = fleetOf('m');
    const session = open(fleet, 'm');
    const heard: string[] = [];
    const cancel = fleet.perform(session, { kind: 'sleep', ms: 10 }, ({ kind }) => heard.push(kind));
    cancel();
    run(fleet, 100);
    expect(heard).toEqual([]);
    expect(session.alive).toBe(true);
  });
});

function account(user: string, privileges: readonly string[]) {
  return { user, host: '%', password: 'x', plugin: 'caching_sha2_password', grants: [{ privileges, on: '*.*' }] };
}
