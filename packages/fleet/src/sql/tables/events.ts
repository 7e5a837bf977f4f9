/**
 * SHOW BINLOG EVENTS and SHOW RELAYLOG EVENTS: the events of each transaction as both families write them. Sizes of single
 * events [97][M10]; where the model's transaction is larger, its rows are; where it is smaller, the events share what
 * there is, so that positions always add up.
 */
import type { BinlogFileState, ChannelState } from '../../model/server-state.ts';
import type { Transaction } from '../../model/transaction.ts';
import { columnsOf, type Columns, type Row } from '../results.ts';
import type { Limit } from '../statement.ts';
import { gtidSetText, isMariadb, variableText, type RowContext } from './context.ts';

/** Rows of one answer where no LIMIT is given: what a client can still take in. */
export const MAX_EVENT_ROWS = 100_000;

export const EVENT_COLUMNS: Columns = columnsOf(
  'Log_name:VAR_STRING! Pos:LONGLONGu! Event_type:VAR_STRING! Server_id:LONGu! End_log_pos:LONGLONGu! Info:VAR_STRING!',
);

interface Event {
  readonly type: string;
  readonly info: string;
  /** As servers write it; the event with 0 takes what is left. */
  readonly bytes: number;
}

const MAGIC_NUMBER_BYTES = 4;

export interface EventRange {
  /** `null`: from the beginning. */
  readonly from: number | null;
  readonly limit: Limit | null;
}

/** `null`: no event begins at `from`. */
export function binlogRows(
  context: RowContext,
  file: BinlogFileState,
  { from, limit }: EventRange,
): readonly Row[] | null {
  const wanted = limit === null ? MAX_EVENT_ROWS : limit.offset + limit.count;
  const rows: Row[] = [];
  if (from === null || from < file.headerBytes) addHeader(context, file, rows);
  let start = file.headerBytes;
  for (const { transaction, end } of file.entries) {
    if (rows.length >= wanted) break;
    if (from === null || end > from) addTransaction(context, { transaction, start, end, name: file.name }, rows);
    start = end;
  }
  const firstIndex = from === null ? 0 : rows.findIndex((row) => Number(row[1]) >= Math.max(from, MAGIC_NUMBER_BYTES));
  if (from !== null && !beginsAt(rows, from) && from !== file.size) return null;
  const ranged = firstIndex < 0 ? [] : rows.slice(firstIndex);
  return ranged.slice(limit?.offset ?? 0, wanted);
}

/** Below the first event every number means the beginning, as in the servers. */
function beginsAt(rows: readonly Row[], from: number): boolean {
  return from <= MAGIC_NUMBER_BYTES || rows.some((row) => row[1] === from);
}

function addHeader(context: RowContext, file: BinlogFileState, rows: Row[]): void {
  const serverId = Number(context.fleet.variable(context.server.id, 'server_id') ?? 0);
  const version = variableText(context, 'version');
  const format: Event = { type: 'Format_desc', info: `Server ver: ${version}, Binlog ver: 4`, bytes: 0 };
  const events: readonly Event[] = isMariadb(context.server)
    ? [
        { ...format, bytes: 252 },
        { type: 'Gtid_list', info: `[${file.gtidList?.toString() ?? ''}]`, bytes: 0 },
        { type: 'Binlog_checkpoint', info: file.name, bytes: 27 + file.name.length },
      ]
    : [
        { ...format, bytes: 123 },
        { type: 'Previous_gtids', info: gtidSetText(file.previousGtids?.toString() ?? ''), bytes: 0 },
      ];
  addEvents({ name: file.name, start: MAGIC_NUMBER_BYTES, end: file.headerBytes, serverId }, events, rows);
}

