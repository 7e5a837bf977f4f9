/** One result of a batch, as arrays. Names are given once per result, never per row. */
export interface ResultSet {
  readonly names: readonly string[];
  readonly rows: readonly Row[];
}

export type Row = readonly unknown[];

/** Where each column of a result stands. Servers add columns in the middle, so positions are never assumed. */
export type Columns = ReadonlyMap<string, number>;

/** Column names differ in case between versions (`Server_id`, `Server_Id`), so look-ups ignore it. */
export function columnsOf({ names }: Pick<ResultSet, 'names'>): Columns {
  return new Map(names.map((name, index) => [name.toLowerCase(), index]));
}

/** More kinds of results than the statements of all supported generations have. */
const MAX_SHAPES = 512;
/** In no name of a column. */
const SEPARATOR = '\u0000';

interface Shape {
  readonly names: readonly string[];
  readonly columns: Columns;
}

/** Servers of one version answer with the same columns: ten thousand of them share one map of each. */
export class ColumnShapes {
  readonly #byNames = new Map<string, Shape>();

  shapeOf({ names }: Pick<ResultSet, 'names'>): Shape {
    const key = names.join(SEPARATOR);
    const known = this.#byNames.get(key);
    if (known !== undefined) return known;
    const made: Shape = { names, columns: columnsOf({ names }) };
    if (this.#byNames.size >= MAX_SHAPES) this.#byNames.clear();
    this.#byNames.set(key, made);
    return made;
  }
}

/**
 * Remembers where the columns of one kind of result stand: building that map for the sixty columns of a replica status
 * would be a tenth of a probe's cost. Belongs to one server; an upgrade that adds columns makes a new map.
 */
export class ColumnCache {
  readonly #known = new Map<string, Shape>();
  readonly #shapes: ColumnShapes;

  constructor(shapes: ColumnShapes = new ColumnShapes()) {
    this.#shapes = shapes;
  }

  columnsOf(kind: string, { names }: Pick<ResultSet, 'names'>): Columns {
    const known = this.#known.get(kind);
    if (known?.names === names) return known.columns;
    const columns = this.placesOf(kind, names);
    // The list of an answer whose columns were read before, which the next answer brings too.
    this.#known.set(kind, { names, columns });
    return columns;
  }

  /** The same of a list that is made anew for each answer. */
  placesOf(kind: string, names: readonly string[]): Columns {
    const known = this.#known.get(kind);
    if (known !== undefined && sameNames(known.names, names)) return known.columns;
    const shape = this.#shapes.shapeOf({ names });
    this.#known.set(kind, shape);
    return shape.columns;
  }
}

function sameNames(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, index) => name === other[index]);
}

/** Reads one row by lower-case column name; a column that the server does not have reads as its empty value. */
export class RowReader {
  readonly #columns: Columns;
  #row: Row;

  constructor(columns: Columns, row: Row = []) {
    this.#columns = columns;
    this.#row = row;
  }

  at(row: Row): this {
    this.#row = row;
    return this;
  }

  has(name: string): boolean {
    return this.#columns.has(name);
  }

  text(name: string): string {
    return textOf(this.#value(name));
  }

  integer(name: string): number | null {
    return numberOf(this.#value(name));
  }

  yes(name: string): boolean {
    return isYes(this.#value(name));
  }

  #value(name: string): unknown {
    const index = this.#columns.get(name);
    return index === undefined ? null : this.#row[index];
  }
}

export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : '';
}

/** Numbers arrive as numbers or as text, depending on the column's type; anything else is `null`. */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (value === null || value === undefined) return null;
  const text = textOf(value);
  if (text === '') return null;
  const number = Number(text);
  return Number.isFinite(number) ? number : null;
}

/** Servers say yes as `Yes`, `YES`, `ON`, `1` and 1. */
export function isYes(value: unknown): boolean {
  if (value === 1) return true;
  const text = textOf(value).toUpperCase();
  return text === 'YES' || text === 'ON' || text === '1';
}
