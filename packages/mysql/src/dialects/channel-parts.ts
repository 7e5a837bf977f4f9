/** Parts of a replica status row that read alike in every dialect once the column is named. */
import type {
  ApplierState,
  BinlogCoordinates,
  ChannelTls,
  ReceiverState,
  ReplicationChannel,
  ReplicationError,
} from '@topiary/domain';
import type { ChannelColumns } from './channel-columns.ts';
import type { RowReader } from './result-set.ts';

/** `Preparing` is MariaDB's word for the moment before `Connecting`. */
function receiverState(text: string): ReceiverState {
  if (text === 'Yes') return 'running';
  return text === 'Connecting' || text === 'Preparing' ? 'connecting' : 'stopped';
}

function applierState(text: string): ApplierState {
  return text === 'Yes' ? 'running' : 'stopped';
}

/** `prefix` is `last_io` or `last_sql`. A receiver that is `Connecting` keeps its last error until it succeeds. */
function replicationError(row: RowReader, prefix: string): ReplicationError | null {
  const number = row.integer(`${prefix}_errno`) ?? 0;
  return number === 0 ? null : { number, text: row.text(`${prefix}_error`) };
}

function coordinates(row: RowReader, fileColumn: string, positionColumn: string): BinlogCoordinates | null {
  const file = row.text(fileColumn);
  return file === '' ? null : { file, position: row.integer(positionColumn) ?? 0 };
}

const NO_FILTERS: readonly string[] = [];

/** That both families have. */
const COMMON_FILTER_COLUMNS = [
  'Replicate_Do_DB',
  'Replicate_Ignore_DB',
  'Replicate_Do_Table',
  'Replicate_Ignore_Table',
  'Replicate_Wild_Do_Table',
  'Replicate_Wild_Ignore_Table',
] as const;

/** A column as it is shown, and as it is looked up. */
type FilterColumn = readonly [shown: string, name: string];

/** Made once: a probe reads them for every row. */
export function filterColumns(...shown: readonly string[]): readonly FilterColumn[] {
  return [...COMMON_FILTER_COLUMNS, ...shown].map((column) => [column, column.toLowerCase()]);
}

/** `Replicate_Do_DB=shop`: the rules that are set, by the names that both families show. */
export function filtersOf(row: RowReader, columns: readonly FilterColumn[]): readonly string[] {
  let filters: string[] | null = null;
  for (const [shown, name] of columns) {
    const value = row.text(name);
    if (value !== '') (filters ??= []).push(`${shown}=${value}`);
  }
  return filters ?? NO_FILTERS;
}

/** MariaDB has no column for the TLS version, which then reads as ''. */
export function tlsOf(row: RowReader, { tls }: ChannelColumns): ChannelTls {
  return {
    enabled: row.yes(tls.enabled),
    ca: row.text(tls.ca),
    caPath: row.text(tls.caPath),
    cert: row.text(tls.cert),
    key: row.text(tls.key),
    cipher: row.text(tls.cipher),
    crl: row.text(tls.crl),
    crlPath: row.text(tls.crlPath),
    version: row.text(tls.version),
    verifyServerCert: row.yes(tls.verifyServerCert),
  };
}

type FamilyFact = 'name' | 'sourceUuid' | 'positioning' | 'retrieved' | 'filters' | 'settings';

/** What the families tell alike. */
export function channelFrame(row: RowReader, columns: ChannelColumns): Omit<ReplicationChannel, FamilyFact> {
  return {
    source: { host: row.text(columns.host).toLowerCase(), port: row.integer(columns.port) ?? 0 },
    sourceServerId: row.integer(columns.serverId) || null,
    user: row.text(columns.user),
    receiver: receiverState(row.text(columns.receiver)),
    applier: applierState(row.text(columns.applier)),
    receiverError: replicationError(row, 'last_io'),
    applierError: replicationError(row, 'last_sql'),
    lagSeconds: row.integer(columns.lag),
    delaySeconds: row.integer('sql_delay') ?? 0,
    readPosition: coordinates(row, columns.readFile, columns.readPosition),
    executedPosition: coordinates(row, columns.executedFile, columns.executedPosition),
    relayLog: coordinates(row, 'relay_log_file', 'relay_log_pos'),
  };
}
