/** The last pseudo-GTID marker in a server's own binary log. */
import { addressOf, findLastMarker, markerPattern, ReadBudget, refused } from '@topiary/domain';
import type { InstanceId, LogAnswer, MatchRefusal, PseudoGtidSettings } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { ServerLogs } from '../ports/logs.ts';
import { SharedReads } from '../pseudo-gtid/shared-reads.ts';

export interface LastMarkerParts {
  readonly servers: Pick<ServerLogs, 'listBinaryLogs' | 'readLog'>;
  readonly clock: Clock;
  readonly settings: PseudoGtidSettings;
}

export type LastMarker =
  /** `at`: file and position. */
  | {
      readonly kind: 'marker';
      readonly text: string;
      readonly at: { readonly file: string; readonly position: number };
    }
  | { readonly kind: 'refused'; readonly refusal: MatchRefusal };

const DEADLINE_MS = 20_000;
const READ_DEADLINE_MS = 10_000;
/** Markers are written every few seconds: more files without one have none. */
const BOUNDS = { files: 10, events: 5_000_000 };

export async function lastMarker(id: InstanceId, { servers, clock, settings }: LastMarkerParts): Promise<LastMarker> {
  const pattern = markerPattern(settings);
  if (pattern.kind === 'none') return refused({ kind: 'no-pattern' });
  if (pattern.kind === 'invalid') return refused({ kind: 'bad-pattern', detail: pattern.detail });
  const address = addressOf(id);
  const listed = await servers.listBinaryLogs(address, { deadlineMs: READ_DEADLINE_MS });
  if (listed.kind === 'failed')
    return refused({ kind: 'unreadable', side: 'replica', what: 'the list of binary logs', failure: listed.failure });
  const last = listed.logs.at(-1);
  if (last === undefined) return refused({ kind: 'no-log', side: 'replica' });
  const untilMs = clock.monotonicMs() + DEADLINE_MS;
  const reads = new SharedReads({
    servers,
    clock,
    address,
    channel: '',
    chunkEvents: settings.chunkEvents,
    readDeadlineMs: READ_DEADLINE_MS,
    untilMs,
    onRead: () => undefined,
  });
  const walk = findLastMarker({
    side: 'replica',
    log: 'binary',
    until: { file: last.name, position: last.size },
    files: listed.logs.map(({ name }) => name),
    pattern: pattern.pattern,
    bounds: BOUNDS,
    budget: new ReadBudget(BOUNDS),
  });
  let step = walk.next();
  while (step.done !== true) {
    if (clock.monotonicMs() >= untilMs) return refused({ kind: 'out-of-time', waitedMs: DEADLINE_MS });
    const request = step.value;
    const answer: LogAnswer = request.kind === 'files' ? await reads.files(true) : await reads.events(request);
    step = walk.next(answer);
  }
  if (step.value.kind === 'refused') return step.value;
  const { text, at } = step.value.marker;
  return { kind: 'marker', text, at };
}
