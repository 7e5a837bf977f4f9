import { describe, expect, test } from 'vitest';
import { id } from '@topiary/domain/testing';
import { fleetOf } from '../build/fleet-of.ts';
import {
  act,
  APPLIER,
  BOTH,
  channelOf,
  executedOf,
  must,
  numberOf,
  run,
  set,
  start,
  stop,
  write,
  writeMany,
} from '../testing/drive.ts';

const ROW = { rows: [{ action: 'insert', row: 'shop.t/9' }] } as const;

describe('an applier', () => {
  test('stops at a row that is there already', () => {
    const fleet = fleetOf('m > a');
    set(fleet, 'a', 'read_only', 0);
    write(fleet, 'a', ROW);
    write(fleet, 'm', ROW);
    run(fleet, 100);
    expect(channelOf(fleet, 'a')).toMatchObject({
      applier: 'stopped',
      applierError: { number: 1062 },
      lagSeconds: null,
    });
    const injected = fleet.server(id('m'));
    must(fleet, 'a', { kind: 'inject-empty', gtid: `${injected.uuid}:1` });
    start(fleet, 'a');
    run(fleet, 100);
    expect(channelOf(fleet, 'a')).toMatchObject({ applier: 'running', applierError: null });
  });

  test('stops at a row that is missing', () => {
    const fleet = fleetOf('m > a', { family: 'mariadb' });
    write(fleet, 'm', ROW);
    run(fleet, 100);
    set(fleet, 'a', 'read_only', 0);
    write(fleet, 'a', { rows: [{ action: 'delete', row: 'shop.t/9' }] });
    write(fleet, 'm', { rows: [{ action: 'update', row: 'shop.t/9' }] });
    run(fleet, 100);
    expect(channelOf(fleet, 'a')).toMatchObject({ applier: 'stopped', applierError: { number: 1032 } });
    expect(channelOf(fleet, 'a').applierError?.text).toBe(
      `Could not execute Update_rows_v1 event on table shop.t; Can't find record in 't', Error_code: 1032; handler error HA_ERR_KEY_NOT_FOUND; the event's master log binlog.000001, end_log_pos ${fleet.observe(id('m')).binlog?.position ?? 0}`,
    );
  });

  test('in strict mode stops at a number that its own log has passed', () => {
    const fleet = fleetOf('m > a', { family: 'mariadb', settings: { gtid_strict_mode: 1 } });
    set(fleet, 'a', 'read_only', 0);
    write(fleet, 'a');
    write(fleet, 'm');
    run(fleet, 100);
    expect(channelOf(fleet, 'a')).toMatchObject({ applier: 'stopped', applierError: { number: 1950 } });
  });

  test('keeps its distance when it is told to', () => {
    const fleet = fleetOf('m > a');
    stop(fleet, 'a');
    must(fleet, 'a', { kind: 'change-source', channel: '', changes: { delaySeconds: 60 } });
    start(fleet, 'a');
    write(fleet, 'm');
    run(fleet, 59_000);
    expect(channelOf(fleet, 'a')).toMatchObject({ lagSeconds: 59, delaySeconds: 60 });
    expect(executedOf(fleet, 'a')).toBe('');
    run(fleet, 2000);
    expect(channelOf(fleet, 'a')).toMatchObject({ lagSeconds: 0 });
  });

  test('that is slower than its source falls behind by seconds', () => {
    const fleet = fleetOf('m > a');
    fleet.setSpeed(id('a'), { applyMsPerTransaction: 100 });
    for (let second = 0; second < 10; second += 1) {
      writeMany(fleet, 'm', 20);
      run(fleet, 1000);
    }
    expect(channelOf(fleet, 'a').lagSeconds).toBe(6);
  });

  test('stops by itself where it was told to', () => {
    const fleet = fleetOf('m > a');
    stop(fleet, 'a');
    writeMany(fleet, 'm', 5);
    const { uuid } = fleet.server(id('m'));
    must(fleet, 'a', {
      kind: 'start-threads',
      channel: '',
      threads: BOTH,
      until: { kind: 'gtids', gtids: `${uuid}:1-3`, before: false },
    });
    run(fleet, 100);
    expect(channelOf(fleet, 'a')).toMatchObject({ receiver: 'running', applier: 'stopped', applierError: null });
    expect(executedOf(fleet, 'a')).toBe(`${uuid}:1-3`);
  });

  test('leaves out what filters name, and keeps the GTID', () => {
    const fleet = fleetOf('m > a');
    stop(fleet, 'a');
    must(fleet, 'a', { kind: 'change-filter', channel: null, filters: { ignoreDb: 'noise' } });
    start(fleet, 'a');
    write(fleet, 'm', { schema: 'noise' });
    write(fleet, 'm', { schema: 'shop' });
    run(fleet, 100);
    expect(executedOf(fleet, 'a')).toBe(executedOf(fleet, 'm'));
    expect(fleet.transactionsOf(id('a'))).toEqual([{ stream: 'm:3306', runs: [[2, 2]] }]);
    expect(channelOf(fleet, 'a').filters).toEqual(['Replicate_Ignore_DB=noise']);
  });

  test('of a replica that does not log updates counts them as purged', () => {
    const fleet = fleetOf('m > a', { servers: { a: { settings: { log_slave_updates: 0 } } } });
    writeMany(fleet, 'm', 2);
    run(fleet, 100);
    const { uuid } = fleet.server(id('m'));
    expect(fleet.observe(id('a'))).toMatchObject({
      gtid: { executed: `${uuid}:1-2`, purged: `${uuid}:1-2` },
      binlog: { position: 158 },
    });
  });

  test('is waited for by position and by GTID', () => {
    const fleet = fleetOf('m > a');
    must(fleet, 'a', { kind: 'stop-threads', channel: '', threads: APPLIER });
    writeMany(fleet, 'm', 2);
    run(fleet, 100);
    const gtids = executedOf(fleet, 'm');
    const late = act(fleet, 'a', { kind: 'wait-for-gtids', gtids, timeoutMs: 50 });
    const waiting = act(fleet, 'a', { kind: 'wait-for-gtids', gtids, timeoutMs: 10_000 });
    const position = fleet.observe(id('m')).binlog ?? { file: '', position: 4 };
    expect(act(fleet, 'a', { kind: 'wait-for-position', position, channel: '', timeoutMs: 10 }).outcome).toMatchObject({
      results: { value: null },
    });
    run(fleet, 60);
    expect(late.outcome).toMatchObject({ results: { value: 1 } });
    expect(waiting.outcome).toBeNull();
    start(fleet, 'a');
    const byPosition = act(fleet, 'a', { kind: 'wait-for-position', position, channel: '', timeoutMs: 1000 });
    run(fleet, 10);
    expect(waiting.outcome).toMatchObject({ results: { value: 0 } });
    expect(byPosition.outcome).toMatchObject({ results: { value: 0 } });
    expect(numberOf(act(fleet, 'a', { kind: 'wait-for-gtids', gtids: 'nonsense', timeoutMs: 1 }))).toBe(1772);
  });
});
