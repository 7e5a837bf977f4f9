/** Rows as the binlog router of MaxScale 2.x gives them; all of its columns are texts. Source: spec/discovery §7. */
import { describe, expect, test } from 'vitest';
import { answersFrom, resultFrom } from '../../../test/support/results.ts';
import { pointStep, startStep, waitStep } from '../../../test/support/steps.ts';
import type { ProbeRole } from '../dialect.ts';
import { productOf } from '../product.ts';
import { ColumnCache, type ResultSet } from '../result-set.ts';
import { maxscale } from './dialect.ts';

const LEARNED = maxscale.learn(
  answersFrom({ variables: resultFrom([{ Variable_name: 'MAXSCALE_VERSION', Value: '2.3.20' }]) }),
);

/** SHOW SLAVE STATUS; columns that nothing reads are left out. */
const CHANNEL = {
  Slave_IO_State: 'Binlog Dump',
  Master_Host: 'Db-0',
  Master_User: 'repl',
  Master_Port: '3306',
  Connect_Retry: '60',
  Master_Log_File: 'binlog.000007',
  Read_Master_Log_Pos: '4711',
  Relay_Log_File: 'binlog.000007',
  Relay_Log_Pos: '4711',
  Relay_Master_Log_File: 'binlog.000007',
  Slave_IO_Running: 'Yes',
  Slave_SQL_Running: 'Yes',
  Last_Errno: '0',
  Last_Error: '',
  Exec_Master_Log_Pos: '4711',
  Master_SSL_Allowed: 'No',
  Seconds_Behind_Master: '0',
  Last_IO_Errno: '0',
  Last_IO_Error: '',
  Master_Server_Id: '10',
  Master_UUID: 'uuid-of-somebody',
  SQL_Delay: '0',
  Using_Gtid: 'Slave_pos',
};

function observation(parts: Partial<Record<ProbeRole, ResultSet>> = {}): ReturnType<typeof maxscale.observe> {
  const answers = answersFrom<ProbeRole>({
    settings: resultFrom([{ SERVER_ID: '10' }]),
    'replica-status': resultFrom([CHANNEL]),
    status: resultFrom([{ Variable_name: 'Uptime', Value: '321' }]),
    'connected-replicas': resultFrom([
      { Server_id: '21', Host: 'R-1', Port: '3306', Master_id: '10', Slave_UUID: 'uuid-21' },
      { Server_id: '22', Host: '', Port: '0', Master_id: '10', Slave_UUID: '' },
    ]),
    'binlog-position': resultFrom([{ File: 'binlog.000007', Position: '4711' }]),
    ...parts,
  });
  return maxscale.observe(answers, {
    learned: LEARNED,
    refused: new Map(),
    waitingFor: null,
    columns: new ColumnCache(),
  });
}

describe('a binlog server', () => {
  test('is asked the few things that it knows, each in a packet of its own', () => {
    expect(maxscale.packets).toBe('one-each');
    expect(maxscale.learning.map(({ sql }) => sql)).toEqual(['SELECT 1', "SHOW VARIABLES LIKE 'MAXSCALE%'"]);
    expect(maxscale.probe(LEARNED, new Set()).map(({ sql }) => sql)).toEqual([
      'SELECT 1',
      'SELECT @@server_id',
      'SHOW SLAVE STATUS',
      "SHOW GLOBAL STATUS LIKE 'Uptime'",
      'SHOW SLAVE HOSTS',
      'SHOW MASTER STATUS',
    ]);
  });

  test('is what every binlog server is: read-only, logging what it gets in the format of its master', () => {
    expect(observation()).toMatchObject({
      product: { flavor: 'maxscale', version: { major: 2, minor: 3, patch: 20, text: '2.3.20-maxscale' } },
      identity: { serverId: 10, serverUuid: null, serverUid: null, hostname: '' },
      uptimeSeconds: 321,
      settings: { readOnly: true, logBin: true, logReplicaUpdates: true, binlogFormat: 'INHERIT' },
      gtid: { kind: 'none' },
      binlog: { file: 'binlog.000007', position: 4711 },
      connectedReplicas: [{ host: 'r-1', port: 3306, serverId: 21, serverUuid: 'uuid-21' }],
      group: null,
      unreadable: [],
    });
  });

  test('has one channel by file and position, whatever it uses itself', () => {
    expect(observation().channels).toMatchObject([
      {
        name: '',
        source: { host: 'db-0', port: 3306 },
        sourceServerId: 10,
        sourceUuid: null,
        receiver: 'running',
        applier: 'running',
        receiverError: null,
        lagSeconds: 0,
        positioning: 'file',
        readPosition: { file: 'binlog.000007', position: 4711 },
      },
    ]);
  });

  test('tells its error in the columns that other servers have for the applier', () => {
    const row = { ...CHANNEL, Slave_IO_Running: 'Connecting', Last_Errno: '2003', Last_Error: 'connect failed' };
    expect(observation({ 'replica-status': resultFrom([row]) }).channels).toMatchObject([
      { receiver: 'connecting', receiverError: { number: 2003, text: 'connect failed' }, applierError: null },
    ]);
  });

  test('that has no master yet has no channel', () => {
    expect(observation({ 'replica-status': resultFrom([]) }).channels).toEqual([]);
  });

  const context = { product: productOf('2.3.20-maxscale', ''), results: {} };

  test('is stopped, told where the same log is read on, and started, in words that a router knows', () => {
    const known = { kind: 'known', coordinates: { file: 'binlog.000007', position: 4711 } } as const;
    const standing = { receiver: 'stopped', applier: 'stopped' } as const;
    const point = pointStep({
      stops: 'none',
      before: standing,
      positioning: 'file',
      coordinates: { there: known, back: known },
    });
    const { id, lane, instance, deadlineMs, channel } = point;
    const stop = { id, lane, instance, deadlineMs, channel, before: standing, readsOwn: false } as const;
    expect(maxscale.render({ ...stop, kind: 'stop-at-coordinates' }, context)).toEqual([
      'STOP SLAVE',
      'SHOW SLAVE STATUS',
    ]);
    expect(maxscale.render(point, context)).toEqual([
      "CHANGE MASTER TO MASTER_HOST = 'new', MASTER_PORT = 3307, MASTER_LOG_FILE = 'binlog.000007', MASTER_LOG_POS = 4711",
    ]);
    expect(maxscale.render(startStep(), context)).toEqual(['START SLAVE']);
    const stood = maxscale.conclude({ ...stop, kind: 'stop-at-coordinates' }, [resultFrom([]), resultFrom([CHANNEL])]);
    expect(stood).toMatchObject({ results: { executed: 'binlog.000007:4711' } });
  });

  test('is asked for nothing else', () => {
    expect(() => maxscale.render(waitStep(), context)).toThrow(/no such step is planned on a binlog server/);
  });
});
