/** Variables and status values by lower-case name, as servers give them. */
import { isYes, numberOf, textOf, type ResultSet } from './result-set.ts';

export type Values = ReadonlyMap<string, unknown>;

/** Rows of name and value, as SHOW gives them. */
export function shownValues(result: ResultSet | undefined): Values {
  return new Map((result?.rows ?? []).map(([name, value]) => [textOf(name).toLowerCase(), value]));
}

/** One of them, by its name as the server writes it. */
export function shownNumber(result: ResultSet | undefined, name: string): number | null {
  return numberOf(result?.rows.find(([shown]) => shown === name)?.[1]);
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
