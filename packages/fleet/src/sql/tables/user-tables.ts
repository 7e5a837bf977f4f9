/**
 * Tables of users, as far as the model has them: rows that statements named, with their key as the only column, `id`. A
 * table is there while it has such rows, and when the log still holds the statement that made it.
 */
import { columnsOf } from '../results.ts';
import type { Row } from '../results.ts';
import type { VirtualTable } from './catalog.ts';
import type { RowContext } from './context.ts';

const NUMBERS = columnsOf('id:LONGLONG!');
const TEXTS = columnsOf('id:VAR_STRING!');
const NUMBER = /^-?\d{1,15}$/;

/** `null`: there is no such table. */
export function userTable(name: string, context: RowContext): VirtualTable | null {
  const keys = keysOf(name, context);
  if (keys.length === 0 && !wasCreated(name, context)) return null;
  const isNumeric = keys.every((key) => NUMBER.test(key));
  const rows = isNumeric ? numbered(keys) : keys.map((key): Row => [key]);
  return { columns: isNumeric ? NUMBERS : TEXTS, needs: 'select', rows: () => rows };
}

/** In order of the key, as a primary key has them. */
function numbered(keys: readonly string[]): readonly Row[] {
  return keys
    .map(Number)
    .toSorted((left, right) => left - right)
    .map((key): Row => [key]);
}

function keysOf(name: string, { fleet, server }: RowContext): readonly string[] {
  const prefix = `${name}/`.toLowerCase();
  return fleet
    .rowsOf(server.id)
    .flatMap((row) => (row.toLowerCase().startsWith(prefix) ? [row.slice(prefix.length)] : []));
}

function wasCreated(name: string, { server }: RowContext): boolean {
  const wanted = name.toLowerCase();
  const last = server.binlog?.files
    .flatMap(({ entries }) => entries)
    .findLast(({ transaction: { kind, table } }) => kind === 'ddl' && table?.toLowerCase() === wanted);
  return last !== undefined && !/^\s*DROP\b/i.test(last.transaction.statement);
}
