/** SELECT: expressions alone, or rows of one of the tables in the catalog. */
import type { Account } from '../../model/account.ts';
import { noDatabase, tableDenied, unknownTable } from '../errors.ts';
import { hasAggregate } from '../evaluate/aggregates.ts';
import { evaluate } from '../evaluate/evaluate.ts';
import { SqlProblem, type Scope } from '../evaluate/scope.ts';
import { compare, isTrue } from '../evaluate/values.ts';
import type { SqlValue } from '../expression.ts';
import type { Cell, Columns, Row, ServerError } from '../results.ts';
import type { SelectStatement, TableName } from '../statement.ts';
import type { VirtualTable } from '../tables/catalog.ts';
import { userTable } from '../tables/user-tables.ts';
import { maySelect, processRefusal } from './privileges.ts';
import { evaluated, scopeOf, type Running } from './running.ts';

const NO_COLUMNS: Columns = [];

export function answerSelect(select: SelectStatement, running: Running): void {
  const scope = scopeOf(running);
  const evaluation = (): Row[] =>
    select.from === null ? constantRows(select, scope) : tableRows(select, running, scope);
  evaluated(running, scope, {
    evaluation,
    finish: (rows) => {
      const table = select.from === null ? null : findTable(select.from, running);
      const columns = running.dialect.columnsOfSelect(select, table?.columns ?? NO_COLUMNS);
      running.done({ kind: 'rows', columns, rows });
    },
  });
}

/** One row, unless a condition or a limit says otherwise. */
function constantRows(select: SelectStatement, scope: Scope): Row[] {
  if (select.where !== null && !isTrue(evaluate(select.where, scope))) return [];
  const row = select.items.map((item): Cell => (item.kind === 'all' ? null : evaluate(item.expression, scope)));
  return limited([row], select);
}

function tableRows(select: SelectStatement, running: Running, scope: Scope): Row[] {
  const { from } = select;
  const table = from === null ? null : findTable(from, running);
  if (from === null || table === null) throw new SqlProblem(tableProblem(from, running));
  const refusal = tableRefusal(from, table, running);
  if (refusal !== null) throw new SqlProblem(refusal);
  const index = running.dialect.indexOf(table.columns);
  const kept = table.rows(running.context).filter((row) => {
    if (select.where === null) return true;
    scope.row = { index, row, clause: 'where clause' };
    return isTrue(evaluate(select.where, scope));
  });
  if (kept.length === 0) checkColumns(select, scope, { index, columns: table.columns });
  if (select.items.some((item) => item.kind === 'expression' && hasAggregate(item.expression))) {
    scope.group = { index, rows: kept };
    return [select.items.map((item): Cell => (item.kind === 'all' ? null : evaluate(item.expression, scope)))];
  }
  const read = (row: Row, expression: SelectStatement['orderBy'][number]['by']): SqlValue => {
    scope.row = { index, row, clause: 'field list' };
    return evaluate(expression, scope);
  };
  const ordered = sorted(kept, select, read);
  const rows = ordered.map((row) =>
    select.items.flatMap((item): Row => (item.kind === 'all' ? row : [read(row, item.expression)])),
  );
  return limited(rows, select);
}

interface TableShape {
  readonly index: ReadonlyMap<string, number>;
  readonly columns: Columns;
}

/** An unknown column is an error even where there is no row to read it from. */
function checkColumns(select: SelectStatement, scope: Scope, { index, columns }: TableShape): void {
  const row: Row = columns.map(() => null);
  for (const item of select.items) {
    if (item.kind === 'all' || item.expression.kind !== 'column') continue;
    scope.row = { index, row, clause: 'field list' };
    evaluate(item.expression, scope);
  }
  if (select.where === null) return;
  scope.row = { index, row, clause: 'where clause' };
  evaluate(select.where, scope);
}

function sorted(
  rows: readonly Row[],
  { orderBy }: SelectStatement,
  read: (row: Row, expression: SelectStatement['orderBy'][number]['by']) => SqlValue,
): readonly Row[] {
  if (orderBy.length === 0) return rows;
  return rows.toSorted((one, other) => {
    for (const { by, descending } of orderBy) {
      const order = compareForOrder(read(one, by), read(other, by));
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
}

/** NULL comes first. */
function compareForOrder(one: SqlValue, other: SqlValue): number {
  if (one === null || other === null) return (one === null ? 0 : 1) - (other === null ? 0 : 1);
  return compare(one, other);
}

function limited(rows: Row[], { limit }: SelectStatement): Row[] {
  return limit === null ? rows : rows.slice(limit.offset, limit.offset + limit.count);
}

function nameOf(
  { schema, table }: TableName,
  { extras }: Running,
): { readonly schema: string | null; readonly table: string } {
  return { schema: schema ?? extras.schema, table };
}

function findTable(from: TableName, running: Running): VirtualTable | null {
  const { schema, table } = nameOf(from, running);
  const found = running.dialect.tables.get(`${schema ?? ''}.${table}`.toLowerCase());
  if (found === undefined && schema !== null && running.dialect.generation.family !== 'maxscale')
    return userTable(`${schema}.${table}`, running.context);
  if (found === undefined || found.exists?.(running.context) === false) return null;
  return found;
}

/** Who may not read is not told whether there is anything to read. */
function tableProblem(from: TableName | null, running: Running): ServerError {
  const { schema, table } = nameOf(from ?? { schema: null, table: '' }, running);
  if (schema === null) return noDatabase;
  const account = currentAccount(running);
  const open = schema.toLowerCase() === 'information_schema' || maySelect(account, schema, table);
  return open ? unknownTable(schema, table) : denied(schema, table, running);
}

function tableRefusal(from: TableName, { needs }: VirtualTable, running: Running): ServerError | null {
  const { account } = running.session;
  if (needs === 'nothing') return null;
  if (needs === 'process') return processRefusal(account);
  const { schema, table } = nameOf(from, running);
  return schema === null || maySelect(currentAccount(running), schema, table) ? null : denied(schema, table, running);
}

/** Grants on tables hold at once, those of everything from the next login on. Source: MySQL manual, "When Privilege Changes Take Effect". */
function currentAccount({ session, context }: Running): Account {
  const { user, host } = session.account;
  return context.server.accounts.find((account) => account.user === user && account.host === host) ?? session.account;
}

function denied(schema: string, table: string, { session, dialect }: Running): ServerError {
  const { user } = session.account;
  return tableDenied(dialect.generation, { action: 'SELECT', user, host: session.clientHost, schema, table });
}
