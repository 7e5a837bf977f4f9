/**
 * Reads what errant transactions do out of the binary logs in which they were located. A generator: it decides what is read,
 * and whoever drives it reads. It reads a file from its beginning, since no server says where in it a transaction stands, and
 * leaves it with the last one that it looks for.
 */
import type { BinlogCoordinates, ProbeFailure } from '../topology/observation.ts';
import { GroupReader } from '../replication/log-events/group-reader.ts';
import type { Fed } from '../replication/log-events/group-reader.ts';
import type { LogChunk, LogEvent } from '../replication/log-events/log-event.ts';
import { typedEvent } from '../replication/log-events/event-kinds.ts';
import { errantTransaction } from './errant-transaction.ts';
import type { ErrantTransaction } from './errant-transaction.ts';
import type { ErrantPart } from './errant-part.ts';
import type { ErrantFile } from './locate-errant.ts';

/** Of one question. */
export const MAX_ERRANT_DESCRIBED = 100;
/** Events that are read for one question: some ten megabytes of answers at most, as a rule. */
export const MAX_ERRANT_EVENTS = 100_000;
const EVENTS_PER_READ = 2_000;

export interface ErrantChunkWanted {
  readonly file: string;
  /** `null`: from the beginning. */
  readonly from: number | null;
  readonly limit: number;
}

export type ChunkAnswer =
  | { readonly kind: 'chunk'; readonly chunk: LogChunk }
  | { readonly kind: 'no-such-file' }
  | { readonly kind: 'failed'; readonly failure: ProbeFailure };

export interface ErrantDescribed {
  readonly transactions: readonly ErrantTransaction[];
  /** Located and not described, because that took too many reads, or the log could not be read; '' for none. */
  readonly notDescribed: string;
}

interface Budget {
  readonly setAside: readonly string[];
  readonly found: ErrantTransaction[];
  events: number;
}

/** `setAside`: schemas whose tables nobody misses, beside those that servers keep for themselves. */
export function* describeErrant(
  files: readonly ErrantFile[],
  setAside: readonly string[],
): Generator<ErrantChunkWanted, ErrantDescribed, ChunkAnswer> {
  const budget: Budget = { setAside, found: [], events: 0 };
  const left: string[] = [];
  for (const file of files) {
    const rest = yield* describeIn(file, budget);
    if (!rest.isEmpty) left.push(rest.toText());
  }
  return { transactions: budget.found, notDescribed: left.join(', ') };
}

/** What of the file's part was not come to. */
function* describeIn(
  { file, part }: ErrantFile,
  budget: Budget,
): Generator<ErrantChunkWanted, ErrantPart, ChunkAnswer> {
  const events = new NamedGroups(file);
  let rest = part;
  for (let from: number | null = null; ;) {
    if (rest.isEmpty || budget.events >= MAX_ERRANT_EVENTS || budget.found.length >= MAX_ERRANT_DESCRIBED) return rest;
    const answer: ChunkAnswer = yield { file, from, limit: EVENTS_PER_READ };
    if (answer.kind !== 'chunk') return rest;
    budget.events += answer.chunk.events.length;
    for (const { gtid, fed } of answer.chunk.events.flatMap((event) => events.feed(event))) {
      const without = gtid === null ? null : rest.without(gtid);
      if (gtid === null || without === null || budget.found.length >= MAX_ERRANT_DESCRIBED) continue;
      const { setAside } = budget;
      budget.found.push(
        fed.kind === 'group' ? errantTransaction(gtid, fed.group, setAside) : unreadable(gtid, fed.problem.at),
      );
      rest = without;
    }
    if (answer.chunk.next === null) return rest;
    from = answer.chunk.next;
  }
}

interface Named {
  readonly gtid: string | null;
  readonly fed: Exclude<Fed, { readonly kind: 'more' }>;
}

/** Transactions with their names, also of those that cannot be read; with the next one it goes on. */
class NamedGroups {
  readonly #file: string;
  #reader = new GroupReader('binary', { mayBeginInside: false });
  #gtid: string | null = null;

  constructor(file: string) {
    this.#file = file;
  }

  feed(event: LogEvent): readonly Named[] {
    const isHead = typedEvent(event.type).kind === 'head';
    const before = this.#gtid;
    if (isHead) this.#gtid = gtidOf(event);
    const fed = this.#reader.feed(this.#file, event);
    if (fed.kind === 'more') return [];
    if (fed.kind === 'group') return [{ gtid: fed.group.gtid, fed }];
    this.#reader = new GroupReader('binary', { mayBeginInside: true });
    if (isHead) this.#reader.feed(this.#file, event);
    return [{ gtid: isHead ? before : this.#gtid, fed }];
  }
}

function gtidOf({ info }: LogEvent): string | null {
  return /GTID_NEXT\s*=\s*'([^']*)'/.exec(info)?.[1] ?? /\bGTID (\d+-\d+-\d+)/.exec(info)?.[1] ?? null;
}

function unreadable(gtid: string, { file, position }: BinlogCoordinates): ErrantTransaction {
  return {
    gtid,
    file,
    position,
    bytes: 0,
    nature: 'unreadable',
    tables: [],
    moreTables: 0,
    statement: '',
    moreStatements: 0,
  };
}
