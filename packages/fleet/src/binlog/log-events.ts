/** What is read of a server's binary and relay logs, event by event: positions always add up. */
import { familyOf, formatBinlogFileName, parseBinlogFileName, type LogEvent } from '@topiary/domain';
import type { BinlogFileState, ChannelState, RelayEntry, ServerState } from '../model/server-state.ts';
import type { Transaction } from '../model/transaction.ts';
import type { FleetLogRequest } from '../model/log-request.ts';
import { rotateBytes } from './event-sizes.ts';
import { eventsOf, type WrittenEvent } from './transaction-events.ts';

export interface EventRange {
  /** `null`: from the beginning. */
  readonly from: number | null;
  /** Events at most, counted from there. */
  readonly count: number;
}

/** Whose log it is. */
export interface LogReader {
  readonly server: ServerState;
  readonly serverId: number;
  readonly versionText: string;
}

const MAGIC_NUMBER_BYTES = 4;
const RELAY_FORMAT_END = 127;
const RELAY_HEAD_END = 369;

/** `null`: there is no such file, or no event begins there. */
export function readLogEvents(reader: LogReader, request: FleetLogRequest): readonly LogEvent[] | null {
  const { log, channel, file, from, count } = request;
  if (log === 'binary') {
    const files = reader.server.binlog?.files ?? [];
    const found = file === null ? files[0] : files.find(({ name }) => name === file);
    return found === undefined ? null : binlogEvents(reader, found, { from, count });
  }
  const state = reader.server.channels.get(channel);
  const events = state === undefined ? null : relayEvents(reader, state, file);
  return events?.filter(({ position }) => from === null || position >= from).slice(0, count) ?? null;
}

/** `null`: no event begins at `from`. */
export function binlogEvents(
  reader: LogReader,
  file: BinlogFileState,
  { from, count }: EventRange,
): readonly LogEvent[] | null {
  const begin = Math.max(from ?? 0, MAGIC_NUMBER_BYTES);
  const events: LogEvent[] = [];
  if (begin < file.headerBytes) addHeader(reader, file, events);
  let index = firstEndingBehind(file, begin);
  let start = index === 0 ? file.headerBytes : (file.entries[index - 1]?.end ?? file.headerBytes);
  for (; index < file.entries.length && wanted(events, begin) < count; index += 1) {
    const entry = file.entries[index];
    if (entry === undefined) break;
    addTransaction(reader, { transaction: entry.transaction, start, end: entry.end, sourceAhead: 0 }, events);
    start = entry.end;
  }
  if (index === file.entries.length && start < file.size) addRotation(reader, file, start, events);
  if (from !== null && begin !== file.size && !events.some(({ position }) => position === begin)) return null;
  return events.filter(({ position }) => position >= begin).slice(0, count);
}

function wanted(events: readonly LogEvent[], begin: number): number {
  // Only the first transaction can begin before it.
  const first = events.findIndex(({ position }) => position >= begin);
  return first < 0 ? 0 : events.length - first;
}

/** Of the first transaction that ends behind a position. */
function firstEndingBehind({ entries }: BinlogFileState, position: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle]?.end ?? 0) <= position) low = middle + 1;
    else high = middle;
  }
  return low;
}

function addHeader(reader: LogReader, file: BinlogFileState, events: LogEvent[]): void {
  const format: WrittenEvent = { type: 'Format_desc', info: formatText(reader), bytes: 0 };
  const written: readonly WrittenEvent[] =
    familyOf(reader.server.product) === 'mariadb'
      ? [
          { ...format, bytes: 252 },
          { type: 'Gtid_list', info: `[${file.gtidList?.toString() ?? ''}]`, bytes: 0 },
          { type: 'Binlog_checkpoint', info: file.name, bytes: 27 + file.name.length },
        ]
      : [
          { ...format, bytes: 123 },
          // Servers break the lines of a set between its sources. [97]
          { type: 'Previous_gtids', info: (file.previousGtids?.toString() ?? '').replaceAll(/,\s*/g, ',\n'), bytes: 0 },
        ];
  const { serverId } = reader;
  addEvents({ start: MAGIC_NUMBER_BYTES, end: file.headerBytes, serverId, sourceAhead: 0 }, written, events);
}

