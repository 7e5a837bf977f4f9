/** Results as servers give them, written as objects. */
import type { ResultSet } from '../../src/dialects/result-set.ts';

/** The names come from the first row: every row must have them in the same order. */
export function resultFrom(rows: readonly Readonly<Record<string, unknown>>[]): ResultSet {
  return { names: Object.keys(rows[0] ?? {}), rows: rows.map((row) => Object.values(row)) };
}

export function answersFrom<Role extends string>(
  parts: Partial<Record<Role, ResultSet>>,
): ReadonlyMap<Role, ResultSet> {
  const answers = new Map<Role, ResultSet>();
  for (const [role, result] of Object.entries(parts) as [Role, ResultSet | undefined][])
    if (result !== undefined) answers.set(role, result);
  return answers;
}
