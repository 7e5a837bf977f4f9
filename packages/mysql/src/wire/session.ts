/**
 * One authenticated connection: runs packets of statements and tells at once when it ends. Only this file and its
 * neighbours know the driver; rows leave here as arrays, errors as values.
 */
import type { Socket } from 'node:net';
import type { ProbeFailure } from '@topiary/domain';
import type { Connection } from 'mysql2';
import type { PacketUse } from '../dialects/dialect.ts';
import type { ResultSet } from '../dialects/result-set.ts';
import { failure, failureOfFault, faultOf, type Fault } from '../errors.ts';
import type { Secret } from '../secret.ts';
import { inside } from './driver-query.ts';
import { releaseHandshake, releaseLastPacket } from './held-buffers.ts';
import { RepeatedQuery } from './repeated-query.ts';
import type { RepeatedBatch, RepeatedText } from './repeated-text.ts';
import { ResultCollector, type QueryEvents } from './result-collector.ts';

/** A polite end is given this long before the socket is cut. */
const QUIT_MS = 1_000;

const BUSY = failure({
  kind: 'server-error',
  code: 'BUSY',
  detail: 'the connection is busy with an earlier statement',
});

export type BatchEnd =
  | { readonly kind: 'complete' }
  /** The statement after the last result was refused; those after it were not run. */
  | { readonly kind: 'error'; readonly fault: Fault }
  | { readonly kind: 'lost'; readonly failure: ProbeFailure };

export interface Batch {
  /** Grows as results become complete, one per statement in order; readable before the end. */
  readonly results: readonly ResultSet[];
  readonly end: Promise<BatchEnd>;
}

/**
 * A class, and not an object with a getter of its own: the engine makes a shape for each such object, which refers to the
 * getter and so to every row until the next full collection.
 */
class RunningBatch implements Batch {
  readonly end: Promise<BatchEnd>;
  readonly #collectors: readonly ResultCollector[];

  constructor(collectors: readonly ResultCollector[], end: Promise<BatchEnd>) {
    this.#collectors = collectors;
    this.end = end;
  }

  get results(): readonly ResultSet[] {
    const [only, ...others] = this.#collectors;
    return others.length === 0 ? (only?.results ?? []) : this.#collectors.flatMap(({ results }) => results);
  }
}

export interface SessionParts {
  readonly socket: Socket;
  readonly connection: Connection;
  readonly secret: Secret;
  /** The version that the server greeted with; a proxy may have made it up. */
  readonly version: string;
}

export class Session {
  readonly version: string;
  readonly #socket: Socket;
  readonly #connection: Connection;
  readonly #secret: Secret;
  readonly #listeners: ((failure: ProbeFailure) => void)[] = [];
  #settle: ((end: BatchEnd) => void) | null = null;
  #ended: ProbeFailure | null = null;
  #closing = false;
  /** Why the connection will end, when the server or the system said so before it did. */
  #lastFault: Fault | null = null;

  constructor(parts: SessionParts) {
    this.version = parts.version;
    this.#socket = parts.socket;
    this.#connection = parts.connection;
    this.#secret = parts.secret;
    parts.connection.on('error', (error: unknown) => this.#onFault(error));
    parts.socket.once('close', () => this.#onClose());
    if (parts.socket.destroyed) this.#onClose();
    releaseHandshake(parts.connection);
    this.#releaseSoon();
  }

  get alive(): boolean {
    return this.#ended === null && !this.#closing;
  }

  /** A statement is running: another batch would queue behind it. */
  get busy(): boolean {
    return this.#settle !== null;
  }

  /** As the server, or a proxy before it, numbers it; 0 where neither said. */
  get connectionId(): number {
    return this.#connection.threadId ?? 0;
  }

  /** Sends all statements as one packet, or one after the other where the server takes them so. Never rejects. */
  run(statements: readonly string[], packets: PacketUse = 'one-for-all'): Batch {
    const waiting = packets === 'one-each' ? [...statements] : [statements.join('; ')];
    return this.#follow((collector) => {
      const sql = waiting.shift();
      if (sql === undefined) return null;
      const query = this.#connection.query({ sql, rowsAsArray: true });
      collector.follow(query);
      return query;
    });
  }

