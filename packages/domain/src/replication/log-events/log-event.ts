/**
 * One event of a binary or relay log, as `SHOW BINLOG EVENTS` and `SHOW RELAYLOG EVENTS` list it: the words are the
 * server's, nothing is interpreted yet.
 */
export interface LogEvent {
  /** Bytes from the beginning of the file in which it stands. */
  readonly position: number;
  /** `Query`, `Xid`, `Write_rows_v1`, … */
  readonly type: string;
  /** Of the server that wrote it first; replicas that log it keep it. */
  readonly serverId: number;
  /** As it is written in the event: in a relay log it is the source's position, and it is cut to 32 bits. */
  readonly endPosition: number;
  readonly info: string;
}

export type LogName = 'binary' | 'relay';

/** Some events of one file, in order. */
export interface LogChunk {
  readonly events: readonly LogEvent[];
  /** Where to go on reading; `null`: the file had no more when it was read. */
  readonly next: number | null;
}

const POSITION_SPAN = 2 ** 32;
const PAYLOAD = 'Transaction_payload';

/** Position after an event in its own binary log. Events of large transactions wrap: a log may be larger than 4 GiB. */
export function endOfEvent({ position, endPosition }: LogEvent): number {
  // What a compressed transaction unpacks to stands at the end of its payload, where the next event begins.
  if (endPosition === position) return position;
  const missing = position - endPosition;
  return missing < 0 ? endPosition : endPosition + Math.ceil((missing + 1) / POSITION_SPAN) * POSITION_SPAN;
}

/**
 * What one statement brought that asked for at most `asked` events. When it brought as many, the last ones are left for
 * the next: it begins with the last event that stands by itself, whose position is known here. The positions in events
 * cannot say where to go on: in a relay log they are the source's. `null`: there is no such place among them; ask for more.
 */
export function chunkOf(events: readonly LogEvent[], asked: number): LogChunk | null {
  if (events.length < asked) return { events, next: null };
  for (let index = events.length - 1; index > 0; index -= 1) {
    const event = events[index];
    const before = events[index - 1];
    // Servers list the events of a compressed transaction after it, all with the position of what follows.
    if (event === undefined || before === undefined) break;
    if (event.position !== before.position && before.type !== PAYLOAD)
      return { events: events.slice(0, index), next: event.position };
  }
  return null;
}
