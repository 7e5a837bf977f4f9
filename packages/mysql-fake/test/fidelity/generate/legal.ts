/** What people and tools do to servers that replicate. */
import { anyReplica, anyServer, insert, otherThan, sql, type Action, type Draft } from './draft.ts';
import type { Step } from '../sequence.ts';

/** Below and above the net time-out of the servers, which is 4: a heartbeat that comes just then is a race. */
const HEARTBEAT_SECONDS = [1, 2, 3, 6, 5] as const;

export const LEGAL_ACTIONS: readonly Action[] = [
  { weight: 10, steps: (draft) => sql('m', insert(draft)) },
  { weight: 2, steps: (draft) => sql('m', insert(draft), 'writer') },
  { weight: 2, steps: (draft) => sql('m', insert(draft, 'shed')) },
  { weight: 2, steps: (draft) => sql('m', `BEGIN; ${insert(draft)}; ${insert(draft)}; COMMIT`) },
  { weight: 1, steps: (draft) => sql('m', `BEGIN; ${insert(draft)}; ROLLBACK`) },
  { weight: 2, steps: (draft) => sql('m', `DELETE FROM garden.t WHERE id = ${anyRow(draft)}`) },
  { weight: 2, steps: (draft) => sql('m', `UPDATE garden.t SET v = v + 1 WHERE id = ${anyRow(draft)}`) },
  { weight: 2, steps: (draft) => sql('m', `ALTER TABLE garden.t COMMENT = '${draft.nextRow++}'`) },
  { weight: 8, steps: startOrStop },
  { weight: 6, steps: startBoth },
  { weight: 5, steps: repoint },
  { weight: 2, steps: changeSettings },
  { weight: 2, steps: switchPositioning },
  { weight: 1.5, steps: resetReplica },
  { weight: 3, steps: (draft) => sql(anyServer(draft), 'FLUSH BINARY LOGS') },
  { weight: 1, steps: (draft) => sql(anyReplica(draft), 'FLUSH RELAY LOGS') },
  { weight: 3, steps: readOnlySwitch },
  { weight: 3, steps: waits },
  { weight: 2, steps: until },
  { weight: 1.5, steps: filters },
  { weight: 2, steps: semiSync },
  { weight: 1.5, steps: looks },
  { weight: 0.4, steps: (draft) => [{ kind: 'restart', server: anyServer(draft) }] },
];

function anyRow({ dice, nextRow }: Draft): number {
  return dice.integer(1, Math.max(1, nextRow - 1));
}

function startOrStop(draft: Draft): readonly Step[] {
  const { dice, words } = draft;
  const verb = dice.pick(['START', 'STOP']);
  const threads = dice.pick(['', ' IO_THREAD', ' SQL_THREAD']);
  return sql(anyReplica(draft), `${verb} ${words.REPLICA}${threads}`);
}

function startBoth(draft: Draft): readonly Step[] {
  return sql(anyReplica(draft), `START ${draft.words.REPLICA}`);
}

function repoint(draft: Draft): readonly Step[] {
  const { dice, ground, words } = draft;
  const replica = anyReplica(draft);
  const source = otherThan(draft, replica);
  const address = `${words.SOURCE}_HOST = '{host:${source}}', ${words.SOURCE}_PORT = {port:${source}}`;
  const place =
    ground.mode === 'file'
      ? `, ${words.SOURCE}_LOG_FILE = '{file:${source}}', ${words.SOURCE}_LOG_POS = {pos:${source}}`
      : dice.chance(0.2)
        ? `, ${words.byGtid}`
        : '';
  const whole = words.mariadb || place !== '' || dice.chance(0.3);
  const thread = whole ? '' : ' IO_THREAD';
  return sql(
    replica,
    `STOP ${words.REPLICA}${thread}; ${words.CHANGE} ${address}${place}; START ${words.REPLICA}${thread}`,
    dice.chance(0.2) ? 'topology' : 'admin',
  );
}

function changeSettings(draft: Draft): readonly Step[] {
  const { dice, words } = draft;
  const change = dice.pick([
    `${words.SOURCE}_HEARTBEAT_PERIOD = ${dice.pick(HEARTBEAT_SECONDS)}`,
    `${words.SOURCE}_CONNECT_RETRY = ${dice.integer(1, 3)}`,
    `${words.SOURCE}_SSL_CA = 'ca.pem'`,
    `${words.SOURCE}_DELAY = ${dice.pick([0, 0, 1])}`,
    `IGNORE_SERVER_IDS = (${dice.integer(1, 9)})`,
    ...(words.mariadb
      ? []
      : ['SOURCE_RETRY_COUNT = 77', 'GET_SOURCE_PUBLIC_KEY = 1', "SOURCE_COMPRESSION_ALGORITHMS = 'zlib'"]),
  ] as [string, ...string[]]);
  return sql(anyReplica(draft), `STOP ${words.REPLICA}; ${words.CHANGE} ${change}; START ${words.REPLICA}`);
}

