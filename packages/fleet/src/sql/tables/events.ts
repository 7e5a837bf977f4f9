/** SHOW BINLOG EVENTS and SHOW RELAYLOG EVENTS: the events of a log as rows. */
import type { LogEvent } from '@topiary/domain';
import { binlogEvents, relayEvents, type LogReader } from '../../binlog/log-events.ts';
import type { BinlogFileState, ChannelState } from '../../model/server-state.ts';
import { columnsOf, type Columns, type Row } from '../results.ts';
import type { Limit } from '../statement.ts';
import { variableText, type RowContext } from './context.ts';

/** Rows of one answer where no LIMIT is given: what a client can still take in. */
export const MAX_EVENT_ROWS = 100_000;

export const EVENT_COLUMNS: Columns = columnsOf(
  'Log_name:VAR_STRING! Pos:LONGLONGu! Event_type:VAR_STRING! Server_id:LONGu! End_log_pos:LONGLONGu! Info:VAR_STRING!',
);

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
  const count = limit === null ? MAX_EVENT_ROWS : limit.offset + limit.count;
  const events = binlogEvents(readerOf(context), file, { from, count });
  return events === null ? null : rowsOf(file.name, events).slice(limit?.offset ?? 0, count);
}

/** `null`: there is no such file. */
export function relayRows(context: RowContext, channel: ChannelState, file: string | null): readonly Row[] | null {
  const events = relayEvents(readerOf(context), channel, file);
  return events === null ? null : rowsOf(file ?? channel.retained[0]?.relayFile ?? channel.relayPosition.file, events);
}

function readerOf(context: RowContext): LogReader {
  const { fleet, server } = context;
  return {
    server,
    serverId: Number(fleet.variable(server.id, 'server_id') ?? 0),
    versionText: variableText(context, 'version'),
  };
}

function rowsOf(name: string, events: readonly LogEvent[]): readonly Row[] {
  return events.map(({ position, type, serverId, endPosition, info }) => [
    name,
    position,
    type,
    serverId,
    endPosition,
    info,
  ]);
}