function formatText({ versionText }: LogReader): string {
  return `Server ver: ${versionText}, Binlog ver: 4`;
}

/** What closes a file names the next. */
function addRotation({ serverId }: LogReader, file: BinlogFileState, start: number, events: LogEvent[]): void {
  const name = parseBinlogFileName(file.name);
  const next = name === null ? file.name : formatBinlogFileName({ ...name, number: name.number + 1 });
  const bytes = rotateBytes(next);
  const span = { start, end: file.size, serverId, sourceAhead: 0 };
  addEvents(span, [{ type: 'Rotate', info: `${next};pos=4`, bytes }], events);
}

interface Placed {
  readonly transaction: Transaction;
  readonly start: number;
  readonly end: number;
  /** What is added to a position to get the one that the event itself tells. */
  readonly sourceAhead: number;
}

function addTransaction({ server, serverId }: LogReader, placed: Placed, events: LogEvent[]): void {
  const { transaction, start } = placed;
  const written = eventsOf(transaction, { product: server.product, serverId, ownNumber: start });
  addEvents({ ...placed, serverId: transaction.serverId }, written, events);
}

interface Span extends Omit<Placed, 'transaction'> {
  readonly serverId: number;
}

/** Every event gets its own size where they fit, and an even share where they do not. */
function addEvents(
  { start, end, serverId, sourceAhead }: Span,
  written: readonly WrittenEvent[],
  to: LogEvent[],
): void {
  const fixed = written.reduce((sum, { bytes }) => sum + bytes, 0);
  const open = written.filter(({ bytes }) => bytes === 0).length;
  const left = end - start - fixed;
  const fits = left >= open;
  const share = Math.floor((fits ? left : end - start) / Math.max(1, fits ? open : written.length));
  let position = start;
  for (const [index, { type, info, bytes }] of written.entries()) {
    const next = index === written.length - 1 ? end : position + (fits && bytes > 0 ? bytes : share);
    to.push({ position, type, serverId, endPosition: next + sourceAhead, info });
    position = next;
  }
}

/**
 * A relay log: what waits in it, and what was applied as far as the model keeps that. Events tell the source's positions.
 * `null`: there is no such file.
 */
export function relayEvents(reader: LogReader, channel: ChannelState, file: string | null): readonly LogEvent[] | null {
  const entries = [...channel.retained, ...channel.waiting].filter(({ isLeftOut }) => !isLeftOut);
  const name = file ?? entries[0]?.relayFile ?? channel.relayPosition.file;
  const own = entries.filter(({ relayFile }) => relayFile === name);
  const isThere = own.length > 0 || name === channel.relayPosition.file || name === channel.relayFile;
  if (!isThere) return null;
  const events: LogEvent[] = [];
  addRelayHead(reader, headEnd(channel, name, own[0]), events);
  for (const { transaction, relayEnd, sourceEnd } of own) {
    const start = relayEnd - transaction.bytes;
    addTransaction(sourceOf(reader), { transaction, start, end: relayEnd, sourceAhead: sourceEnd - relayEnd }, events);
  }
  return events;
}

/** The model does not write down what each source numbered for itself: what is in a relay log differs from the own log. */
function sourceOf(reader: LogReader): LogReader {
  return { ...reader, serverId: reader.serverId + 1 };
}

function headEnd(channel: ChannelState, name: string, first: RelayEntry | undefined): number {
  const end = first === undefined ? channel.relayPosition.position : first.relayEnd - first.transaction.bytes;
  return first === undefined && name !== channel.relayPosition.file
    ? MAGIC_NUMBER_BYTES
    : Math.min(end, RELAY_HEAD_END);
}

function addRelayHead({ serverId, ...reader }: LogReader, end: number, events: LogEvent[]): void {
  if (end <= RELAY_FORMAT_END) return;
  const info = formatText({ serverId, ...reader });
  const position = MAGIC_NUMBER_BYTES;
  events.push({ position, type: 'Format_desc', serverId, endPosition: RELAY_FORMAT_END, info });
  events.push({ position: RELAY_FORMAT_END, type: 'Rotate', serverId: 0, endPosition: 0, info: 'pos=4' });
}
