/** Rules of MariaDB that random sequences on 10.11 and 11.8 showed. */
import { describe, expect, test } from 'vitest';
import type { Fleet } from '../fleet.ts';
import { makeFleet } from '../testing/sql-fleet.ts';
import type { ServerName } from '../testing/sql-fleet.ts';

interface Made {
  readonly replicate: (replica: ServerName, source: ServerName) => void;
  readonly rows: (server: ServerName) => readonly string[];
  /** The last result of a packet once it has had its effect: an error's number, or 0. */
  readonly say: (server: ServerName, sql: string) => number;
  readonly channel: (server: ServerName) => ReturnType<Fleet['observe']>['channels'][number];
  readonly applied: (server: ServerName) => string;
  /** `gtid_binlog_pos`. */
  readonly binlog: (server: ServerName) => string;
  readonly end: (server: ServerName) => { readonly file: string; readonly position: number };
  readonly restart: (server: ServerName) => void;
}

function mariadb(): Made {
  const made = makeFleet('10.11.18-MariaDB-log');
  return {
    replicate: (replica, source) => made.replicate(replica, source),
    rows: (server) => made.fleet.rowsOf(made.id(server)),
    say: (server, sql) => {
      const last = made.run(made.id(server), sql).at(-1);
      made.settle(200);
      return last?.kind === 'error' ? last.number : 0;
    },
    channel: (server) => {
      const [channel] = made.fleet.observe(made.id(server)).channels;
      if (channel === undefined) throw new Error(`${server} has no channel`);
      return channel;
    },
    applied: (server) => {
      const { gtid } = made.fleet.observe(made.id(server));
      return gtid.kind === 'mariadb' ? gtid.slavePosition : '';
    },
    binlog: (server) => {
      const { gtid } = made.fleet.observe(made.id(server));
      return gtid.kind === 'mariadb' ? gtid.binlogPosition : '';
    },
    end: (server) => made.fleet.observe(made.id(server)).binlog ?? { file: '', position: 0 },
    restart: (server) => {
      made.fleet.crash(made.id(server), { losesUnsynced: false });
      made.fleet.restart(made.id(server));
      made.settle(200);
    },
  };
}

describe('gtid_slave_pos', () => {
  test('is refused before it is read while an applier runs, and taken while a receiver runs alone', () => {
    const { replicate, say, applied } = mariadb();
    replicate('a', 'm');
    expect(say('a', "SET GLOBAL gtid_slave_pos = 'nonsense'")).toBe(1198);
    say('a', 'STOP SLAVE SQL_THREAD');
    expect(say('a', "SET GLOBAL gtid_slave_pos = 'nonsense'")).toBe(1941);
    expect(say('a', "SET GLOBAL gtid_slave_pos = '0-7-3'")).toBe(0);
    expect(applied('a')).toBe('0-7-3');
  });
});

describe('gtid_slave_pos and the own log', () => {
  test('may not conflict in strict mode, and do so with a note else', () => {
    const { say } = mariadb();
    say('m', 'CREATE DATABASE garden; CREATE DATABASE shed');
    expect(say('m', "SET GLOBAL gtid_slave_pos = ''")).toBe(1948);
    expect(say('m', "SET GLOBAL gtid_slave_pos = '0-7-1'")).toBe(1947);
    expect(say('m', "SET GLOBAL gtid_slave_pos = '0-7-2'")).toBe(0);
    say('m', 'SET GLOBAL gtid_strict_mode = 0');
    expect(say('m', "SET GLOBAL gtid_slave_pos = '0-7-1'")).toBe(0);
  });
});

describe('a start by GTID', () => {
  test('of the applier alone throws the relay log away and takes up the position, when both threads stood', () => {
    const { replicate, say, channel } = mariadb();
    replicate('a', 'm');
    say('a', "STOP SLAVE; SET GLOBAL gtid_slave_pos = '0-7-3'");
    expect(channel('a').retrieved).toBe('');
    say('a', 'START SLAVE SQL_THREAD');
    expect(channel('a').retrieved).toBe('0-7-3');
  });
});

describe('numbers of its own', () => {
  test('begin anew when the log was reset, whatever was applied', () => {
    const { replicate, say, binlog } = mariadb();
    replicate('a', 'm');
    say('m', 'INSERT INTO garden.t (id) VALUES (1)');
    say('a', 'RESET MASTER; INSERT INTO garden.t (id) VALUES (2)');
    expect(binlog('a')).toBe('0-2-1');
  });
});

