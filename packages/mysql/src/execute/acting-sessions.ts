/**
 * Connections for acts, apart from those for probes: they may change session state and may be blocked by what they run.
 * One per server is kept idle for a while, so that the steps of a plan do not each pay for a connect.
 */
import type { Address, InstanceId, ProbeFailure } from '@topiary/domain';
import { instanceIdOf } from '@topiary/domain';
import { productOf } from '../dialects/product.ts';
import { numberOf, textOf } from '../dialects/result-set.ts';
import { failure, failureOfFault } from '../errors.ts';
import type { Credentials } from '../secret.ts';
import { ConnectAttempt, type Connector } from '../wire/connect.ts';
import { LATE, within } from '../wire/deadline.ts';
import type { Session } from '../wire/session.ts';
import { fence, takeOver, type GivenUp } from './fence.ts';

/** An empty `sql_mode` is what quoting counts on: a backslash escapes, double quotes hold text. */
const PREPARE_SESSION = ["SET SESSION sql_mode = ''", 'SELECT CURRENT_USER(), CONNECTION_ID()'];

/** Of one server; more than that were given up only by a server that answers nothing, and the last ones matter. */
const MAX_GIVEN_UP = 8;

export interface ActingSession {
  readonly session: Session;
  /** As the server matched it: what a GRANT must name. */
  readonly account: string;
  /** What to kill when a packet on it is given up. */
  readonly asGivenUp: GivenUp;
}

export type ActingResult =
  | { readonly kind: 'session'; readonly acting: ActingSession }
  | { readonly kind: 'failed'; readonly failure: ProbeFailure };

export interface ActingParts {
  readonly connector: Connector;
  readonly credentials: (address: Address) => Credentials;
  readonly monotonicMs: () => number;
  readonly idleMs: number;
}

interface Idle {
  readonly acting: ActingSession;
  readonly timer: NodeJS.Timeout;
}

export class ActingSessions {
  readonly #parts: ActingParts;
  readonly #idle = new Map<InstanceId, Idle>();
  /** Of those that only read and hold no lock: a log is read in many pieces. */
  readonly #idleReaders = new Map<InstanceId, Idle>();
  readonly #inUse = new Map<Session, InstanceId>();
  /** Until their server is known to have ended them. */
  readonly #givenUp = new Map<InstanceId, readonly GivenUp[]>();
  /** The same of those that wrote what is no act. */
  readonly #unanswered = new Map<InstanceId, GivenUp>();

  /** Connections of this process, some of which may hold the lock of those who act. */
  readonly #own = new Map<InstanceId, Map<number, Session>>();

  constructor(parts: ActingParts) {
    this.#parts = parts;
  }