  /** As `run`, of a text that is sent all the time and holds no secret: it and the columns of its answers are remembered. */
  repeat(text: RepeatedText): Batch {
    let isSent = false;
    return this.#follow((collector) => {
      if (isSent) return null;
      isSent = true;
      const query = new RepeatedQuery(text, (names) => collector.begin(names));
      collector.follow(query);
      inside(this.#connection).addCommand(query);
      return query;
    });
  }

  /** As `run`, of a batch that is sent all the time. */
  ask({ statements, text }: RepeatedBatch): Batch {
    if (text !== null) return this.repeat(text);
    return this.run(
      statements.map(({ sql }) => sql),
      'one-each',
    );
  }

  /** `send`: the next packet of the batch; `null` when there is none. */
  #follow(send: (collector: ResultCollector) => QueryEvents | null): Batch {
    const { promise: end, resolve } = Promise.withResolvers<BatchEnd>();
    if (this.#ended !== null || this.#settle !== null) {
      resolve({ kind: 'lost', failure: this.#ended ?? BUSY });
      return { results: [], end };
    }
    // The driver says `end` after an error too: the first word counts.
    const settle = (outcome: BatchEnd): void => {
      if (this.#settle !== settle) return;
      this.#settle = null;
      resolve(outcome);
      this.#releaseSoon();
    };
    this.#settle = settle;
    const collectors: ResultCollector[] = [];
    const sendNext = (): void => {
      if (this.#settle !== settle) return;
      const collector = new ResultCollector();
      const query = send(collector);
      if (query === null) return settle({ kind: 'complete' });
      collectors.push(collector);
      query.on('error', (error: unknown) => settle({ kind: 'error', fault: this.#faultOf(error) }));
      query.on('end', () => {
        if (this.#settle === settle) collector.complete();
        sendNext();
      });
    };
    sendNext();
    return new RunningBatch(collectors, end);
  }

  /** Called once, when the connection ends without `close` or `cut`. */
  onLost(listener: (failure: ProbeFailure) => void): void {
    this.#listeners.push(listener);
  }

  /** Ends politely, so that the server does not count an aborted client. */
  close(): void {
    if (this.#closing || this.#ended !== null) return;
    if (this.busy) return this.cut();
    this.#closing = true;
    this.#connection.end();
    const timer = setTimeout(() => this.#socket.destroy(), QUIT_MS);
    timer.unref();
    this.#socket.once('close', () => clearTimeout(timer));
  }

  /** Ends at once, whatever is running. */
  cut(): void {
    this.#closing = true;
    this.#connection.destroy();
    this.#socket.destroy();
  }

  /** The driver is still at work on the packet that ends a batch. */
  #releaseSoon(): void {
    queueMicrotask(() => releaseLastPacket(this.#connection));
  }

  #faultOf(error: unknown): Fault {
    const fault = faultOf(error);
    return { ...fault, text: this.#secret.scrub(fault.text) };
  }

  #onFault(error: unknown): void {
    this.#lastFault ??= this.#faultOf(error);
    this.#socket.destroy();
  }

  #onClose(): void {
    if (this.#ended !== null) return;
    const lost = this.#lostFailure();
    this.#ended = lost;
    this.#settle?.({ kind: 'lost', failure: lost });
    if (this.#closing) return;
    for (const listener of this.#listeners) listener(lost);
  }

  #lostFailure(): ProbeFailure {
    const said = this.#lastFault === null ? null : failureOfFault(this.#lastFault);
    // Whatever was said before, an established connection that ends is lost; the words are kept as the reason.
    const detail = said?.detail ?? 'the server closed the connection';
    return failure({ kind: 'connection-lost', code: said?.code ?? 'PROTOCOL_CONNECTION_LOST', detail });
  }
}
