/** What a replica is sent that reads by file and position: the events from there on, then those that come. */
import {
  artificialRotate,
  checksumOf,
  FIRST_POSITION,
  FORMAT_DESCRIPTION,
  formatDescriptionAhead,
  heartbeat,
  typeOf,
  type Checksum,
} from './event.ts';
import type { LogPosition, StoredLog } from './stored-log.ts';

export interface DumpRequest extends LogPosition {
  /** As the events say whose they are. */
  readonly serverId: number;
  /** What the replica was told that the log has, before it has seen any of it. */
  readonly checksum: Checksum;
  readonly heartbeatMs: number;
  /** True: ends where the log ends. */
  readonly once: boolean;
  readonly signal: AbortSignal;
}

/** Why a replica cannot be served from where it wants to begin (1236). */
export class CannotServe extends Error {}

/** @throws CannotServe. */
export async function* dump(log: StoredLog, request: DumpRequest): AsyncGenerator<Buffer, void> {
  const { serverId, signal } = request;
  let { file, checksum } = request;
  let position = Math.max(request.position, FIRST_POSITION);
  const size = log.sizeOf(file);
  if (size === null) throw new CannotServe('Could not find first log file name in binary log index file');
  if (position > size) throw new CannotServe('Client requested master to start replication from position > file size');
  yield artificialRotate({ serverId, file, position, checksum });
  const description = position === FIRST_POSITION ? null : log.read({ file, position: FIRST_POSITION });
  if (description !== null) {
    checksum = checksumOf(description);
    yield formatDescriptionAhead(description);
  }
  while (!signal.aborted) {
    const event = log.read({ file, position });
    const next = event === null ? log.after(file) : null;
    if (event !== null) {
      if (typeOf(event) === FORMAT_DESCRIPTION) checksum = checksumOf(event);
      position += event.length;
      yield event;
    } else if (next !== null) {
      file = next;
      position = FIRST_POSITION;
      yield artificialRotate({ serverId, file, position, checksum });
    } else if (request.once) {
      return;
    } else if (!(await log.grown(request.heartbeatMs, signal)) && !signal.aborted) {
      yield heartbeat({ serverId, file, position, checksum });
    }
  }
}
