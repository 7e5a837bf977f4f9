/** Statements that change something: commands of the model, SET, and writes. */
import { MariadbGtidPosition, MysqlGtidSet } from '@topiary/domain';
import type { Command } from '../../commands/command.ts';
import { hasPrivilege } from '../../model/account.ts';
import type { Note, Outcome } from '../../model/outcome.ts';
import type { SettingValue } from '../../model/server-spec.ts';
import { malformedGtidSet, noDatabase, tableDenied, unknownVariable, unreadableGtidList } from '../errors.ts';
import { evaluate } from '../evaluate/evaluate.ts';
import type { SqlValue } from '../expression.ts';
import type { ServerError } from '../results.ts';
import type { AccountName, Assignment, DataStatement, Statement } from '../statement.ts';
import { commandRefusal } from './command-privileges.ts';
import { errorOf, evaluated, perform, scopeOf, type Running } from './running.ts';

/** One after the other; the first error is the answer. */
export function runCommands(commands: readonly Command[], running: Running, notes: readonly Note[] = []): void {
  const [first, ...rest] = commands;
  if (first === undefined) return running.done({ kind: 'ok', affectedRows: 0, warnings: 0 });
  const problem = commandRefusal(first, running) ?? malformedUntil(first, running);
  if (problem !== null) return running.done(problem);
  perform(running, first, (outcome) => {
    if (outcome.kind === 'error' || rest.length === 0) return finish(withNotes(outcome, notes), running);
    runCommands(rest, running, notes);
  });
}

function withNotes(outcome: Outcome, notes: readonly Note[]): Outcome {
  return outcome.kind === 'error' || notes.length === 0 ? outcome : { ...outcome, notes: [...outcome.notes, ...notes] };
}

/** GTIDs in the other family's form. */
function malformedUntil(command: Command, { dialect }: Running): ServerError | null {
  if (command.kind !== 'start-threads' || command.until?.kind !== 'gtids') return null;
  const { gtids } = command.until;
  if (dialect.generation.family === 'mariadb') return MariadbGtidPosition.parse(gtids).ok ? null : unreadableGtidList;
  return MysqlGtidSet.parse(gtids).ok ? null : malformedGtidSet(gtids);
}

export function runUse({ schema }: Extract<Statement, { kind: 'use' }>, running: Running): void {
  const { account } = running.session;
  const open = /^(information|performance)_schema$/i.test(schema);
  const may =
    open || account.grants.some(({ on, privileges }) => reachesSchema(on, schema) && privileges.some(isAboutData));
  if (!may) return running.done(schemaDenied(account, schema));
  running.extras.schema = schema;
  running.done({ kind: 'ok', affectedRows: 0, warnings: 0 });
}

function reachesSchema(on: string, schema: string): boolean {
  return on === '*.*' || on.startsWith(`${schema}.`);
}

/** Privileges of administrators open no database. */
function isAboutData(privilege: string): boolean {
  return DATA_PRIVILEGES.has(privilege);
}

const DATA_PRIVILEGES: ReadonlySet<string> = new Set([
  'ALL PRIVILEGES',
  'SELECT',
  'INSERT',
  'UPDATE',
  'DELETE',
  'CREATE',
  'DROP',
  'ALTER',
  'INDEX',
  'EXECUTE',
  'CREATE VIEW',
  'SHOW VIEW',
  'TRIGGER',
  'EVENT',
  'REFERENCES',
  'LOCK TABLES',
]);

function schemaDenied({ user, host }: AccountName, schema: string): ServerError {
  return {
    kind: 'error',
    number: 1044,
    sqlState: '42000',
    text: `Access denied for user '${user}'@'${host}' to database '${schema}'`,
  };
}

function finish(outcome: Outcome, running: Running, affectedRows = 0): void {
  if (outcome.kind === 'error') return running.done(errorOf(outcome));
  running.extras.warnings = outcome.notes.map((note) => ({ level: 'Note', ...note }));
  running.done({ kind: 'ok', affectedRows, warnings: outcome.notes.length });
}