describe('what comes back to its writer in a ring', () => {
  test('counts as applied by file and position too', () => {
    const { replicate, say, applied } = mariadb();
    replicate('a', 'm');
    replicate('m', 'a');
    say('m', 'STOP SLAVE; CHANGE MASTER TO MASTER_USE_GTID = no; START SLAVE');
    say('m', 'INSERT INTO garden.t (id) VALUES (1)');
    expect(applied('m')).toBe('0-1-1');
  });

  test('counts as applied once the applier comes to it', () => {
    const { replicate, say, applied } = mariadb();
    replicate('a', 'm');
    replicate('m', 'a');
    say('m', 'CREATE DATABASE garden');
    expect(applied('m')).toBe('0-1-1');
    say('m', 'STOP SLAVE SQL_THREAD');
    say('m', 'CREATE DATABASE shed');
    say('a', 'CREATE DATABASE attic');
    expect(applied('m')).toBe('0-1-1');
    say('m', 'START SLAVE SQL_THREAD');
    expect(applied('m')).toBe('0-2-3');
  });

  test('is no part of what the skip counter counts', () => {
    const { replicate, say, applied, rows } = mariadb();
    replicate('a', 'm');
    replicate('m', 'a');
    say('m', 'STOP SLAVE SQL_THREAD; CREATE DATABASE garden');
    say('a', 'INSERT INTO garden.t (id) VALUES (1)');
    say('m', 'SET GLOBAL sql_slave_skip_counter = 1; START SLAVE SQL_THREAD');
    expect(applied('m')).toBe('0-2-2');
    expect(rows('m')).toEqual([]);
  });
});

describe('a receiver by file and position', () => {
  test('learns what its place is by GTID when it connects there', () => {
    const { replicate, say, applied, end } = mariadb();
    replicate('a', 'm');
    say('a', 'STOP SLAVE');
    say('m', 'INSERT INTO garden.t (id) VALUES (1)');
    const { file, position } = end('m');
    const place = `MASTER_LOG_FILE = '${file}', MASTER_LOG_POS = ${position}`;
    say('a', `CHANGE MASTER TO MASTER_USE_GTID = no, ${place}; START SLAVE`);
    expect(applied('a')).toBe('0-1-1');
  });

  test('takes for applied what it has received when it connects, whatever still waits', () => {
    const { replicate, say, applied, rows } = mariadb();
    replicate('a', 'm');
    say('a', 'STOP SLAVE; CHANGE MASTER TO MASTER_USE_GTID = no; START SLAVE IO_THREAD');
    say('m', 'INSERT INTO garden.t (id) VALUES (1)');
    expect(applied('a')).toBe('');
    say('a', 'STOP SLAVE IO_THREAD; START SLAVE IO_THREAD');
    expect(applied('a')).toBe('0-1-1');
    say('a', 'START SLAVE SQL_THREAD');
    expect(rows('a')).toEqual(['garden.t/1']);
  });
});

describe('a receiver that may not register', () => {
  test('has learned its position by GTID before', () => {
    const { replicate, say, applied, channel } = mariadb();
    say('m', 'INSERT INTO garden.t (id) VALUES (1); FLUSH BINARY LOGS');
    say('a', "SET GLOBAL gtid_slave_pos = '0-9-9'");
    replicate('a', 'b');
    say('a', 'STOP SLAVE');
    say(
      'a',
      "CHANGE MASTER TO MASTER_HOST = 'db-m', MASTER_USER = 'bare', MASTER_LOG_FILE = 'binlog.000002', MASTER_LOG_POS = 4",
    );
    say('a', 'START SLAVE');
    expect(channel('a')).toMatchObject({ receiver: 'connecting', receiverError: { number: 1597 } });
    expect(applied('a')).toBe('0-1-1');
  });
});

