import { describe, expect, test } from 'vitest';
import { logToTurnTo, parseChange } from './change-master.ts';

describe('CHANGE MASTER TO', () => {
  test('names a master, an account and a place, and what a router takes no notice of', () => {
    expect(
      parseChange(
        "MASTER_HOST = 'db-1', master_port=3307, MASTER_USER='o''neil', MASTER_PASSWORD=\"p=1,2\", MASTER_HEARTBEAT_PERIOD=1.5, MASTER_LOG_FILE='binlog.000002', MASTER_LOG_POS=4",
      ),
    ).toEqual({
      host: 'db-1',
      port: 3307,
      user: "o'neil",
      password: 'p=1,2',
      file: 'binlog.000002',
      position: 4,
    });
  });

  test.each(['MASTER_DELAY=5', 'MASTER_HOST', "MASTER_HOST='a' MASTER_PORT=1", 'MASTER_USE_GTID=slave_pos'])(
    '%s is not understood',
    (options) => {
      expect(parseChange(options)).toBeNull();
    },
  );

  const end = { file: 'binlog.000009', position: 700 };

  test.each([
    [{}, null],
    [{ file: 'binlog.000009', position: 700 }, null],
    [{ file: 'binlog.000010', position: 4 }, 'binlog.000010'],
    [{ file: 'binlog.000010' }, 'binlog.000010'],
  ])('with the end of its log or the begin of the next it goes on: %o', (change, turn) => {
    expect(logToTurnTo(change, end)).toBe(turn);
  });

  test.each([
    { file: 'binlog.000011' },
    { file: 'binlog.000008' },
    { file: 'binlog.000010', position: 700 },
    { file: 'binlog.000009', position: 4 },
    { position: 4 },
  ])('anywhere else it refuses to go: %o', (change) => {
    expect(logToTurnTo(change, end)).toMatchObject({ kind: 'error', number: 1234 });
  });

  test('the first log is named, from its begin', () => {
    expect(logToTurnTo({ file: 'log.000003', position: 4 }, null)).toBe('log.000003');
    expect(logToTurnTo({}, null)).toMatchObject({ number: 1234 });
  });
});
