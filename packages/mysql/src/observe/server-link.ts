/**
 * What is held towards one server: the probing session, an attempt to connect that may wait for a frozen server, and
 * sessions that hang in a statement. Kept apart from probing itself, which asks here for a session that can be used.
 */
import type { Address, Observation, ProbeFailure } from '@topiary/domain';
import type { ProbeDepth } from '@topiary/engine';
import type { Dialect, Learned, ProbeRole } from '../dialects/dialect.ts';
import type { ColumnCache } from '../dialects/result-set.ts';
import { failure } from '../errors.ts';
import { LEARNED_TTL_MS, MAX_HANGING } from '../limits.ts';
import type { Credentials } from '../secret.ts';
import { ConnectAttempt, type Connector } from '../wire/connect.ts';
import { LATE, within } from '../wire/deadline.ts';
import type { RepeatedBatch, RepeatedTexts } from '../wire/repeated-text.ts';
import type { Batch, Session } from '../wire/session.ts';
import type { Arrivals } from './arrivals.ts';

export interface LinkParts {
  readonly address: Address;
  readonly connector: Connector;
  readonly credentials: () => Credentials;
  readonly monotonicMs: () => number;
  /** Shared by all servers. */
  readonly texts: RepeatedTexts;
  /** The held connection, or the wait for a greeting, ended without our asking. */
  readonly onLost: (failure: ProbeFailure) => void;
  /** A server that was waited for in vain let us in, and no probe waits for it now. */
  readonly onBack: () => void;
}

/** What is known of the server at the other end until its session ends. */
export interface Acquaintance {
  readonly dialect: Dialect;
  readonly learned: Learned;
  readonly learnedAtMs: number;
  readonly refused: Map<ProbeRole, number>;
  readonly columns: ColumnCache;
  /** The batch is made anew only when what it leaves out changes. */
  readonly batches: Map<string, Batches>;
}

/** The last whole answer of a server, or the same after a probe that left the steady roles out. */
export interface LastLook {
  readonly observation: Observation;
  /** What was known of the server then: a new connection, or learning anew, calls for a whole answer. */
  readonly acquaintance: Acquaintance;
  /** Nothing had changed since the look before. What changes is likely to change again, and is asked as a whole. */
  readonly isSettled: boolean;
  readonly arrivals: Arrivals;
}

/** What a probe asks: the roles of its dialect, and the lag by the configured query. */
export type AskedRole = ProbeRole | 'measured-lag';

export interface AskedStatement {
  readonly role: AskedRole;
  readonly sql: string;
}

export type AskedBatch = RepeatedBatch<AskedStatement>;

/** By the depth of the probe. The same statements where a server has nothing to leave out. */
export type Batches = Readonly<Record<ProbeDepth, AskedBatch>>;

interface Hanging {
  readonly session: Session;
  readonly role: AskedRole;
  readonly sql: string;
}

/** A configured query that is running. */
interface Query {
  readonly session: Session;
  readonly end: Promise<unknown>;
  isAside: boolean;
}

export type SessionResult =
  | { readonly kind: 'session'; readonly session: Session }
  | { readonly kind: 'failed'; readonly failure: ProbeFailure };

export class ServerLink {
  readonly #parts: LinkParts;
  #session: Session | null = null;
  #attempt: ConnectAttempt | null = null;
  #greetedBefore = false;
  #waiters = 0;
  #hanging: Hanging[] = [];
  #query: Query | null = null;
  #acquaintance: Acquaintance | null = null;
  #lastLook: LastLook | null = null;
  #closed = false;

  constructor(parts: LinkParts) {
    this.#parts = parts;
  }

  /** `null` when nothing is known, or what is known is due to be learned again. */
  get acquaintance(): Acquaintance | null {
    const known = this.#acquaintance;
    if (known === null) return null;
    return this.#parts.monotonicMs() - known.learnedAtMs > LEARNED_TTL_MS ? null : known;
  }

  /** Also when it is due to be learned again: what the last probe went by. */
  get lastAcquaintance(): Acquaintance | null {
    return this.#acquaintance;
  }

  acquaint(acquaintance: Acquaintance | null): void {
    this.#acquaintance = acquaintance;
  }

  /** `null` where nothing whole was seen, or the last probe saw less. */
  get lastLook(): LastLook | null {
    return this.#lastLook;
  }

  looked(look: LastLook | null): void {
    this.#lastLook = look;
  }

  /** Roles whose statement hangs on another connection of this server right now. */
  get hangingRoles(): readonly AskedRole[] {
    return this.#hanging.map((hanging) => hanging.role);
  }

  get hangingStatement(): string | null {
    return this.#hanging[0]?.sql ?? null;
  }

