/** A server's logs written down as the rows that servers list, and a reader that answers a match from them. */
import type { LogEvent } from '../replication/log-events/log-event.ts';
import { chunkOf } from '../replication/log-events/log-event.ts';
import type { LogAnswer, LogRequest, MatchSide, Reading } from '../planning/pseudo-gtid/log-request.ts';

/** Files by name, in the order in which the server lists them. */
export type WrittenLogs = ReadonlyMap<string, readonly LogEvent[]>;

/** One event a line: `position | type | server id | end | info`. What follows on lines without these belongs to the text. */
export function eventsOf(text: string): readonly LogEvent[] {
  const events: LogEvent[] = [];
  for (const line of text.trim().split('\n')) {
    const found = /^\s*(\d+) \| (.*?) \| (\d+) \| (\d+) \| ?(.*)$/.exec(line);
    if (found === null) throw new Error(`this is no event: ${line}`);
    const [, position, type = '', serverId, endPosition, info = ''] = found;
    events.push({
      position: Number(position),
      type,
      serverId: Number(serverId),
      endPosition: Number(endPosition),
      info: info.replaceAll('\\n', '\n'),
    });
  }
  return events;
}

export interface WrittenServers {
  readonly binary: Readonly<Record<MatchSide, WrittenLogs>>;
  readonly relay?: WrittenLogs;
}

/** Answers from what is written, at most `rows` events a time; tells what was asked. */
export function readWritten<Result>(
  reading: Reading<Result>,
  servers: WrittenServers,
  rows = 1_000,
): { readonly result: Result; readonly asked: readonly LogRequest[] } {
  const asked: LogRequest[] = [];
  let step = reading.next();
  while (step.done !== true) {
    asked.push(step.value);
    step = reading.next(answer(step.value, servers, rows));
  }
  return { result: step.value, asked };
}

function answer(request: LogRequest, { binary, relay }: WrittenServers, rows: number): LogAnswer {
  if (request.kind === 'files') return { kind: 'files', files: [...binary[request.side].keys()] };
  const events = (request.log === 'relay' ? relay : binary[request.side])?.get(request.file);
  if (events === undefined) return { kind: 'no-such-file' };
  const { from } = request;
  const first = from === null ? 0 : beginningAt(events, from);
  for (let asked = rows; ; asked *= 2) {
    const chunk = chunkOf(events.slice(first, first + asked), asked);
    if (chunk !== null) return { kind: 'chunk', chunk };
  }
}

/** Servers look for the event itself, not for what a payload before it unpacks to. */
function beginningAt(events: readonly LogEvent[], from: number): number {
  const at = events.findLastIndex(({ position }, index) => position === from && !isUnpacked(events, index));
  return at < 0 ? events.length : at;
}

function isUnpacked(events: readonly LogEvent[], index: number): boolean {
  const next = events[index + 1];
  return next !== undefined && next.position === events[index]?.position;
}
