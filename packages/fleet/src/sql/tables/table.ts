/** A result's shape and how its rows are made, column by column. */
import { columnsOf, type Cell, type Columns, type Row } from '../results.ts';

/** A column's short form (`Port:LONGu!`) and its value in a row. */
export type ColumnRule<Item> = readonly [specification: string, value: (item: Item) => Cell];

export interface Shape<Item> {
  readonly columns: Columns;
  readonly row: (item: Item) => Row;
}

export function shapeOf<Item>(rules: readonly ColumnRule<Item>[]): Shape<Item> {
  const columns = columnsOf(rules.map(([specification]) => specification).join(' '));
  const values = rules.map(([, value]) => value);
  return { columns, row: (item) => values.map((value) => value(item)) };
}