function switchPositioning(draft: Draft): readonly Step[] {
  const { dice, words } = draft;
  const replica = anyReplica(draft);
  const how = dice.pick([
    words.byGtid,
    words.byFile,
    `${words.byFile}, ${words.SOURCE}_LOG_FILE = '{execFile:${replica}}', ${words.SOURCE}_LOG_POS = {execPos:${replica}}`,
    ...(words.mariadb ? ['MASTER_USE_GTID = current_pos'] : []),
  ] as [string, ...string[]]);
  return sql(replica, `STOP ${words.REPLICA}; ${words.CHANGE} ${how}; START ${words.REPLICA}`);
}

function resetReplica(draft: Draft): readonly Step[] {
  const { dice, words } = draft;
  const all = dice.chance(0.5) ? ' ALL' : '';
  const replica = anyReplica(draft);
  return [
    ...sql(replica, `STOP ${words.REPLICA}`),
    ...sql(replica, `RESET ${words.REPLICA}${all}`),
    ...(dice.chance(0.5) ? sql(replica, `START ${words.REPLICA}`) : []),
  ];
}

function readOnlySwitch(draft: Draft): readonly Step[] {
  const { dice, words } = draft;
  const on = dice.chance(0.5);
  return sql(anyServer(draft), dice.chance(0.5) ? words.readOnly(on) : `SET GLOBAL read_only = ${on ? 1 : 0}`);
}

function waits(draft: Draft): readonly Step[] {
  const { dice, words } = draft;
  const replica = anyReplica(draft);
  const gtids = words.mariadb
    ? `SELECT MASTER_GTID_WAIT('{srcExecuted:${replica}}', 0.3)`
    : `SELECT WAIT_FOR_EXECUTED_GTID_SET('{srcExecuted:${replica}}', 0.3)`;
  const wait = words.mariadb ? 'MASTER_POS_WAIT' : 'SOURCE_POS_WAIT';
  return sql(
    replica,
    dice.chance(0.5) ? gtids : `SELECT ${wait}('{srcFile:${replica}}', {srcPos:${replica}}, 1)`,
    dice.pick(['admin', 'topology', 'bare']),
  );
}

function until(draft: Draft): readonly Step[] {
  const { dice, words } = draft;
  const replica = anyReplica(draft);
  const condition = dice.pick([
    words.mariadb ? `MASTER_GTID_POS = '{srcExecuted:${replica}}'` : `SQL_AFTER_GTIDS = '{srcExecuted:${replica}}'`,
    `${words.SOURCE}_LOG_FILE = '{srcFile:${replica}}', ${words.SOURCE}_LOG_POS = {srcPos:${replica}}`,
  ]);
  return [
    ...sql(replica, `STOP ${words.REPLICA}`),
    ...sql('m', insert(draft)),
    ...sql(replica, `START ${words.REPLICA} UNTIL ${condition}`),
  ];
}

function filters(draft: Draft): readonly Step[] {
  const { dice, words } = draft;
  const db = dice.pick(['shed', '']);
  const replica = anyReplica(draft);
  const [which, list] = dice.pick([
    ['REPLICATE_IGNORE_DB', db],
    ['REPLICATE_DO_DB', db],
    ['REPLICATE_IGNORE_TABLE', db === '' ? '' : `${db}.t`],
    ['REPLICATE_WILD_DO_TABLE', db === '' ? '' : `${db}.%`],
  ] as const);
  const value = which.includes('WILD') && !words.mariadb && list !== '' ? `'${list}'` : list;
  const change = words.mariadb
    ? `SET GLOBAL ${which.toLowerCase()} = '${list}'`
    : `CHANGE REPLICATION FILTER ${which} = (${value})`;
  const thread = words.mariadb ? '' : ' SQL_THREAD';
  return sql(replica, `STOP ${words.REPLICA}${thread}; ${change}; START ${words.REPLICA}${thread}`);
}

function semiSync(draft: Draft): readonly Step[] {
  const { dice, words } = draft;
  const on = dice.chance(0.7) ? 1 : 0;
  const { source, replica } = words.semiSync;
  if (dice.chance(0.5))
    return sql(anyServer(draft), `SET GLOBAL ${source}_timeout = 200; SET GLOBAL ${source}_enabled = ${on}`);
  return sql(
    anyReplica(draft),
    `SET GLOBAL ${replica}_enabled = ${on}; STOP ${words.REPLICA} IO_THREAD; START ${words.REPLICA} IO_THREAD`,
  );
}

function looks(draft: Draft): readonly Step[] {
  const { dice, words } = draft;
  const text = dice.pick([
    `SHOW ${words.REPLICA} STATUS`,
    words.binlogStatus,
    words.replicas,
    'SHOW BINARY LOGS',
    'SHOW BINLOG EVENTS LIMIT 3',
    'SHOW PROCESSLIST',
    'SHOW GRANTS',
    "SHOW GLOBAL VARIABLES LIKE 'read_only'",
    "SHOW GLOBAL STATUS LIKE 'Uptime'",
    ...(words.mariadb ? ['SHOW ALL SLAVES STATUS'] : ['SHOW RELAYLOG EVENTS LIMIT 3']),
  ] as [string, ...string[]]);
  return sql(anyServer(draft), text, dice.pick(['admin', 'topology', 'modest']));
}
