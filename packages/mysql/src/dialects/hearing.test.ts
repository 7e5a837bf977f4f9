import { describe, expect, test } from 'vitest';
import { chooseDialect } from './choose.ts';
import type { Dialect } from './dialect.ts';
import { productOf } from './product.ts';
import { ColumnCache } from './result-set.ts';
import type { ResultSet } from './result-set.ts';

function dialectOf(version: string): Dialect {
  const choice = chooseDialect(productOf(version, ''));
  if (choice.kind === 'unsupported') throw new Error(choice.detail);
  return choice.dialect;
}

const result = (row: Readonly<Record<string, unknown>>): ResultSet => ({
  names: Object.keys(row),
  rows: [Object.values(row)],
});
const STATUS = {
  Channel_Name: '',
  Source_Host: 'M',
  Source_Port: 3306,
  Replica_IO_Running: 'Yes',
  Source_Log_File: 'binlog.000002',
  Read_Source_Log_Pos: 400,
  Retrieved_Gtid_Set: 'u:1-3',
};
const PERIODS = result({ CHANNEL_NAME: '', HEARTBEAT_INTERVAL: '2.500' });
const beats = (fields: Readonly<Record<string, unknown>>): ResultSet =>
  result({
    CHANNEL_NAME: '',
    COUNT_RECEIVED_HEARTBEATS: 7,
    'NOW(6)': '2030-01-01 00:00:10.500000',
    LAST_HEARTBEAT_TIMESTAMP: '2030-01-01 00:00:09.000000',
    LAST_QUEUED_TRANSACTION_END_QUEUE_TIMESTAMP: '2030-01-01 00:00:09.250000',
    QUEUEING_TRANSACTION: '',
    ...fields,
  });

describe('what a MySQL replica heard', () => {
  const { hearings } = dialectOf('8.4.0');
  const heard = (...results: readonly ResultSet[]) => hearings([result(STATUS), ...results], new ColumnCache())[0];

  test('is how far it received, its heartbeats, and the time since the later of both', () => {
    expect(heard(PERIODS, beats({}))).toEqual({
      channel: '',
      source: 'm:3306',
      receiver: 'running',
      mark: 'binlog.000002:400 u:1-3 7',
      heartbeatMs: 2_500,
      silentForMs: 1_250,
    });
  });

  test('has no time in the middle of a transaction, nor before anything came', () => {
    const never = '0000-00-00 00:00:00.000000';
    expect(heard(PERIODS, beats({ QUEUEING_TRANSACTION: 'u:4' }))?.silentForMs).toBeNull();
    expect(
      heard(PERIODS, beats({ LAST_HEARTBEAT_TIMESTAMP: never, LAST_QUEUED_TRANSACTION_END_QUEUE_TIMESTAMP: never }))
        ?.silentForMs,
    ).toBeNull();
  });

  test('cannot be compared where the account may not see heartbeats', () => {
    expect(heard()).toMatchObject({ mark: null, heartbeatMs: null, silentForMs: null });
    expect(heard(PERIODS)).toMatchObject({ mark: null, heartbeatMs: 2_500 });
  });
});

test('a MariaDB replica tells all of it in its status, and no times', () => {
  const status = result({
    Connection_name: 'up',
    Master_Host: 'm',
    Master_Port: 3306,
    Slave_IO_Running: 'Yes',
    Master_Log_File: 'log.1',
    Read_Master_Log_Pos: 5,
    Gtid_IO_Pos: '0-1-9',
    Slave_received_heartbeats: 3,
    Slave_heartbeat_period: '1.500',
  });
  expect(dialectOf('10.11.6-MariaDB').hearings([status], new ColumnCache())).toEqual([
    {
      channel: 'up',
      source: 'm:3306',
      receiver: 'running',
      mark: 'log.1:5 0-1-9 3',
      heartbeatMs: 1_500,
      silentForMs: null,
    },
  ]);
});
