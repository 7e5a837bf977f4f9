/** A server's own write position: file and position are the first two columns in every dialect. */
import type { BinlogCoordinates } from '@topiary/domain';
import { numberOf, RowReader, textOf, type ColumnCache, type ResultSet } from './result-set.ts';

export function binlogPosition(result: ResultSet | undefined): BinlogCoordinates | null {
  const [file, position] = result?.rows[0] ?? [];
  return file === undefined ? null : { file: textOf(file), position: numberOf(position) ?? 0 };
}

const FILTERS = [
  ['Binlog_Do_DB', 'binlog_do_db'],
  ['Binlog_Ignore_DB', 'binlog_ignore_db'],
] as const;

/** What of its own and of what it replicates it logs, as columns that both families show: `Binlog_Do_DB=shop`. */
export function binlogFilters(result: ResultSet | undefined, cache: ColumnCache): readonly string[] {
  const row = result?.rows[0];
  if (result === undefined || row === undefined) return [];
  const reader = new RowReader(cache.columnsOf('binlog-position', result), row);
  return FILTERS.flatMap(([shown, name]) => {
    const value = reader.text(name);
    return value === '' ? [] : [`${shown}=${value}`];
  });
}
