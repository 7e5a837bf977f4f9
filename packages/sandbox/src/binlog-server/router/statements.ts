/**
 * The statements that a binlog server knows, by their words, one per packet: those of a replica's receiver when it
 * connects, and those of whoever observes and moves it, as MaxScale's binlog router answers them. Everything else is 1064.
 */
import type { MasterFacts } from '../master-facts.ts';
import type { ErrorReply, Reply } from '../wire/replies.ts';
import { statusRow, type RouterStatus } from './status.ts';
import { parseChange, type MasterChange } from './change-master.ts';

export interface RegisteredReplica {
  readonly serverId: number;
  readonly host: string;
  readonly port: number;
  readonly uuid: string;
}

/** What statements may ask and do. */
export interface Router {
  readonly facts: MasterFacts;
  readonly status: RouterStatus;
  readonly uptimeSeconds: number;
  readonly replicas: readonly RegisteredReplica[];
  /** From when a replica registers until what this returns is called. */
  register(replica: RegisteredReplica): () => void;
  start(): Reply;
  stop(): Promise<Reply>;
  change(change: MasterChange): Reply;
}

/** What a connection has set for itself. */
export interface Session {
  readonly userVariables: Map<string, string>;
}

interface Statement {
  readonly sql: RegExp;
  readonly answer: (found: RegExpExecArray, router: Router, session: Session) => Reply | Promise<Reply>;
}

/** What it calls itself; what it is to its replicas is its master's version. */
export const ROUTER_VERSION = '2.3.20';

const OK: Reply = { kind: 'ok' };
const SYNTAX_ERROR: ErrorReply = {
  kind: 'error',
  number: 1064,
  sqlState: '42000',
  text: 'You have an error in your SQL syntax; Check the syntax the MaxScale binlog router accepts.',
};
const HOST_COLUMNS = ['Server_id', 'Host', 'Port', 'Master_id', 'Slave_UUID'];

const STATEMENTS: readonly Statement[] = [
  { sql: /^SELECT 1$/i, answer: () => one('1', '1') },
  { sql: /^SELECT UNIX_TIMESTAMP\(\)$/i, answer: () => one('UNIX_TIMESTAMP()', String(Math.trunc(Date.now() / 1000))) },
  { sql: /^SELECT VERSION\(\)$/i, answer: (_, { facts }) => one('VERSION()', facts.version) },
  {
    sql: /^SELECT @(\w+)$/i,
    answer: ([, name = ''], _, { userVariables }) => one(`@${name}`, userVariables.get(name.toLowerCase()) ?? null),
  },
  { sql: /^SELECT @@(?:global\.)?(\w+)$/i, answer: ([, name = ''], { facts }) => globalValue(name, facts) },
  { sql: /^SET @(?!@)(.+)$/i, answer: ([, list = ''], { facts }, session) => setUserVariables(list, facts, session) },
  { sql: /^SET (?:NAMES|CHARACTER SET|AUTOCOMMIT|SQL_MODE)\b/i, answer: () => OK },
  {
    sql: /^SHOW (?:GLOBAL )?VARIABLES LIKE '(\w+)(%?)'$/i,
    answer: ([, name = ''], { facts }) => shownVariable(name, facts),
  },
  {
    sql: /^SHOW (?:GLOBAL )?STATUS LIKE 'Uptime'$/i,
    answer: (_, router) => rows(['Variable_name', 'Value'], [['Uptime', String(router.uptimeSeconds)]]),
  },
  {
    sql: /^SHOW MASTER STATUS$/i,
    answer: (_, { status }) =>
      rows(
        ['File', 'Position', 'Binlog_Do_DB', 'Binlog_Ignore_DB', 'Execute_Gtid_Set'],
        status.end === null ? [] : [[status.end.file, String(status.end.position), '', '', '']],
      ),
  },
  { sql: /^SHOW SLAVE STATUS$/i, answer: (_, { status, facts }) => statusRows(status, facts) },
  {
    sql: /^SHOW SLAVE HOSTS$/i,
    answer: (_, { replicas, facts }) =>
      rows(
        HOST_COLUMNS,
        replicas.map(({ serverId, host, port, uuid }) => [
          String(serverId),
          host,
          String(port),
          String(facts.serverId),
          uuid,
        ]),
      ),
  },
  { sql: /^SHOW WARNINGS$/i, answer: () => rows(['Level', 'Code', 'Message'], []) },
  { sql: /^START SLAVE$/i, answer: (_, router) => router.start() },
  { sql: /^STOP SLAVE$/i, answer: (_, router) => router.stop() },
  { sql: /^CHANGE MASTER TO (.+)$/is, answer: ([, options = ''], router) => changeMaster(options, router) },
];

export function answer(sql: string, router: Router, session: Session): Reply | Promise<Reply> {
  const words = sql.trim().replace(/;$/, '').replaceAll(/\s+/g, ' ');
  for (const statement of STATEMENTS) {
    const found = statement.sql.exec(words);
    if (found !== null) return statement.answer(found, router, session);
  }
  return SYNTAX_ERROR;
}

function rows(columns: readonly string[], values: readonly (readonly (string | null)[])[]): Reply {
  return { kind: 'rows', columns, rows: values };
}

function one(column: string, value: string | null): Reply {
  return rows([column], [[value]]);
}

function globalValue(name: string, { variables }: MasterFacts): Reply {
  const value = name.toLowerCase() === 'maxscale_version' ? ROUTER_VERSION : variables.get(name.toLowerCase());
  return value === undefined ? SYNTAX_ERROR : one(`@@${name}`, value);
}

/** A pattern that ends with % is of one product's variables, of which there is one. */
function shownVariable(name: string, { variables }: MasterFacts): Reply {
  const isOwn = /^maxscale/i.test(name);
  const value = isOwn ? ROUTER_VERSION : variables.get(name.toLowerCase());
  const shown = isOwn ? 'MAXSCALE_VERSION' : name;
  return rows(['Variable_name', 'Value'], value === undefined ? [] : [[shown, value]]);
}

function setUserVariables(list: string, { variables }: MasterFacts, { userVariables }: Session): Reply {
  for (const assignment of list.split(/, ?@(?!@)/)) {
    const found = /^(\w+) ?= ?(?:@@(?:global\.)?(\w+)|'([^']*)'|([\d.]+))$/i.exec(assignment.trim());
    if (found === null) return SYNTAX_ERROR;
    const [, name = '', variable, text, number] = found;
    userVariables.set(name.toLowerCase(), text ?? number ?? variables.get(variable?.toLowerCase() ?? '') ?? '');
  }
  return OK;
}

function statusRows(status: RouterStatus, facts: MasterFacts): Reply {
  const row = Object.entries(statusRow(status, facts));
  return rows(
    row.map(([column]) => column),
    [row.map(([, value]) => value)],
  );
}

function changeMaster(options: string, router: Router): Reply {
  const change = parseChange(options);
  return change === null ? SYNTAX_ERROR : router.change(change);
}
