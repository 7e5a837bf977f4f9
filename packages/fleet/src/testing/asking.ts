/** For tests of the SQL face: an answer as objects, its column names, and one question to one server. */
import type { StatementResult } from '../sql/results.ts';
import type { TestFleet } from './sql-fleet.ts';

/** Rows as objects, for reading; an error stays what it is. */
export function records(results: readonly StatementResult[]): unknown {
  const result = results.at(-1);
  if (result?.kind !== 'rows') return result;
  return result.rows.map((row) => Object.fromEntries(result.columns.map(({ name }, index) => [name, row[index]])));
}

export function columnNames(results: readonly StatementResult[]): readonly string[] {
  const result = results.at(-1);
  return result?.kind === 'rows' ? result.columns.map(({ name }) => name) : [];
}

export function ask(
  made: TestFleet,
  sql: string,
  parts: { readonly on?: string; readonly user?: string } = {},
): unknown {
  return records(made.run(made.id(parts.on ?? 'm'), sql, parts.user));
}
