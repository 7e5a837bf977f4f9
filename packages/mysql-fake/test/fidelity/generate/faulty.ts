/** What goes wrong: refusals, mistakes, and histories that do not fit. */
import { anyReplica, anyServer, insert, otherThan, sql, type Action, type Draft } from './draft.ts';
import type { Step } from '../sequence.ts';

export const FAULTY_ACTIONS: readonly Action[] = [
  { weight: 3, steps: (draft) => sql(anyReplica(draft), insert(draft)) },
  { weight: 2, steps: errant },
  { weight: 1, steps: (draft) => sql(anyServer(draft), insert(draft), 'writer') },
  { weight: 1, steps: unloggedWrite },
  {
    weight: 1,
    steps: (draft) => sql('m', `INSERT INTO garden.t (id) VALUES (${draft.dice.integer(1, draft.nextRow)})`),
  },
  { weight: 2, steps: startsWithoutSource },
  { weight: 2.5, steps: changesWhileRunning },
  { weight: 1.5, steps: wrongPlace },
  { weight: 1, steps: nobodyThere },
  { weight: 0.5, steps: wrongPassword },
  { weight: 1, steps: mixedPositions },
  { weight: 0.5, steps: ownself },
  {
    weight: 1.5,
    steps: (draft) => sql(anyReplica(draft), `RESET ${draft.words.REPLICA}${draft.dice.pick(['', ' ALL'])}`),
  },
  { weight: 0.7, steps: resetsLogs },
  { weight: 2.5, steps: purges },
  { weight: 1.5, steps: skips },
  { weight: 2, steps: emptyTransactions },
  { weight: 1, steps: history },
  { weight: 0.5, steps: modes },
  { weight: 3, steps: refused },
  { weight: 2.5, steps: (draft) => sql(anyServer(draft), draft.dice.pick(draft.words.strange)) },
  { weight: 1, steps: twoChannels },
  { weight: 0.08, steps: (draft) => [{ kind: 'freeze', server: draft.dice.pick(['m', 'b']) }] },
];

function errant(draft: Draft): readonly Step[] {
  const { words } = draft;
  return sql(anyReplica(draft), `SET GLOBAL read_only = 0; ${insert(draft)}; ${words.readOnly(true)}`);
}

function unloggedWrite(draft: Draft): readonly Step[] {
  return sql(anyServer(draft), `SET SESSION sql_log_bin = 0; ${insert(draft)}; SET SESSION sql_log_bin = 1`);
}

function startsWithoutSource({ dice, words }: Draft): readonly Step[] {
  const { REPLICA, CHANGE, SOURCE } = words;
  const text = dice.pick([
    `START ${REPLICA}`,
    `STOP ${REPLICA}`,
    `STOP ${REPLICA} IO_THREAD`,
    `START ${REPLICA} SQL_THREAD`,
    `RESET ${REPLICA}`,
    `RESET ${REPLICA} ALL`,
    `SHOW ${REPLICA} STATUS`,
    `${CHANGE} ${SOURCE}_DELAY = 0`,
    `START ${REPLICA} FOR CHANNEL 'nowhere'`,
    `STOP ${REPLICA} FOR CHANNEL 'nowhere'`,
    `RESET ${REPLICA} ALL FOR CHANNEL 'nowhere'`,
    `SELECT ${words.mariadb ? 'MASTER' : 'SOURCE'}_POS_WAIT('binlog.000001', 4, 0.1)`,
  ]);
  return sql('m', text);
}

function changesWhileRunning(draft: Draft): readonly Step[] {
  const { dice, words } = draft;
  const replica = anyReplica(draft);
  const source = otherThan(draft, replica);
  const change = dice.pick([
    `${words.SOURCE}_HOST = '{host:${source}}', ${words.SOURCE}_PORT = {port:${source}}`,
    `${words.SOURCE}_PORT = {port:${source}}`,
    `${words.SOURCE}_DELAY = 0`,
    `${words.SOURCE}_HEARTBEAT_PERIOD = 2`,
    `${words.SOURCE}_HEARTBEAT_PERIOD = 2, ${words.SOURCE}_DELAY = 0`,
    words.byGtid,
    words.byFile,
    `${words.SOURCE}_HOST = ''`,
    `${words.SOURCE}_LOG_FILE = '{file:${source}}', ${words.SOURCE}_LOG_POS = {pos:${source}}`,
  ]);
  return sql(replica, `${words.CHANGE} ${change}`, dice.pick(['admin', 'admin', 'topology']));
}