interface Placed {
  readonly transaction: Transaction;
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

function addTransaction(context: RowContext, placed: Placed, rows: Row[]): void {
  const { transaction } = placed;
  const events = isMariadb(context.server) ? mariadbEvents(transaction) : mysqlEvents(transaction);
  addEvents({ ...placed, serverId: transaction.serverId }, events, rows);
}

function mysqlEvents(transaction: Transaction): readonly Event[] {
  const { gtid, kind, identity } = transaction;
  const head: Event =
    gtid?.family === 'mysql'
      ? { type: 'Gtid', info: `SET @@SESSION.GTID_NEXT= '${mysqlGtidText(gtid)}'`, bytes: 79 }
      : { type: 'Anonymous_Gtid', info: "SET @@SESSION.GTID_NEXT= 'ANONYMOUS'", bytes: 79 };
  const begin: Event = { type: 'Query', info: 'BEGIN', bytes: 71 };
  switch (kind) {
    case 'ddl':
    case 'pseudo-gtid':
      return [head, { type: 'Query', info: transaction.statement, bytes: 0 }];
    case 'empty':
      return [head, begin, { type: 'Query', info: 'COMMIT', bytes: 0 }];
    case 'write':
      return [
        head,
        begin,
        { type: 'Table_map', info: `table_id: 109 (${tableOf(transaction)})`, bytes: 46 },
        { type: rowsEventType(transaction), info: 'table_id: 109 flags: STMT_END_F', bytes: 0 },
        { type: 'Xid', info: `COMMIT /* xid=${identity.number} */`, bytes: 31 },
      ];
  }
}

function mysqlGtidText({
  uuid,
  tag,
  first,
  last,
}: {
  readonly uuid: string;
  readonly tag: string;
  readonly first: bigint;
  readonly last: bigint;
}): string {
  const source = tag === '' ? uuid : `${uuid}:${tag}`;
  return first === last ? `${source}:${first}` : `${source}:${first}-${last}`;
}

function mariadbEvents(transaction: Transaction): readonly Event[] {
  const { gtid, kind, identity } = transaction;
  const text = gtid?.family === 'mariadb' ? `${gtid.domain}-${gtid.server}-${gtid.sequence}` : '0-0-0';
  const begin: Event = { type: 'Gtid', info: `BEGIN GTID ${text}`, bytes: 42 };
  switch (kind) {
    case 'ddl':
    case 'pseudo-gtid':
      return [
        { type: 'Gtid', info: `GTID ${text}`, bytes: 42 },
        { type: 'Query', info: transaction.statement, bytes: 0 },
      ];
    case 'empty':
      return [begin, { type: 'Query', info: 'COMMIT', bytes: 0 }];
    case 'write':
      return [
        begin,
        { type: 'Annotate_rows', info: transaction.statement, bytes: 54 },
        { type: 'Table_map', info: `table_id: 18 (${tableOf(transaction)})`, bytes: 43 },
        { type: `${rowsEventType(transaction)}_v1`, info: 'table_id: 18 flags: STMT_END_F', bytes: 0 },
        { type: 'Xid', info: `COMMIT /* xid=${identity.number} */`, bytes: 31 },
      ];
  }
}

function tableOf({ rows, schema }: Transaction): string {
  return rows[0]?.row.split('/')[0] ?? `${schema === '' ? 'fleet' : schema}.rows`;
}

function rowsEventType({ rows }: Transaction): string {
  switch (rows[0]?.action) {
    case 'update':
      return 'Update_rows';
    case 'delete':
      return 'Delete_rows';
    default:
      return 'Write_rows';
  }
}

interface Span {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly serverId: number;
}

/** Every event gets its own size where they fit, and an even share where they do not. */
function addEvents({ name, start, end, serverId }: Span, events: readonly Event[], rows: Row[]): void {
  const fixed = events.reduce((sum, event) => sum + event.bytes, 0);
  const length = end - start;
  const fits = fixed < length;
  const share = Math.floor(length / events.length);
  let at = start;
  for (const [index, event] of events.entries()) {
    const own = event.bytes === 0 ? length - fixed : event.bytes;
    const next = index === events.length - 1 ? end : at + (fits ? own : share);
    rows.push([name, at, event.type, serverId, next, event.info]);
    at = next;
  }
}

/** What waits in the relay log; what was applied before is not kept by the model. `null`: there is no such file. */
export function relayRows(context: RowContext, channel: ChannelState, file: string | null): readonly Row[] | null {
  const current = channel.relayPosition;
  const name = file ?? current.file;
  const waiting = channel.waiting.filter((entry) => entry.relayFile === name && !entry.isLeftOut);
  if (name !== current.file && waiting.length === 0) return null;
  const rows: Row[] = [];
  const own = Number(context.fleet.variable(context.server.id, 'server_id') ?? 0);
  const info = `Server ver: ${variableText(context, 'version')}, Binlog ver: 4`;
  let start = name === current.file ? Math.max(current.position, MAGIC_NUMBER_BYTES) : MAGIC_NUMBER_BYTES;
  if (start > MAGIC_NUMBER_BYTES)
    addEvents(
      { name, start: MAGIC_NUMBER_BYTES, end: start, serverId: own },
      [{ type: 'Format_desc', info, bytes: 0 }],
      rows,
    );
  for (const { transaction, relayEnd } of waiting) {
    if (rows.length >= MAX_EVENT_ROWS) break;
    addTransaction(context, { transaction, name, start, end: relayEnd }, rows);
    start = relayEnd;
  }
  return rows;
}
