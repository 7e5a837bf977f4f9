/** Parts of a replica status row that read alike in every dialect once the column is named. */
import type { ApplierState, BinlogCoordinates, ChannelTls, ReceiverState, ReplicationError } from '@topiary/domain';
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

export const COMMON_FILTER_COLUMNS = [
  'Replicate_Do_DB',
  'Replicate_Ignore_DB',
  'Replicate_Do_Table',
  'Replicate_Ignore_Table',
  'Replicate_Wild_Do_Table',
  'Replicate_Wild_Ignore_Table',
] as const;

/** `Replicate_Do_DB=shop`: the rules that are set, by the names that both families show. */
export function filtersOf(row: RowReader, columns: readonly string[]): readonly string[] {
  return columns.flatMap((column) => {
    const value = row.text(column.toLowerCase());
    return value === '' ? [] : [`${column}=${value}`];
  });
}

/** `prefix` is `master` or `source`. MariaDB has no column for the TLS version, which then reads as ''. */
export function tlsOf(row: RowReader, prefix: 'master' | 'source'): ChannelTls {
  return {
    enabled: row.yes(`${prefix}_ssl_allowed`),
    ca: row.text(`${prefix}_ssl_ca_file`),
    caPath: row.text(`${prefix}_ssl_ca_path`),
    cert: row.text(`${prefix}_ssl_cert`),
    key: row.text(`${prefix}_ssl_key`),
    cipher: row.text(`${prefix}_ssl_cipher`),
    crl: row.text(`${prefix}_ssl_crl`),
    crlPath: row.text(`${prefix}_ssl_crlpath`),
    version: row.text(`${prefix}_tls_version`),
    verifyServerCert: row.yes(`${prefix}_ssl_verify_server_cert`),
  };
}