  /** To act: the idle session of a server, or a new one by `untilMs`. Give it back with `release`. */
  async acquire(address: Address, untilMs: number): Promise<ActingResult> {
    const id = instanceIdOf(address);
    const idle = this.#idle.get(id);
    if (idle !== undefined) {
      this.#forgetIdle(id, idle);
      // What was given up meanwhile is ended through a new one.
      if (this.#givenUp.has(id)) idle.acting.session.close();
      else if (idle.acting.session.alive) return this.#taken(id, idle.acting);
    }
    const opened = await this.open(address, untilMs);
    if (opened.kind === 'failed') return opened;
    const obstacle = await this.#fence(id, opened.acting, untilMs);
    if (obstacle === null) return this.#taken(id, opened.acting);
    opened.acting.session.cut();
    return { kind: 'failed', failure: obstacle };
  }

  /** One that is in use comes back. Never rejects; what fails here fails again where it is needed. */
  async prepare(address: Address, untilMs: number): Promise<void> {
    const id = instanceIdOf(address);
    const isOpen = this.#idle.get(id)?.acting.session.alive === true || [...this.#inUse.values()].includes(id);
    if (isOpen && !this.#givenUp.has(id)) return;
    const got = await this.acquire(address, untilMs);
    if (got.kind === 'session') this.release(address, got.acting);
  }

  /**
   * For what only reads: the idle session, or one of its own, which leaves the lock with whoever acts there. Give it back with
   * `release`. Another process may ask too, one that does not act.
   */
  async toRead(address: Address, untilMs: number): Promise<ActingResult> {
    const id = instanceIdOf(address);
    const idle = this.#idle.get(id);
    if (idle !== undefined && !this.#givenUp.has(id) && idle.acting.session.alive) {
      this.#forgetIdle(id, idle);
      return this.#taken(id, idle.acting);
    }
    return this.#reader(address, untilMs);
  }

  /**
   * For what is written and is no act. It leaves the lock with whoever acts: a commit that waits for a replica (semi-sync) may
   * stay for ever, and no KILL ends it. While the one before is there, no other is begun.
   */
  async toWrite(address: Address, untilMs: number): Promise<ActingResult> {
    const id = instanceIdOf(address);
    const got = await this.#reader(address, untilMs);
    const unanswered = this.#unanswered.get(id);
    if (got.kind === 'failed' || unanswered === undefined) return got;
    const parts = { untilMs, monotonicMs: this.#parts.monotonicMs };
    const obstacle = await fence(got.acting.session, [unanswered], parts);
    if (obstacle !== null) {
      this.release(address, got.acting);
      return { kind: 'failed', failure: obstacle };
    }
    this.#unanswered.delete(id);
    return got;
  }

  /** What it wrote was never answered. */
  leftUnanswered(address: Address, { asGivenUp }: ActingSession): void {
    this.#unanswered.set(instanceIdOf(address), asGivenUp);
  }

  /** One that holds no lock. */
  async #reader(address: Address, untilMs: number): Promise<ActingResult> {
    const id = instanceIdOf(address);
    const reader = this.#idleReaders.get(id);
    if (reader !== undefined) {
      this.#forgetIdle(id, reader, this.#idleReaders);
      if (reader.acting.session.alive) return { kind: 'session', acting: reader.acting };
    }
    const opened = await this.open(address, untilMs);
    if (opened.kind === 'session') this.#livingOf(id).set(opened.acting.asGivenUp.connectionId, opened.acting.session);
    return opened;
  }

  /** Its packet was sent, and what became of it is not known: nothing else is done there until it cannot happen any more. */
  giveUp(address: Address, { asGivenUp }: ActingSession): void {
    const id = instanceIdOf(address);
    this.#givenUp.set(id, [...(this.#givenUp.get(id) ?? []), asGivenUp].slice(-MAX_GIVEN_UP));
  }

  release(address: Address, acting: ActingSession): void {
    const mayAct = this.#inUse.delete(acting.session);
    const id = instanceIdOf(address);
    if (!acting.session.alive || acting.session.busy) return acting.session.cut();
    const idles = mayAct ? this.#idle : this.#idleReaders;
    if (idles.has(id)) return acting.session.close();
    const timer = setTimeout(() => {
      idles.delete(id);
      acting.session.close();
    }, this.#parts.idleMs);
    timer.unref();
    idles.set(id, { acting, timer });
  }

  /** Those of this process that act on a server, as it numbers them. */
  connectionIds(address: Address): readonly number[] {
    return [...this.#livingOf(instanceIdOf(address)).keys()];
  }

  /** A connection of its own for one purpose; the caller closes it. */
  async open(address: Address, untilMs: number): Promise<ActingResult> {
    const { connector, credentials, monotonicMs } = this.#parts;
    const startedMs = monotonicMs();
    const attempt = new ConnectAttempt(connector, { address, credentials: credentials(address), neverGreeted: false });
    const outcome = await within(attempt.outcome, Math.min(untilMs - startedMs, connector.connectTimeoutMs));
    if (outcome === LATE) {
      const pending = attempt.pendingFailure(monotonicMs() - startedMs);
      attempt.abandon();
      return { kind: 'failed', failure: pending };
    }
    return outcome.kind === 'failed' ? outcome : prepare(outcome.session, { untilMs, startedMs, monotonicMs });
  }

  /** On a connection of its own, which is closed whatever comes of it. */
  async aside<Result>(
    address: Address,
    untilMs: number,
    use: (acting: ActingSession) => Promise<Result>,
  ): Promise<Result | Extract<ActingResult, { kind: 'failed' }>> {
    const got = await this.open(address, untilMs);
    if (got.kind === 'failed') return got;
    try {
      return await use(got.acting);
    } finally {
      got.acting.session.close();
    }
  }

  async #fence(id: InstanceId, { session, asGivenUp }: ActingSession, untilMs: number): Promise<ProbeFailure | null> {
    const parts = { untilMs, monotonicMs: this.#parts.monotonicMs };
    const givenUp = this.#givenUp.get(id);
    if (givenUp !== undefined) {
      const obstacle = await fence(session, givenUp, parts);
      if (obstacle !== null) return obstacle;
      if (this.#givenUp.get(id) === givenUp) this.#givenUp.delete(id);
    }
    const own = this.#livingOf(id);
    own.set(asGivenUp.connectionId, session);
    return takeOver(session, (connectionId) => own.get(connectionId)?.alive === true, parts);
  }

  /** By number; those that ended are left out. One map for all who ask: each must know of those that come after it. */
  #livingOf(id: InstanceId): Map<number, Session> {
    const living = this.#own.get(id) ?? new Map<number, Session>();
    for (const [connectionId, session] of living) if (!session.alive) living.delete(connectionId);
    this.#own.set(id, living);
    return living;
  }

  forget(id: InstanceId): void {
    this.#own.delete(id);
    for (const idles of [this.#idle, this.#idleReaders]) {
      const idle = idles.get(id);
      if (idle === undefined) continue;
      this.#forgetIdle(id, idle, idles);
      idle.acting.session.close();
    }
  }

  close(): void {
    for (const id of [...this.#idle.keys(), ...this.#idleReaders.keys()]) this.forget(id);
    for (const session of this.#inUse.keys()) session.cut();
    this.#inUse.clear();
  }

  #taken(id: InstanceId, acting: ActingSession): ActingResult {
    this.#inUse.set(acting.session, id);
    return { kind: 'session', acting };
  }

  #forgetIdle(id: InstanceId, idle: Idle, idles: Map<InstanceId, Idle> = this.#idle): void {
    clearTimeout(idle.timer);
    idles.delete(id);
  }
}

interface PrepareParts {
  readonly untilMs: number;
  /** When the connect began. */
  readonly startedMs: number;
  readonly monotonicMs: () => number;
}

async function prepare(session: Session, { untilMs, startedMs, monotonicMs }: PrepareParts): Promise<ActingResult> {
  // It has neither modes nor locks, and takes a statement that names several for none.
  if (productOf(session.version, '').flavor === 'maxscale') {
    const asGivenUp: GivenUp = { connectionId: session.connectionId, openedAtMs: startedMs };
    return { kind: 'session', acting: { session, account: '', asGivenUp } };
  }
  const batch = session.run(PREPARE_SESSION);
  const end = await within(batch.end, untilMs - monotonicMs());
  if (end !== LATE && end.kind === 'complete') {
    const [account, connectionId] = batch.results[1]?.rows[0] ?? [];
    const asGivenUp: GivenUp = { connectionId: numberOf(connectionId) ?? 0, openedAtMs: startedMs };
    return { kind: 'session', acting: { session, account: textOf(account), asGivenUp } };
  }
  session.cut();
  if (end === LATE)
    return {
      kind: 'failed',
      failure: failure({
        kind: 'timeout',
        code: 'NO_ANSWER',
        detail: 'the server does not answer on a new connection',
        waitingFor: PREPARE_SESSION.join('; '),
      }),
    };
  return { kind: 'failed', failure: end.kind === 'lost' ? end.failure : failureOfFault(end.fault) };
}
