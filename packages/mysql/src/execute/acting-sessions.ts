/**
 * Connections for acts, apart from those for probes: they may change session state and may be blocked by what they run.
 * One per server is kept idle for a while, so that the steps of a plan do not each pay for a connect.
 */
import type { Address, InstanceId, ProbeFailure } from '@topiary/domain';
import { instanceIdOf } from '@topiary/domain';
import { textOf } from '../dialects/result-set.ts';
import { failure, failureOfFault } from '../errors.ts';
import type { Credentials } from '../secret.ts';
import { ConnectAttempt, type Connector } from '../wire/connect.ts';
import { LATE, within } from '../wire/deadline.ts';
import type { Session } from '../wire/session.ts';

/** An empty `sql_mode` is what quoting counts on: a backslash escapes, double quotes hold text. */
const PREPARE_SESSION = ["SET SESSION sql_mode = ''", 'SELECT CURRENT_USER()'];

export interface ActingSession {
  readonly session: Session;
  /** As the server matched it: what a GRANT must name. */
  readonly account: string;
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
  readonly #inUse = new Set<Session>();

  constructor(parts: ActingParts) {
    this.#parts = parts;
  }

  /** The idle session of a server, or a new one by `untilMs`. Give it back with `release`. */
  async acquire(address: Address, untilMs: number): Promise<ActingResult> {
    const id = instanceIdOf(address);
    const idle = this.#idle.get(id);
    if (idle !== undefined) {
      this.#forgetIdle(id, idle);
      if (idle.acting.session.alive) return this.#taken(idle.acting);
    }
    const opened = await this.open(address, untilMs);
    return opened.kind === 'failed' ? opened : this.#taken(opened.acting);
  }

  release(address: Address, acting: ActingSession): void {
    this.#inUse.delete(acting.session);
    const id = instanceIdOf(address);
    if (!acting.session.alive || acting.session.busy) return acting.session.cut();
    if (this.#idle.has(id)) return acting.session.close();
    const timer = setTimeout(() => {
      this.#idle.delete(id);
      acting.session.close();
    }, this.#parts.idleMs);
    timer.unref();
    this.#idle.set(id, { acting, timer });
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
    return outcome.kind === 'failed' ? outcome : prepare(outcome.session, untilMs - monotonicMs());
  }

  forget(id: InstanceId): void {
    const idle = this.#idle.get(id);
    if (idle === undefined) return;
    this.#forgetIdle(id, idle);
    idle.acting.session.close();
  }

  close(): void {
    for (const id of this.#idle.keys()) this.forget(id);
    for (const session of this.#inUse) session.cut();
    this.#inUse.clear();
  }

  #taken(acting: ActingSession): ActingResult {
    this.#inUse.add(acting.session);
    return { kind: 'session', acting };
  }

  #forgetIdle(id: InstanceId, idle: Idle): void {
    clearTimeout(idle.timer);
    this.#idle.delete(id);
  }
}

async function prepare(session: Session, leftMs: number): Promise<ActingResult> {
  const batch = session.run(PREPARE_SESSION);
  const end = await within(batch.end, leftMs);
  if (end !== LATE && end.kind === 'complete')
    return { kind: 'session', acting: { session, account: textOf(batch.results[1]?.rows[0]?.[0]) } };
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
