/** SHOW statements: the columns of each generation over the state of the server. */
import { unreachable } from '@topiary/domain';
import { mustBeNamed } from '../../commands/channel-choice.ts';
import { hasPrivilege, type Account } from '../../model/account.ts';
import { tableDenied, unknownChannel, unknownLog, wrongPosition } from '../errors.ts';
import { nameTheChannel } from '../../words/statements.ts';
import { columnOf, columnsOf, type Columns, type Row, type ServerError, type StatementResult } from '../results.ts';
import type { AccountName, ShowStatement } from '../statement.ts';
import { SYSTEM_SCHEMAS } from '../tables/catalog.ts';
import { binlogRows, EVENT_COLUMNS, MAX_EVENT_ROWS, relayRows } from '../tables/events.ts';
import { grantLines } from '../tables/grants.ts';
import { registeredReplicas } from '../tables/logs.ts';
import { pluginRows } from '../tables/plugins.ts';
import { processes } from '../tables/processes.ts';
import { channelRows } from '../tables/replica-status.ts';
import type { Shape } from '../tables/table.ts';
import { refusal, type Reading } from './privileges.ts';
import { errorOf, evaluated, perform, scopeOf, type Running } from './running.ts';
import { filterRows, statusRows, variableRows } from './show-lists.ts';

type ShowOf<Kind extends ShowStatement['kind']> = Extract<ShowStatement, { kind: Kind }>;

const WARNING_COLUMNS = columnsOf('Level:VAR_STRING! Code:LONGu! Message:VAR_STRING!');
const WARNING_COUNT_COLUMNS = columnsOf('@@session.warning_count:LONGLONGu');
const DATABASE_COLUMNS = columnsOf('Database:VAR_STRING!');
const ENGINE_COLUMNS = columnsOf(
  'Engine:VAR_STRING! Support:VAR_STRING! Comment:VAR_STRING! Transactions:VAR_STRING XA:VAR_STRING Savepoints:VAR_STRING',
);
const ENGINE_ROWS: readonly Row[] = [
  ['InnoDB', 'DEFAULT', 'Supports transactions, row-level locking, and foreign keys', 'YES', 'YES', 'YES'],
];

export function answerShow(show: ShowStatement, running: Running): void {
  const { context, dialect, done, extras } = running;
  switch (show.kind) {
    case 'show-replica-status':
      return done(replicaStatus(show, running));
    case 'show-binlog-status':
      return withLog(running, 'binlog-status', () => ownStatus(running));
    case 'show-binary-logs':
      return withLog(running, 'binlog-status', () => ownLogs(running));
    case 'show-events':
      return events(show, running);
    case 'show-replicas':
      return done(replicas(show, running));
    case 'show-variables':
      return variableRows(show, running);
    case 'show-status':
      return statusRows(show, running);
    case 'show-processlist':
      return done(shaped(show.full ? dialect.processes.showFull : dialect.processes.show, processes(context)));
    case 'show-plugins':
      return done(shaped(dialect.plugins.show, pluginRows(context)));
    case 'show-grants':
      return done(grants(show.account, running));
    case 'show-databases':
      return databases(show, running);
    case 'show-warnings':
      return done({
        kind: 'rows',
        columns: WARNING_COLUMNS,
        rows: extras.warnings.map(({ level, number, text }) => [level, number, text]),
      });
    case 'show-warning-count':
      return done({ kind: 'rows', columns: WARNING_COUNT_COLUMNS, rows: [[extras.warnings.length]] });
    case 'show-engines':
      return done({ kind: 'rows', columns: ENGINE_COLUMNS, rows: ENGINE_ROWS });
    default:
      return unreachable(show);
  }
}

function shaped<Item>({ columns, row }: Shape<Item>, items: readonly Item[]): StatementResult {
  return { kind: 'rows', columns, rows: items.map(row) };
}

function refused({ session, dialect }: Running, reading: Reading): ServerError | null {
  return refusal(session.account, reading, dialect.generation);
}

function replicaStatus({ channel, all, old }: ShowOf<'show-replica-status'>, running: Running): StatementResult {
  const { context, dialect } = running;
  const problem = refused(running, 'replica-status');
  if (problem !== null) return problem;
  const { family } = dialect.generation;
  if (channel !== null && channel !== '' && !context.server.channels.has(channel))
    return unknownChannel(dialect.generation, channel);
  const shape = all ? dialect.replicaStatus.all : old ? dialect.replicaStatus.old : dialect.replicaStatus.fresh;
  // Without a name MySQL shows every channel, MariaDB the session's default connection.
  const wanted = channel ?? (all || family === 'mysql' ? null : '');
  return shaped(shape, channelRows(context, wanted));
}

/** What needs the log's lock waits while a full disk holds it. */
function withLog(running: Running, reading: Reading, answer: () => StatementResult): void {
  const problem = refused(running, reading);
  if (problem !== null) return running.done(problem);
  if (!running.context.server.logIsStuck) return running.done(answer());
  perform(running, { kind: 'lock-log' }, (outcome) =>
    running.done(outcome.kind === 'error' ? errorOf(outcome) : answer()),
  );
}

