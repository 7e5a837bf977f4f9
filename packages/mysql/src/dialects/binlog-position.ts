/** A server's own write position: file and position are the first two columns in every dialect. */
import type { BinlogCoordinates } from '@topiary/domain';
import { numberOf, textOf, type ResultSet } from './result-set.ts';

export function binlogPosition(result: ResultSet | undefined): BinlogCoordinates | null {
  const [file, position] = result?.rows[0] ?? [];
  return file === undefined ? null : { file: textOf(file), position: numberOf(position) ?? 0 };
}

const FILTER_COLUMNS = ['Binlog_Do_DB', 'Binlog_Ignore_DB'] as const;

/** What of its own and of what it replicates it logs, as columns that both families show: `Binlog_Do_DB=shop`. */
export function binlogFilters(result: ResultSet | undefined): readonly string[] {
  const row = result?.rows[0];
  if (result === undefined || row === undefined) return [];
  return FILTER_COLUMNS.flatMap((column) => {
    const index = result.names.findIndex((name) => name.toLowerCase() === column.toLowerCase());
    const value = index < 0 ? '' : textOf(row[index]);
    return value === '' ? [] : [`${column}=${value}`];
  });
}