describe('START SLAVE UNTIL by GTID', () => {
  test('goes on while no source ends it, though everything was applied before', () => {
    const { replicate, say, channel } = mariadb();
    replicate('a', 'm');
    say('m', 'INSERT INTO garden.t (id) VALUES (1)');
    say('a', "STOP SLAVE; CHANGE MASTER TO MASTER_PORT = 9; START SLAVE UNTIL MASTER_GTID_POS = '0-1-1'");
    expect(channel('a')).toMatchObject({ receiver: 'connecting', applier: 'running' });
    say('a', 'STOP SLAVE; CHANGE MASTER TO MASTER_PORT = 3306');
    say('a', "START SLAVE UNTIL MASTER_GTID_POS = '0-1-1'");
    expect(channel('a')).toMatchObject({ receiver: 'stopped', applier: 'stopped' });
  });

  test('holds for receivers until an applier is started without it, or something is changed', () => {
    const { replicate, say, channel } = mariadb();
    replicate('a', 'm');
    say('m', 'INSERT INTO garden.t (id) VALUES (1)');
    say('a', 'STOP SLAVE');
    say('a', "START SLAVE UNTIL MASTER_GTID_POS = '0-1-1'");
    say('a', 'START SLAVE IO_THREAD');
    expect(channel('a').receiver).toBe('stopped');
    say('a', 'START SLAVE SQL_THREAD; START SLAVE IO_THREAD');
    expect(channel('a').receiver).toBe('running');
    say('a', 'STOP SLAVE');
    say('a', "START SLAVE UNTIL MASTER_GTID_POS = '0-1-1'");
    say('a', 'CHANGE MASTER TO MASTER_CONNECT_RETRY = 3; START SLAVE IO_THREAD');
    expect(channel('a').receiver).toBe('running');
  });

  test('ends in each domain at its own place, and leaves out domains that it does not name', () => {
    const { replicate, say, channel, applied, rows } = mariadb();
    say('m', 'INSERT INTO garden.t (id) VALUES (1)');
    say('m', 'SET SESSION gtid_domain_id = 7; INSERT INTO garden.t (id) VALUES (2); SET SESSION gtid_domain_id = 0');
    say('m', 'INSERT INTO garden.t (id) VALUES (3); INSERT INTO garden.t (id) VALUES (4)');
    replicate('a', 'b');
    say('a', 'STOP SLAVE');
    say('a', "CHANGE MASTER TO MASTER_HOST = 'db-m'; START SLAVE UNTIL MASTER_GTID_POS = '0-1-2'");
    expect(channel('a')).toMatchObject({ receiver: 'stopped', applier: 'stopped', receiverError: null });
    expect(applied('a')).toBe('0-1-2');
    expect(rows('a')).toEqual(['garden.t/1', 'garden.t/3']);
  });
});

describe('an applier that is to stop at a position', () => {
  test('stops there when its receiver connects again, or the log goes on in another file', () => {
    for (const comes of ['STOP SLAVE IO_THREAD; START SLAVE IO_THREAD', 'FLUSH BINARY LOGS']) {
      const { replicate, say, channel, end } = mariadb();
      replicate('a', 'm');
      say('a', 'STOP SLAVE; CHANGE MASTER TO MASTER_USE_GTID = no');
      say('m', 'INSERT INTO garden.t (id) VALUES (1)');
      const { file, position } = end('m');
      say('a', `START SLAVE UNTIL MASTER_LOG_FILE = '${file}', MASTER_LOG_POS = ${position}`);
      expect(channel('a')).toMatchObject({ applier: 'running', executedPosition: { file, position } });
      say(comes.startsWith('STOP') ? 'a' : 'm', comes);
      expect(channel('a')).toMatchObject({
        receiver: 'running',
        applier: 'stopped',
        executedPosition: { file, position },
      });
    }
  });
});

describe('an applier that is to stop in a log of another name', () => {
  test('stops at once, as at a bad condition', () => {
    const { replicate, say, channel } = mariadb();
    replicate('a', 'm');
    say('a', "STOP SLAVE; CHANGE MASTER TO MASTER_USE_GTID = no, MASTER_LOG_FILE = 'nonsense', MASTER_LOG_POS = 4");
    say('a', "START SLAVE UNTIL MASTER_LOG_FILE = 'binlog.000001', MASTER_LOG_POS = 999999");
    expect(channel('a').applier).toBe('stopped');
  });
});

describe('filters by table', () => {
  test('leave out what defines other tables, and are forgotten when the server is started', () => {
    const { replicate, say, binlog, channel, restart } = mariadb();
    replicate('a', 'm');
    say('a', "STOP SLAVE; SET GLOBAL replicate_wild_do_table = 'shed.%'; START SLAVE");
    say('m', "ALTER TABLE garden.t COMMENT = 'x'");
    expect(binlog('a')).toBe('');
    say('m', "ALTER TABLE shed.t COMMENT = 'x'");
    expect(binlog('a')).toBe('0-1-2');
    restart('a');
    expect(channel('a').filters).toEqual([]);
  });
});