function wrongPlace(draft: Draft): readonly Step[] {
  const { dice, words } = draft;
  const place = dice.pick([
    `${words.SOURCE}_LOG_FILE = 'binlog.000099', ${words.SOURCE}_LOG_POS = 4`,
    `${words.SOURCE}_LOG_FILE = 'nonsense', ${words.SOURCE}_LOG_POS = 4`,
    `${words.SOURCE}_LOG_FILE = '{file:m}', ${words.SOURCE}_LOG_POS = 99999999`,
    `${words.SOURCE}_LOG_FILE = '{file:m}', ${words.SOURCE}_LOG_POS = 4`,
  ]);
  return sql(
    anyReplica(draft),
    `STOP ${words.REPLICA}; ${words.CHANGE} ${words.byFile}, ${place}; START ${words.REPLICA}`,
  );
}

function nobodyThere(draft: Draft): readonly Step[] {
  const { dice, words } = draft;
  const where = dice.pick([`${words.SOURCE}_PORT = 9`, `${words.SOURCE}_HOST = 'no-such-host.invalid'`]);
  return sql(anyReplica(draft), `STOP ${words.REPLICA}; ${words.CHANGE} ${where}; START ${words.REPLICA}`);
}

function wrongPassword(draft: Draft): readonly Step[] {
  const { dice, words } = draft;
  const who = dice.pick([
    `${words.SOURCE}_PASSWORD = 'wrong'`,
    `${words.SOURCE}_USER = 'bare', ${words.SOURCE}_PASSWORD = 'bare-of-everything'`,
  ]);
  return sql(anyReplica(draft), `STOP ${words.REPLICA}; ${words.CHANGE} ${who}; START ${words.REPLICA}`);
}

function mixedPositions(draft: Draft): readonly Step[] {
  const { words } = draft;
  return sql(
    anyReplica(draft),
    `STOP ${words.REPLICA}; ${words.CHANGE} ${words.byGtid}, ${words.SOURCE}_LOG_FILE = '{file:m}', ${words.SOURCE}_LOG_POS = 4`,
  );
}

/** It follows itself. */
function ownself(draft: Draft): readonly Step[] {
  const { words } = draft;
  const replica = anyReplica(draft);
  return sql(
    replica,
    `STOP ${words.REPLICA}; ${words.CHANGE} ${words.SOURCE}_HOST = '{host:${replica}}', ${words.SOURCE}_PORT = {port:${replica}}; START ${words.REPLICA}`,
  );
}

/** Nobody may be reading by file and position: see docs/domain/fidelity.md, what is not played. */
function resetsLogs(draft: Draft): readonly Step[] {
  const { dice, words, byPlace } = draft;
  return sql(byPlace ? dice.pick(['a', 'c']) : anyServer(draft), words.resetLogs);
}

function purges(draft: Draft): readonly Step[] {
  const { dice, words } = draft;
  const server = dice.pick(['m', 'm', 'b', 'a']);
  // Its readers have to get to the new file first, and on MariaDB InnoDB has to be done with the old one.
  const pause = words.mariadb ? sql(server, 'DO SLEEP(2)') : [];
  const purge = [
    ...sql(server, 'FLUSH BINARY LOGS'),
    ...pause,
    ...sql(server, `PURGE BINARY LOGS TO '{file:${server}}'`),
  ];
  if (dice.chance(0.3)) return sql(server, `PURGE BINARY LOGS TO '${dice.pick(['binlog.000001', 'binlog.000099'])}'`);
  if (dice.chance(0.5)) return purge;
  const replica = server === 'b' ? 'c' : 'a';
  return [
    ...sql(replica, `STOP ${words.REPLICA}`),
    ...sql(server, insert(draft)),
    ...purge,
    ...sql(replica, `START ${words.REPLICA}`),
  ];
}

function skips(draft: Draft): readonly Step[] {
  const { dice, words } = draft;
  const set = `SET GLOBAL ${words.skipCounter} = 1`;
  if (dice.chance(0.4)) return sql(anyReplica(draft), set);
  const replica = anyReplica(draft);
  return [
    ...sql(replica, `STOP ${words.REPLICA}`),
    ...sql('m', insert(draft)),
    ...sql(replica, `${set}; START ${words.REPLICA}`),
  ];
}

function emptyTransactions(draft: Draft): readonly Step[] {
  const { dice, words } = draft;
  const server = anyServer(draft);
  if (words.mariadb) {
    return sql(
      server,
      dice.pick([
        `SET SESSION gtid_seq_no = 1; ${insert(draft)}`,
        `SET SESSION gtid_domain_id = 7; ${insert(draft)}; SET SESSION gtid_domain_id = 0`,
        `SET SESSION server_id = 77; ${insert(draft)}; SET SESSION server_id = {serverId:${server}}`,
      ]),
    );
  }
  const gtid = dice.pick([`{next:m}`, `{next:${server}}`, '11111111-2222-3333-4444-555555555555:7', 'nonsense']);
  const account = dice.pick(['admin', 'admin', 'topology']);
  if (dice.chance(0.4))
    return sql(
      server,
      `SET GLOBAL super_read_only = 0; SET gtid_next = '${gtid}'; BEGIN; COMMIT; SET gtid_next = 'AUTOMATIC'`,
      account,
    );
  return sql(server, `SET gtid_next = '${gtid}'; BEGIN; COMMIT; SET gtid_next = 'AUTOMATIC'`, account);
}

