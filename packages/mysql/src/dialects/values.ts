/** Variables and status values by lower-case name, as servers give them. */
import { isYes, textOf, type ResultSet } from './result-set.ts';

export type Values = ReadonlyMap<string, unknown>;

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

/** Servers separate the parts of a GTID set by commas and newlines. */
export function withoutSpace(value: unknown): string {
  return textOf(value).replaceAll(/\s+/g, '');
}
