/** Parts of a replica status row that read alike in every dialect once the column is named. */
import type { ApplierState, BinlogCoordinates, ReceiverState, ReplicationError } from '@topiary/domain';
import type { RowReader } from './result-set.ts';

/** `Preparing` is MariaDB's word for the moment before `Connecting`. */
export function receiverState(text: string): ReceiverState {
  if (text === 'Yes') return 'running';
  return text === 'Connecting' || text === 'Preparing' ? 'connecting' : 'stopped';
}

export function applierState(text: string): ApplierState {
  return text === 'Yes' ? 'running' : 'stopped';
}

/** `prefix` is `last_io` or `last_sql`. A receiver that is `Connecting` keeps its last error until it succeeds. */
export function replicationError(row: RowReader, prefix: string): ReplicationError | null {
  const number = row.integer(`${prefix}_errno`) ?? 0;
  return number === 0 ? null : { number, text: row.text(`${prefix}_error`) };
}

export function coordinates(row: RowReader, fileColumn: string, positionColumn: string): BinlogCoordinates | null {
  const file = row.text(fileColumn);
  return file === '' ? null : { file, position: row.integer(positionColumn) ?? 0 };
}
