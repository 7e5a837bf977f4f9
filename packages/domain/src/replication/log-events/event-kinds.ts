/**
 * What the types of events mean to whoever compares two logs. Sources: `Log_event::get_type_str` of MySQL 5.6 to 9.7 and of
 * MariaDB 10.2 to 11.8; the lists of both families are one, since a relay log holds what its source wrote.
 */
export type EventKind =
  /** About the file, the connection or the server that wrote the file: it has no twin in another server's log. */
  | 'file'
  /** Begins a transaction: its GTID, or that it has none. */
  | 'head'
  | 'query'
  /** The statement behind rows. Each server decides whether it writes these. */
  | 'annotation'
  | 'table-map'
  | 'rows'
  | 'commit'
  | 'xa-prepare'
  /** A whole transaction, compressed. */
  | 'payload'
  /** Part of a statement that follows: values that it needs. */
  | 'context'
  /** The source lost something. */
  | 'incident'
  | 'unknown';

const KINDS: Readonly<Record<string, EventKind>> = {
  Format_desc: 'file',
  Start_v3: 'file',
  Rotate: 'file',
  Stop: 'file',
  Slave: 'file',
  Previous_gtids: 'file',
  Gtid_list: 'file',
  Binlog_checkpoint: 'file',
  Start_encryption: 'file',
  Heartbeat: 'file',
  Heartbeat_v2: 'file',
  Ignorable: 'file',

  Gtid: 'head',
  Gtid_tagged: 'head',
  Gtid_tagged_log: 'head',
  Anonymous_Gtid: 'head',

  Query: 'query',
  Execute_load_query: 'query',
  Rows_query: 'annotation',
  Annotate_rows: 'annotation',
  Table_map: 'table-map',
  Xid: 'commit',
  XA_prepare: 'xa-prepare',
  Transaction_payload: 'payload',

  Intvar: 'context',
  RAND: 'context',
  'User var': 'context',
  Begin_load_query: 'context',
  Append_block: 'context',
  Delete_file: 'context',
  Transaction_context: 'context',
  View_change: 'context',

  Incident: 'incident',
};

export interface TypedEvent {
  readonly kind: EventKind;
  /** The type without version and compression, so that servers of different versions agree on it. */
  readonly name: string;
  /** MariaDB's `log_bin_compress`: its size says nothing about what it holds. */
  readonly isCompressed: boolean;
}

/** `Write_rows_v1`, `Update_rows_compressed_v1`, `Update_rows_partial`, `Delete_compressed_rows` …: one kind of rows each. */
const ROWS = /^(Write|Update|Delete)(?:_compressed)?_rows(?:_compressed)?(?:_v1|_v2|_partial)?$/;

export function typedEvent(type: string): TypedEvent {
  const isCompressed = type.includes('_compressed');
  const rows = ROWS.exec(type)?.[1];
  if (rows !== undefined) return { kind: 'rows', name: `${rows}_rows`, isCompressed };
  const name = isCompressed ? type.replace('_compressed', '') : type;
  return { kind: Object.hasOwn(KINDS, name) ? (KINDS[name] ?? 'unknown') : 'unknown', name, isCompressed };
}
