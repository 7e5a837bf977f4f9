/** Variables and status values by lower-case name, as servers give them. */
import { isYes, numberOf, textOf, type ColumnCache, type Columns, type ResultSet, type Row } from './result-set.ts';

export interface Values {
  has(name: string): boolean;
  get(name: string): unknown;
}

/** By where each name stands, which is the same for all servers that have the same names: a probe makes no map of its own. */
export class PlacedValues implements Values {
  readonly #places: Columns;
  readonly #row: Row;

  constructor(places: Columns, row: Row) {
    this.#places = places;
    this.#row = row;
  }

  has(name: string): boolean {
    return this.#places.has(name);
  }

  get(name: string): unknown {
    const place = this.#places.get(name);
    return place === undefined ? undefined : this.#row[place];
  }
}

/** Rows of name and value, as SHOW gives them. */
export function shownValues(result: ResultSet | undefined): Values {
  return new Map((result?.rows ?? []).map(([name, value]) => [textOf(name).toLowerCase(), value]));
}

/** The same, of rows that are asked at every probe. */
export function probedValues(result: ResultSet | undefined, cache: ColumnCache): Values {
  const rows = result?.rows ?? [];
  const names = rows.map(([name]) => textOf(name));
  return new PlacedValues(
    cache.placesOf('status', names),
    rows.map(([, value]) => value),
  );
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
