/**
 * What was read of one server's logs in the course of a match. Many replicas that are matched below one server ask for the
 * same parts of its log: each part is read once, and whoever comes while it is read waits for that.
 */
import type { Address, EventsRequest, LogAnswer } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { ServerLogs } from '../ports/logs.ts';

/** Events that are kept for whoever comes later, over all parts. */
const MAX_KEPT_EVENTS = 500_000;

export interface SharedReadsParts {
  readonly servers: Pick<ServerLogs, 'listBinaryLogs' | 'readLog'>;
  readonly clock: Clock;
  readonly address: Address;
  /** Of the relay logs. */
  readonly channel: string;
  /** `BinlogEventsChunkSize`. */
  readonly chunkEvents: number;
  /** For one read. */
  readonly readDeadlineMs: number;
  /** Monotonic: when the whole match has to end. */
  readonly untilMs: number;
  readonly onRead: (events: number) => void;
}

interface Kept {
  readonly answer: Promise<LogAnswer>;
  events: number;
}

export class SharedReads {
  readonly #parts: SharedReadsParts;
  /** The longest unused first. */
  readonly #kept = new Map<string, Kept>();
  #keptEvents = 0;
  #files: Promise<LogAnswer> | null = null;

  constructor(parts: SharedReadsParts) {
    this.#parts = parts;
  }

  files(isFresh: boolean): Promise<LogAnswer> {
    if (isFresh) return this.#list();
    this.#files ??= this.#list();
    return this.#files;
  }

  events(request: EventsRequest): Promise<LogAnswer> {
    if (request.isFresh) return this.#read(request);
    const key = `${request.log} ${request.file} ${request.from ?? ''}`;
    const known = this.#kept.get(key);
    if (known !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, known);
      return known.answer;
    }
    const answer = this.#read(request);
    const kept: Kept = { answer, events: 0 };
    this.#kept.set(key, kept);
    void answer.then((got) => this.#weigh(key, kept, got));
    return answer;
  }

  #weigh(key: string, kept: Kept, answer: LogAnswer): void {
    // What failed may succeed for the next.
    if (answer.kind !== 'chunk') {
      if (this.#kept.get(key) === kept) this.#kept.delete(key);
      return;
    }
    kept.events = answer.chunk.events.length;
    this.#keptEvents += kept.events;
    for (const [other, { events }] of this.#kept) {
      if (this.#keptEvents <= MAX_KEPT_EVENTS || other === key) break;
      this.#kept.delete(other);
      this.#keptEvents -= events;
    }
  }

  async #list(): Promise<LogAnswer> {
    const { servers, address } = this.#parts;
    const listed = await servers.listBinaryLogs(address, { deadlineMs: this.#deadlineMs() });
    return listed.kind === 'logs' ? { kind: 'files', files: listed.logs.map(({ name }) => name) } : listed;
  }

  async #read({ log, file, from }: EventsRequest): Promise<LogAnswer> {
    const { servers, address, channel, chunkEvents, onRead } = this.#parts;
    const request = { log, channel, file, from, limit: chunkEvents };
    const answer = await servers.readLog(address, request, { deadlineMs: this.#deadlineMs() });
    if (answer.kind === 'chunk') onRead(answer.chunk.events.length);
    return answer;
  }

  #deadlineMs(): number {
    const { clock, readDeadlineMs, untilMs } = this.#parts;
    return Math.max(1, Math.min(readDeadlineMs, untilMs - clock.monotonicMs()));
  }
}