/** Variables of sessions that mean nothing here and that clients set all the same. */
const INERT: ReadonlySet<string> = new Set([
  'big_tables',
  'character_set_client',
  'character_set_connection',
  'collation_connection',
  'foreign_key_checks',
  'group_concat_max_len',
  'innodb_lock_wait_timeout',
  'long_query_time',
  'optimizer_switch',
  'sql_auto_is_null',
  'sql_notes',
  'sql_quote_show_create',
  'sql_safe_updates',
  'sql_select_limit',
  'sql_warnings',
  'transaction_isolation',
  'tx_isolation',
  'unique_checks',
]);

/** Every name is looked at before any value is set, as servers do. */
export function runSet({ assignments }: Extract<Statement, { kind: 'set' }>, running: Running): void {
  const problem = assignments.map((assignment) => nameProblem(assignment, running)).find((found) => found !== null);
  if (problem !== undefined) return running.done(problem);
  const scope = scopeOf(running);
  evaluated(running, scope, {
    evaluation: () => assignments.map(({ value }) => evaluate(value, scope)),
    finish: (values) =>
      runCommands(
        assignments.flatMap((assignment, index) => setCommands(assignment, values[index] ?? null, running)),
        running,
      ),
  });
}

function nameProblem(assignment: Assignment, { dialect, fleet, session }: Running): ServerError | null {
  if (assignment.kind === 'user-variable') return null;
  const name = assignment.name.toLowerCase();
  if (assignment.scope === 'session' && INERT.has(name)) return null;
  const known = dialect.variables.has(name) && fleet.variable(session.server, name) !== undefined;
  return known || dialect.variables.get(name)?.row.reach === 'session' ? null : unknownVariable(assignment.name);
}

function setCommands(assignment: Assignment, value: SqlValue, { extras }: Running): readonly Command[] {
  if (assignment.kind === 'user-variable') {
    extras.userVariables.set(assignment.name.toLowerCase(), value);
    return [];
  }
  const name = assignment.name.toLowerCase();
  if (assignment.scope === 'session' && INERT.has(name)) return [];
  const isDefault = assignment.value.kind === 'literal' && assignment.value.type === 'default';
  return [{ kind: 'set-variable', scope: assignment.scope, name, value: isDefault ? 'default' : settingOf(value) }];
}

function settingOf(value: SqlValue): SettingValue {
  if (value === null) return '';
  return typeof value === 'bigint' ? Number(value) : value;
}

/** No row is there to be changed: to a client that is no error. */
const NO_SUCH_ROW = 1032;

export function runWrite(data: DataStatement, running: Running): void {
  const schema = data.schema ?? running.extras.schema;
  if (schema === null) return running.done(noDatabase);
  const problem = writeRefusal(data, schema, running);
  if (problem !== null) return running.done(problem);
  const used = running.extras.schema === null || data.write === 'write' ? '' : `use \`${running.extras.schema}\`; `;
  const command: Command = {
    kind: 'write',
    write: {
      schema,
      kind: data.write,
      ...(data.write === 'ddl' && data.table !== '' ? { table: `${schema}.${data.table}` } : {}),
      statement: `${used}${data.statement}`,
      rows: data.rows.map(({ action, key }) => ({ action, row: `${schema}.${data.table}/${key}` })),
    },
  };
  perform(running, command, (outcome) => {
    if (outcome.kind === 'error' && outcome.number === NO_SUCH_ROW)
      return running.done({ kind: 'ok', affectedRows: 0, warnings: 0 });
    finish(outcome, running, data.affected);
  });
}

/** Read-only comes before privileges: the model refuses that. */
function writeRefusal({ privilege, table }: DataStatement, schema: string, running: Running): ServerError | null {
  const { session, fleet, dialect } = running;
  const { account } = session;
  if (hasPrivilege(account, privilege, `${schema}.${table === '' ? '*' : table}`)) return null;
  if (fleet.variable(session.server, 'read_only') !== 'OFF') return null;
  if (table !== '')
    return tableDenied(dialect.generation, {
      action: privilege,
      user: account.user,
      host: session.clientHost,
      schema,
      table,
    });
  return schemaDenied(account, schema);
}

export function runDo({ expressions }: Extract<Statement, { kind: 'do' }>, running: Running): void {
  const scope = scopeOf(running);
  evaluated(running, scope, {
    evaluation: () => expressions.map((expression) => evaluate(expression, scope)),
    finish: () => running.done({ kind: 'ok', affectedRows: 0, warnings: 0 }),
  });
}