  /** As the server numbers them. */
  get connectionIds(): readonly number[] {
    const sessions = [this.#session, ...this.#hanging.map(({ session }) => session)];
    return sessions.flatMap((session) => session?.connectionId ?? []);
  }

  /** A session with nothing running, by `untilMs` (monotonic). */
  async session(untilMs: number): Promise<SessionResult> {
    if (this.#session?.alive === true && !this.#session.busy) return { kind: 'session', session: this.#session };
    const [hanging] = this.#hanging;
    if (hanging !== undefined && this.#hanging.length >= MAX_HANGING)
      return { kind: 'failed', failure: tooManyHanging(hanging, this.#hanging.length) };
    return this.connectAnew(untilMs);
  }

  /** Joins the attempt under way or starts one, whatever the present session does. */
  async connectAnew(untilMs: number): Promise<SessionResult> {
    const startedMs = this.#parts.monotonicMs();
    const attempt = this.#attempt ?? this.#startAttempt();
    this.#waiters += 1;
    const waitMs = Math.min(untilMs - startedMs, this.#parts.connector.connectTimeoutMs);
    const outcome = await within(attempt.outcome, waitMs);
    this.#waiters -= 1;
    if (outcome !== LATE) return outcome;
    return { kind: 'failed', failure: attempt.pendingFailure(this.#parts.monotonicMs() - startedMs) };
  }

  /** Sets a session aside whose statement does not end; it is closed when the statement does. */
  setAside(session: Session, hanging: { readonly role: AskedRole; readonly sql: string; readonly batch: Batch }): void {
    if (this.#session === session) this.#session = null;
    this.#hanging.push({ session, role: hanging.role, sql: hanging.sql });
    void this.#closeWhenDone(session, hanging.batch);
  }

  /** Runs a configured query on the probing session; `null` where there is none that is idle. */
  runQuery(sql: string): Batch | null {
    const session = this.#session;
    if (session === null || !session.alive || session.busy) return null;
    const batch = session.repeat(this.#parts.texts.of(sql));
    const query: Query = { session, end: batch.end, isAside: false };
    this.#query = query;
    void this.#endQuery(query);
    return batch;
  }

  /** Of the query that holds the probing session now; `null` where none does. */
  get queryEnd(): Promise<unknown> | null {
    return this.#query === null || this.#query.isAside ? null : this.#query.end;
  }

  /** A query that does not end keeps its session, probes get another one, and no other query is run until it ends. */
  setQueryAside(): void {
    const query = this.#query;
    if (query === null) return;
    query.isAside = true;
    if (this.#session === query.session) this.#session = null;
  }

  get queryHangs(): boolean {
    return this.#query?.isAside === true;
  }

  /** Gives a session up that answers nothing. */
  cut(session: Session): void {
    if (this.#session === session) this.#session = null;
    session.cut();
  }

  close(): void {
    this.#closed = true;
    this.#session?.close();
    this.#attempt?.abandon();
    for (const hanging of this.#hanging) hanging.session.cut();
    if (this.#query?.isAside === true) this.#query.session.cut();
  }

  #startAttempt(): ConnectAttempt {
    const { address, connector, credentials } = this.#parts;
    const attempt = new ConnectAttempt(connector, {
      address,
      credentials: credentials(),
      neverGreeted: !this.#greetedBefore,
    });
    this.#attempt = attempt;
    void this.#follow(attempt);
    return attempt;
  }

  async #closeWhenDone(session: Session, batch: Batch): Promise<void> {
    await batch.end;
    this.#hanging = this.#hanging.filter((other) => other.session !== session);
    session.close();
  }

  async #endQuery(query: Query): Promise<void> {
    await query.end;
    if (this.#query === query) this.#query = null;
    if (query.isAside) query.session.close();
  }

  /** Starts waiting before anyone else does, so that a session is adopted when those who wait for it hear of it. */
  async #follow(attempt: ConnectAttempt): Promise<void> {
    const outcome = await attempt.outcome;
    if (this.#attempt === attempt) this.#attempt = null;
    this.#greetedBefore ||= attempt.greeted;
    if (outcome.kind === 'session') {
      this.#adopt(outcome.session);
      if (this.#waiters === 0 && !this.#closed) this.#parts.onBack();
      return;
    }
    // The end of a wait for a greeting that no probe was watching is news: a frozen server died. A wait that we end is not.
    const isNews = attempt.accepted && outcome.failure.kind !== 'frozen' && this.#waiters === 0 && !this.#closed;
    if (isNews) this.#parts.onLost(outcome.failure);
  }

  #adopt(session: Session): void {
    if (this.#closed) return session.close();
    // A session that was thought dead answered after all: the new one takes its place, since it is known to be idle.
    this.#session?.close();
    this.#session = session;
    this.#acquaintance = null;
    session.onLost((lost) => {
      if (this.#session === session) this.#session = null;
      this.#parts.onLost(lost);
    });
  }
}

function tooManyHanging(hanging: Hanging, count: number): ProbeFailure {
  const detail = `${count} connections hang in statements that do not end; no more are opened until one of them ends`;
  return failure({ kind: 'timeout', code: 'HANGING', detail, waitingFor: hanging.sql });
}
