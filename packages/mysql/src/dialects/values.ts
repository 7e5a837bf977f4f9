/** Variables and status values by lower-case name, from the two forms in which servers give them. */
import { isYes, textOf, type ResultSet } from './result-set.ts';

export type Values = ReadonlyMap<string, unknown>;

/** One row of a SELECT whose columns stand in the order of `names`. */
export function selectedValues(names: readonly string[], result: ResultSet | undefined): Values {
  const row = result?.rows[0] ?? [];
  return new Map(names.map((name, index) => [name, row[index]]));
}

/** Rows of name and value, as SHOW gives them. */
export function shownValues(result: ResultSet | undefined): Values {
  return new Map((result?.rows ?? []).map(([name, value]) => [textOf(name).toLowerCase(), value]));
}

/** `null` where the server has no such name, which means that the plugin behind it is not loaded. */
export function yesOrNull(values: Values, name: string): boolean | null {
  return values.has(name) ? isYes(values.get(name)) : null;
}

export function textOrNull(value: unknown): string | null {
  const text = textOf(value);
  return text === '' ? null : text;
}
