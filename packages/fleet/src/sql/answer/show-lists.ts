/** SHOW VARIABLES and SHOW STATUS, with LIKE and WHERE. Lists of names are looked up, not searched for: probes ask so. */
import { evaluate } from '../evaluate/evaluate.ts';
import type { Scope } from '../evaluate/scope.ts';
import { isTrue, likeMatcher } from '../evaluate/values.ts';
import type { Expression } from '../expression.ts';
import { columnsOf, type Row } from '../results.ts';
import type { ShowFilter, ShowStatement } from '../statement.ts';
import { gtidSetText, textOfSetting, type FleetView, type RowContext } from '../tables/context.ts';
import { compareNames } from '../tables/status-variables.ts';
import { evaluated, scopeOf, type Running } from './running.ts';

const COLUMNS = columnsOf('Variable_name:VAR_STRING! Value:VAR_STRING');
const INDEX: ReadonlyMap<string, number> = new Map([
  ['variable_name', 0],
  ['value', 1],
]);

type ShowOf<Kind extends ShowStatement['kind']> = Extract<ShowStatement, { kind: Kind }>;

export interface Filtering {
  readonly filter: ShowFilter | null;
  readonly scope: Scope;
  readonly index: ReadonlyMap<string, number>;
}

/** LIKE looks at the first column. */
export function filterRows(rows: readonly Row[], { filter, scope, index }: Filtering): readonly Row[] {
  if (filter === null) return rows;
  if (filter.kind === 'like') {
    const matches = likeMatcher(filter.pattern);
    return rows.filter(([name]) => matches(String(name)));
  }
  return rows.filter((row) => {
    scope.row = { index, row, clause: 'where clause' };
    return isTrue(evaluate(filter.condition, scope));
  });
}

/** The names in `Variable_name IN ('a', 'b')` and `Variable_name = 'a'`, in lower case; `null`: another condition. */
function namesIn(filter: ShowFilter | null): readonly string[] | null {
  if (filter?.kind !== 'where') return null;
  const { condition } = filter;
  if (condition.kind === 'in' && !condition.negated && isNameColumn(condition.operand)) return texts(condition.list);
  if (condition.kind === 'binary' && condition.operator === '=' && isNameColumn(condition.left))
    return texts([condition.right]);
  return null;
}

function isNameColumn(expression: Expression): boolean {
  return expression.kind === 'column' && expression.name.toLowerCase() === 'variable_name';
}

function texts(list: readonly Expression[]): readonly string[] | null {
  const names: string[] = [];
  for (const item of list) {
    if (item.kind !== 'literal' || typeof item.value !== 'string') return null;
    names.push(item.value.toLowerCase());
  }
  return names.toSorted(compareNames);
}

export function variableRows({ scope: reach, filter }: ShowOf<'show-variables'>, running: Running): void {
  const { context, session } = running;
  const { fleet, server } = context;
  const rowOf = (name: string): Row | null =>
    variableRow(fleet, context, { name, session: reach === 'session' ? session : null });
  const names = namesIn(filter);
  if (names !== null) {
    const rows = names.map(rowOf).filter((row) => row !== null);
    return running.done({ kind: 'rows', columns: COLUMNS, rows });
  }
  // The binlog router says of itself what no server has [?].
  const own: readonly Row[] =
    running.dialect.generation.family === 'maxscale'
      ? [['MAXSCALE_VERSION', server.product.version.text.replace('-maxscale', '')]]
      : [];
  const rows = [...own, ...fleet.variableNames(server.id).map(rowOf)].filter((row) => row !== null);
  finish(rows, filter, running);
}

interface Wanted {
  readonly name: string;
  /** `null`: the global value. */
  readonly session: Running['session'] | null;
}

/** `null`: there is no such variable. */
function variableRow(fleet: FleetView, { server, generation }: RowContext, { name, session }: Wanted): Row | null {
  const value = session === null ? fleet.variable(server.id, name) : fleet.variable(server.id, name, session);
  if (value === undefined) return null;
  const text = textOfSetting(value);
  const isSet = generation.has.gtids === 'mysql' && (name === 'gtid_executed' || name === 'gtid_purged');
  return [name, isSet ? gtidSetText(text) : text];
}

export function statusRows({ filter }: ShowOf<'show-status'>, running: Running): void {
  const { context, dialect } = running;
  const names = namesIn(filter);
  const variables = names === null ? dialect.status : names.map((name) => dialect.statusByName.get(name));
  const rows: Row[] = [];
  for (const variable of variables) {
    const value = variable?.value(context) ?? null;
    if (variable !== undefined && value !== null) rows.push([variable.name, String(value)]);
  }
  if (names !== null) return running.done({ kind: 'rows', columns: COLUMNS, rows });
  finish(rows, filter, running);
}

function finish(rows: readonly Row[], filter: ShowFilter | null, running: Running): void {
  const scope = scopeOf(running);
  evaluated(running, scope, {
    evaluation: () => filterRows(rows, { filter, scope, index: INDEX }),
    finish: (kept) => running.done({ kind: 'rows', columns: COLUMNS, rows: kept }),
  });
}
