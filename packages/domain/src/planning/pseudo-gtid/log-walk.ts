/**
 * Gives a log's transactions one after the other, from a marker on, over the ends of its files. Of a relay log it gives what
 * was executed and no more; a binary log may grow while it is read, so that its end is looked for again.
 */
import { FIRST_BINLOG_POSITION, nextBinlogFile } from '../../replication/binlog-coordinates.ts';
import { typedEvent } from '../../replication/log-events/event-kinds.ts';
import { GroupReader } from '../../replication/log-events/group-reader.ts';
import { endOfEvent, type LogEvent } from '../../replication/log-events/log-event.ts';
import type { LogGroup } from '../../replication/log-events/log-group.ts';
import type { BinlogCoordinates } from '../../topology/observation.ts';
import type { ReadBudget } from './bounds.ts';
import type { LogPart, Marker, Reading } from './log-request.ts';
import { readChunk, readFiles } from './read-chunk.ts';
import { refused, type Refused } from './refusal.ts';

export interface WalkParts extends LogPart {
  readonly from: Marker;
  /** Of a binary log, the oldest first; `null`: a relay log, whose files are known by their numbers. */
  readonly files: readonly string[] | null;
  /** Behind the last transaction that counts; `null`: the log's end, which is looked for again when it is reached. */
  readonly until: BinlogCoordinates | null;
  readonly budget: ReadBudget;
}

export type WalkStep = { readonly kind: 'group'; readonly group: LogGroup } | { readonly kind: 'end' } | Refused;

type Filled = { readonly kind: 'events' } | { readonly kind: 'end' } | Refused;

export class LogWalk {
  readonly #parts: WalkParts;
  readonly #reader: GroupReader;
  #files: readonly string[] | null;
  #file: string;
  #events: readonly LogEvent[] = [];
  #index = 0;
  /** Where the next chunk of this file begins; `null`: it was read to its end. */
  #next: number | null;
  #isUnread = true;
  /** Up to here everything was given. */
  #at: BinlogCoordinates;
  #isPassingOver = true;
  #isInPayload = false;

  constructor(parts: WalkParts) {
    this.#parts = parts;
    this.#reader = new GroupReader(parts.log, { mayBeginInside: false });
    this.#files = parts.files;
    this.#file = parts.from.at.file;
    this.#next = parts.from.readFrom;
    this.#at = parts.from.at;
  }

  /** Behind everything that was read. */
  get at(): BinlogCoordinates {
    return this.#at;
  }

  *next(): Reading<WalkStep> {
    for (;;) {
      const event = this.#events[this.#index];
      if (event === undefined) {
        const filled = yield* this.#fill();
        if (filled.kind === 'end') return this.#ended();
        if (filled.kind === 'refused') return filled;
        continue;
      }
      if (this.#isBeyond(event)) return this.#ended();
      this.#index += 1;
      const step = this.#feed(event);
      if (step !== null) return step;
    }
  }

  #feed(event: LogEvent): WalkStep | null {
    if (this.#isPassed(event)) return null;
    const fed = this.#reader.feed(this.#file, event);
    // A relay log's events tell the source's positions.
    const position = this.#parts.log === 'relay' ? event.position : endOfEvent(event);
    this.#at = { file: this.#file, position };
    if (fed.kind === 'problem') return refused({ kind: 'group-problem', side: this.#parts.side, problem: fed.problem });
    return fed.kind === 'group' ? fed : null;
  }

  /** Reading begins where a chunk did, before the marker. */
  #isPassed(event: LogEvent): boolean {
    if (!this.#isPassingOver) return false;
    const { kind } = typedEvent(event.type);
    // What a payload unpacks to is listed at the position of what follows it.
    if (kind === 'payload') this.#isInPayload = true;
    else if (kind === 'head' || kind === 'file') this.#isInPayload = false;
    this.#isPassingOver = event.position < this.#parts.from.at.position || this.#isInPayload;
    return this.#isPassingOver;
  }

  #isBeyond({ position }: LogEvent): boolean {
    const { until } = this.#parts;
    return until !== null && this.#file === until.file && position >= until.position;
  }

  #ended(): WalkStep {
    const openSince = this.#reader.openSince;
    // The target may be writing it now; what the replica executed has no half transactions.
    if (openSince !== null && this.#parts.side === 'replica')
      return refused({ kind: 'inside-transaction', at: openSince });
    return { kind: 'end' };
  }

  /** More events of this file, or of the next. */
  *#fill(): Reading<Filled> {
    if (this.#isUnread || this.#next !== null) return yield* this.#read(this.#next, false);
    const { until } = this.#parts;
    if (until?.file === this.#file) return { kind: 'end' };
    const following = this.#following();
    if (following !== null) return yield* this.#open(following);
    return until === null
      ? yield* this.#lookAgain()
      : refused({ kind: 'log-missing', side: this.#parts.side, file: until.file });
  }

  *#read(from: number | null, isFresh: boolean): Reading<Filled> {
    const { side, log, budget } = this.#parts;
    const read = yield* readChunk({ side, log, file: this.#file, from, isFresh }, budget);
    if (read.kind === 'refused') return read;
    if (read.kind === 'no-such-file') return refused({ kind: 'log-missing', side, file: this.#file });
    this.#isUnread = false;
    this.#events = read.chunk.events;
    this.#index = 0;
    this.#next = read.chunk.next;
    return { kind: 'events' };
  }

  *#open(file: string): Reading<Filled> {
    this.#file = file;
    this.#isPassingOver = false;
    this.#at = { file, position: 0 };
    return yield* this.#read(null, false);
  }

  /** `null`: it is the last that is known. */
  #following(): string | null {
    if (this.#files === null) return nextBinlogFile(this.#file);
    const index = this.#files.indexOf(this.#file);
    return index < 0 ? null : (this.#files[index + 1] ?? null);
  }

  /**
   * The last file that was known was read to its end. Whatever was written since is behind that, also when the file was closed
   * meanwhile: it is read on from there, and only then left for the one after it.
   */
  *#lookAgain(): Reading<Filled> {
    const listed = yield* readFiles(this.#parts.side, true);
    if (listed.kind === 'refused') return listed;
    if (!listed.files.includes(this.#file))
      return refused({ kind: 'log-missing', side: this.#parts.side, file: this.#file });
    this.#files = listed.files;
    const read = yield* this.#read(this.#at.position < FIRST_BINLOG_POSITION ? null : this.#at.position, true);
    if (read.kind === 'refused') return read;
    return this.#events.length === 0 && this.#following() === null ? { kind: 'end' } : read;
  }
}