describe('CHANGE MASTER', () => {
  test('to a source that another connection has is refused before it looks at threads', () => {
    const { replicate, say } = mariadb();
    replicate('a', 'm');
    say('a', "CHANGE MASTER TO MASTER_HOST = 'db-b' FOR CHANNEL 'side'");
    expect(say('a', "CHANGE MASTER TO MASTER_HOST = 'db-b'")).toBe(1934);
    expect(say('a', "CHANGE MASTER TO MASTER_HOST = 'db-c'")).toBe(1198);
  });
});

describe('a source that is asked for a position by GTID', () => {
  test('lets a replica in again while its log was reset and is empty, and refuses it at the first lower number', () => {
    const { replicate, say, channel } = mariadb();
    replicate('a', 'm');
    say('m', 'INSERT INTO garden.t (id) VALUES (1); INSERT INTO garden.t (id) VALUES (2); RESET MASTER');
    say('a', 'STOP SLAVE; START SLAVE');
    expect(channel('a').receiver).toBe('running');
    say('m', 'INSERT INTO garden.t (id) VALUES (3)');
    expect(channel('a')).toMatchObject({ receiver: 'stopped', receiverError: { number: 1236 } });
  });

  test('notices that its log was reset when the new one is longer, and goes on behind the numbers that a replica has', () => {
    const { replicate, say, channel, rows } = mariadb();
    replicate('a', 'm');
    say('m', 'INSERT INTO garden.t (id) VALUES (1); INSERT INTO garden.t (id) VALUES (2); RESET MASTER');
    for (const id of [3, 4, 5]) say('m', `INSERT INTO garden.t (id) VALUES (${id})`);
    expect(channel('a').receiver).toBe('running');
    expect(rows('a')).toEqual(['garden.t/1', 'garden.t/2', 'garden.t/5']);
  });

  test('lets a replica in while it knows nothing of the domain, and refuses it when something of it turns up', () => {
    const { replicate, say, channel } = mariadb();
    say('a', 'INSERT INTO garden.t (id) VALUES (1)');
    say('a', "SET GLOBAL gtid_slave_pos = '0-2-1'");
    replicate('a', 'm');
    expect(channel('a').receiver).toBe('running');
    say('m', 'INSERT INTO garden.t (id) VALUES (2)');
    expect(channel('a')).toMatchObject({ receiver: 'stopped', receiverError: { number: 1236 } });
  });

  test('refuses a strict replica at a hole in its log, and sends a tolerant one what follows', () => {
    const { replicate, say, channel, applied } = mariadb();
    say('m', 'INSERT INTO garden.t (id) VALUES (1)');
    say('m', 'SET SESSION gtid_seq_no = 5; INSERT INTO garden.t (id) VALUES (2)');
    for (const strict of [1, 0]) {
      say('a', `STOP SLAVE; SET GLOBAL gtid_strict_mode = ${strict}; SET GLOBAL gtid_slave_pos = '0-1-3'`);
      replicate('a', 'm');
      expect(channel('a')).toMatchObject(
        strict === 1 ? { receiver: 'stopped', receiverError: { number: 1236 } } : { receiver: 'running' },
      );
    }
    expect(applied('a')).toBe('0-1-5');
  });

  test('sends a domain that the replica lacks from its beginning, and refuses when that was purged', () => {
    const { replicate, say, channel, applied } = mariadb();
    say('m', 'INSERT INTO garden.t (id) VALUES (1)');
    say('m', 'SET SESSION gtid_domain_id = 7; INSERT INTO garden.t (id) VALUES (2); FLUSH BINARY LOGS');
    say('a', "SET GLOBAL gtid_slave_pos = '0-1-1'");
    replicate('a', 'm');
    expect(applied('a')).toBe('0-1-1,7-1-1');
    say('a', "STOP SLAVE; RESET MASTER; SET GLOBAL gtid_slave_pos = '0-1-1'");
    say('m', "PURGE BINARY LOGS TO 'binlog.000002'");
    say('a', 'START SLAVE');
    expect(channel('a')).toMatchObject({ receiver: 'stopped', receiverError: { number: 1236 } });
  });
});
