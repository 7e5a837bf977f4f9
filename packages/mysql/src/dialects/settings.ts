/** Variables and status values: how they are asked for, and what the answer to a SELECT of them holds. */
import type { ColumnCache, ResultSet } from './result-set.ts';
import { nameList } from './statement-text.ts';
import { PlacedValues, type Values } from './values.ts';

/**
 * One column each: one text of them all (CONCAT_WS) was measured and saves less than a hundredth of a millisecond. A
 * variable that does not exist fails the whole SELECT (1193), so `names` are those that the server was learned to have.
 */
export function settingsStatement(names: readonly string[]): string {
  return `SELECT ${names.map((name) => `@@global.${name}`).join(', ')}`;
}

/** `names` as the statement was made from them, in lower case. */
export function settingsValues(names: readonly string[], result: ResultSet | undefined, cache: ColumnCache): Values {
  return new PlacedValues(cache.columnsOf('settings', { names }), result?.rows[0] ?? []);
}

/** Names that the server does not have are left out of its answer. It costs the server several times the SELECT. */
export function showVariables(names: readonly string[]): string {
  return `SHOW GLOBAL VARIABLES WHERE Variable_name IN (${nameList(names)})`;
}

export function showStatus(names: readonly string[]): string {
  return `SHOW GLOBAL STATUS WHERE Variable_name IN (${nameList(names)})`;
}