function history(draft: Draft): readonly Step[] {
  const { dice, words } = draft;
  const server = anyReplica(draft);
  if (words.mariadb)
    return sql(
      server,
      dice.pick([
        `STOP SLAVE; SET GLOBAL gtid_slave_pos = '{executed:m}'; START SLAVE`,
        `SET GLOBAL gtid_slave_pos = '{executed:m}'`,
        `SET GLOBAL gtid_slave_pos = 'nonsense'`,
        `SET GLOBAL gtid_binlog_state = '0-1-100'`,
      ]),
    );
  return sql(
    server,
    dice.pick([
      `SET GLOBAL gtid_purged = '+11111111-2222-3333-4444-555555555555:1-3'`,
      `SET GLOBAL gtid_purged = '+{uuid:m}:1000'`,
      `SET GLOBAL gtid_purged = '{executed:m}'`,
      `SET GLOBAL gtid_purged = 'nonsense'`,
    ]),
  );
}

function modes(draft: Draft): readonly Step[] {
  const { dice, words } = draft;
  if (words.mariadb) return sql(anyServer(draft), `SET GLOBAL gtid_strict_mode = ${dice.pick([0, 1])}`);
  return sql(
    anyServer(draft),
    `SET GLOBAL gtid_mode = ${dice.pick(["'OFF'", "'ON'", "'ON_PERMISSIVE'", "'OFF_PERMISSIVE'"])}`,
  );
}

/** Accounts that may not. */
function refused(draft: Draft): readonly Step[] {
  const { dice, words } = draft;
  const { REPLICA, CHANGE, SOURCE } = words;
  const text = dice.pick([
    `SHOW ${REPLICA} STATUS`,
    words.binlogStatus,
    words.replicas,
    'SHOW BINARY LOGS',
    'SHOW BINLOG EVENTS LIMIT 1',
    `STOP ${REPLICA}`,
    `START ${REPLICA}`,
    `${CHANGE} ${SOURCE}_DELAY = 0`,
    `RESET ${REPLICA}`,
    words.resetLogs,
    'FLUSH BINARY LOGS',
    'FLUSH RELAY LOGS',
    "PURGE BINARY LOGS TO 'binlog.000001'",
    words.readOnly(true),
    'SET GLOBAL read_only = 1',
    `SET GLOBAL ${words.skipCounter} = 0`,
    `SET GLOBAL ${words.semiSync.source}_enabled = 0`,
    'SET SESSION sql_log_bin = 0',
    'INSERT INTO garden.t (id) VALUES (1000000)',
    'CREATE DATABASE attic',
    'SELECT @@global.read_only',
    'SHOW GRANTS',
    "SELECT GET_LOCK('fidelity', 0.1), RELEASE_LOCK('fidelity')",
    ...(words.mariadb
      ? ['SET SESSION gtid_seq_no = 5', "SET GLOBAL gtid_slave_pos = ''", "SET GLOBAL replicate_do_db = ''"]
      : [
          "SET gtid_next = '11111111-2222-3333-4444-555555555555:9'; SET gtid_next = 'AUTOMATIC'",
          "SET GLOBAL gtid_purged = ''",
          'SELECT * FROM performance_schema.replication_connection_configuration',
          'CHANGE REPLICATION FILTER REPLICATE_DO_DB = ()',
          'SET GLOBAL offline_mode = 0',
        ]),
  ] as [string, ...string[]]);
  return sql(anyServer(draft), text, dice.pick(['bare', 'bare', 'modest', 'writer']));
}

/** A second channel, or a word about one. */
function twoChannels(draft: Draft): readonly Step[] {
  const { dice, words } = draft;
  const replica = anyReplica(draft);
  const source = otherThan(draft, replica);
  const { SOURCE, CHANGE, REPLICA } = words;
  const address = `${SOURCE}_HOST = '{host:${source}}', ${SOURCE}_PORT = {port:${source}}`;
  return sql(
    replica,
    dice.pick([
      `${CHANGE} ${address} FOR CHANNEL 'side'`,
      `START ${REPLICA} FOR CHANNEL 'side'`,
      `STOP ${REPLICA} FOR CHANNEL 'side'`,
      `RESET ${REPLICA} ALL FOR CHANNEL 'side'`,
      `SHOW ${REPLICA} STATUS FOR CHANNEL 'side'`,
    ]),
  );
}