const notLogging: ServerError = {
  kind: 'error',
  number: 1381,
  sqlState: 'HY000',
  text: 'You are not using binary logging',
};

function ownStatus({ context, dialect }: Running): StatementResult {
  const file = context.server.binlog?.files.at(-1);
  return shaped(dialect.logs.status, file === undefined ? [] : [{ context, file }]);
}

function ownLogs({ context, dialect }: Running): StatementResult {
  const { binlog } = context.server;
  return binlog === null
    ? notLogging
    : shaped(
        dialect.logs.logs,
        binlog.files.map((file) => ({ context, file })),
      );
}

function replicas({ old }: ShowOf<'show-replicas'>, running: Running): StatementResult {
  const problem = refused(running, 'replicas');
  if (problem !== null) return problem;
  const { logs, generation } = running.dialect;
  const shape = old || generation.family !== 'mysql' ? logs.slaveHosts : logs.replicas;
  return shaped(shape, registeredReplicas(running.context));
}

function events(show: ShowOf<'show-events'>, running: Running): void {
  if (show.log === 'binlog') return withLog(running, 'binlog-events', () => binlogEvents(show, running));
  running.done(refused(running, 'relay-events') ?? relayEvents(show, running));
}

function binlogEvents({ file, from, limit }: ShowOf<'show-events'>, { context, dialect }: Running): StatementResult {
  const files = context.server.binlog?.files ?? [];
  const found = file === null ? files[0] : files.find(({ name }) => name === file);
  if (found === undefined) return unknownLog('binlog', dialect.generation);
  const rows = binlogRows(context, found, { from, limit });
  return rows === null ? wrongPosition : { kind: 'rows', columns: EVENT_COLUMNS, rows };
}

/** A server that replicates from nobody has no relay log, which is no error [97][M10]. */
function relayEvents(
  { channel: named, file, from, limit }: ShowOf<'show-events'>,
  { context, dialect }: Running,
): StatementResult {
  const { channels, product } = context.server;
  if (named === null && mustBeNamed({ channels, product })) return errorOf(nameTheChannel(product));
  const channel = named ?? '';
  const state = context.server.channels.get(channel);
  if (state === undefined && channel !== '') return unknownChannel(dialect.generation, channel);
  const rows = state === undefined ? [] : relayRows(context, state, file);
  if (rows === null) return unknownLog('relaylog', dialect.generation);
  const ranged = from === null ? rows : rows.filter((row) => Number(row[1]) >= from);
  const offset = limit?.offset ?? 0;
  return {
    kind: 'rows',
    columns: EVENT_COLUMNS,
    rows: ranged.slice(offset, offset + (limit?.count ?? MAX_EVENT_ROWS)),
  };
}

function grants(name: AccountName | null, { context, session, dialect }: Running): StatementResult {
  const own = name === null || name.user === '' || isSame(name, session.account);
  if (!own && !hasPrivilege(session.account, 'SELECT', 'mysql.user')) return grantsRefusal({ session, dialect });
  const account = own ? session.account : context.server.accounts.find((candidate) => isSame(name, candidate));
  if (account === undefined) return noSuchGrant(name ?? session.account);
  const current = context.server.accounts.find((candidate) => isSame(account, candidate)) ?? account;
  return {
    kind: 'rows',
    columns: [columnOf(`Grants for ${current.user}@${current.host}`, 'VAR_STRING', { notNull: true })],
    rows: grantLines(current, dialect.generation).map((line) => [line]),
  };
}

function isSame(one: AccountName, other: AccountName): boolean {
  return one.user === other.user && one.host === other.host;
}

function grantsRefusal({ session, dialect }: Pick<Running, 'session' | 'dialect'>): ServerError {
  const { user, host }: Account = session.account;
  if (dialect.generation.family === 'mariadb')
    return {
      kind: 'error',
      number: 1044,
      sqlState: '42000',
      text: `Access denied for user '${user}'@'${host}' to database 'mysql'`,
    };
  return tableDenied(dialect.generation, {
    action: 'SELECT',
    user,
    host: session.clientHost,
    schema: 'mysql',
    table: 'user',
  });
}

function noSuchGrant({ user, host }: AccountName): ServerError {
  return {
    kind: 'error',
    number: 1141,
    sqlState: '42000',
    text: `There is no such grant defined for user '${user}' on host '${host}'`,
  };
}

/** Users' schemas are no part of the model: what was created is in the logs only. */
function databases({ filter }: ShowOf<'show-databases'>, running: Running): void {
  const names = SYSTEM_SCHEMAS[running.dialect.generation.family].map((name) => [name]);
  const columns: Columns =
    filter?.kind === 'like'
      ? [columnOf(`Database (${filter.pattern})`, 'VAR_STRING', { notNull: true })]
      : DATABASE_COLUMNS;
  const scope = scopeOf(running);
  evaluated(running, scope, {
    evaluation: () => filterRows(names, { filter, scope, index: new Map([['database', 0]]) }),
    finish: (rows) => running.done({ kind: 'rows', columns, rows }),
  });
}
