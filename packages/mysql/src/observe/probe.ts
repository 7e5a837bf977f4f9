/**
 * One probe of one server: a session, what is known of the server, one packet, its answers. It goes round again when
 * an answer changes what is to be asked (a statement is refused, the server restarted, an adaptive probe sees a change),
 * within its deadline.
 */
import { keptObservation, unreachable, type MeasuredLag, type Observation, type ProbeFailure } from '@topiary/domain';
import type { LogFields, ProbeDepth } from '@topiary/engine';
import { PROBE_ROLES } from '../dialects/dialect.ts';
import type { ColumnShapes } from '../dialects/result-set.ts';
import {
  failure,
  failureOfFault,
  isAbsenceError,
  isChangedServerError,
  isPrivilegeError,
  type Fault,
} from '../errors.ts';
import { LATE, within, type Late } from '../wire/deadline.ts';
import type { RepeatedTexts } from '../wire/repeated-text.ts';
import type { BatchEnd, Session } from '../wire/session.ts';
import { arrivalsAfter, showsArrival } from './arrivals.ts';
import { batchFor, isNeeded } from './batch.ts';
import { found, type Asked, type Ending } from './found.ts';
import { learn } from './learn.ts';
import { problemOfQuery } from './measured-lag.ts';
import type { Acquaintance, AskedBatch, AskedRole, ServerLink } from './server-link.ts';
import { showsChange } from './signs-of-change.ts';

/**
 * Every role may be refused once, the server may have changed once, the connection may be lost once, and what was left out
 * may be asked after all.
 */
const MAX_ROUNDS = PROBE_ROLES.length + 3;

export interface ProbeTime {
  readonly untilMs: number;
  readonly monotonicMs: () => number;
}

export interface ProbeParts extends ProbeTime {
  readonly link: ServerLink;
  readonly depth: ProbeDepth;
  /** Shared by all servers, as `texts` are. */
  readonly shapes: ColumnShapes;
  readonly texts: RepeatedTexts;
  /** `ReplicationLagQuery`; '' where there is none. */
  readonly lagQuery: string;
  readonly warn: (event: string, fields: LogFields) => void;
}

export type ProbeOutcome =
  | { readonly kind: 'observed'; readonly observation: Observation }
  | { readonly kind: 'failed'; readonly failure: ProbeFailure };

export async function probe(parts: ProbeParts): Promise<ProbeOutcome> {
  const run = new Probe(parts);
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const outcome = await run.round();
    if (outcome !== 'again') return outcome;
  }
  return fail({
    kind: 'server-error',
    code: 'UNSETTLED',
    detail: 'the server kept changing what it refuses during one probe',
  });
}

class Probe {
  readonly #parts: ProbeParts;
  /** Statements that failed for a reason that is no refusal: left out of this probe only. */
  readonly #skipped = new Set<AskedRole>();
  #relearned = false;
  #reconnected = false;
  #depth: ProbeDepth;
  /** Monotonic; until then enough of the time is left for another packet. */
  readonly #againUntilMs: number;

  constructor(parts: ProbeParts) {
    this.#parts = parts;
    this.#depth = parts.depth;
    this.#againUntilMs = (parts.monotonicMs() + parts.untilMs) / 2;
  }

  async round(): Promise<ProbeOutcome | 'again'> {
    const { link, untilMs } = this.#parts;
    const got = await link.session(untilMs);
    // A dying server still accepts for a moment; the next connect tells whether it is gone.
    if (got.kind === 'failed') return got.failure.kind === 'connection-lost' ? this.#reconnect(got.failure) : got;
    const known = await this.#acquaintance(got.session);
    if (known.kind === 'failed')
      return known.failure.kind === 'connection-lost' ? this.#reconnect(known.failure) : known;
    const { asks, whole } = this.#choose(known.acquaintance);
    const batch = got.session.ask(asks);
    const { statements } = asks;
    return this.#follow({ statements, whole, session: got.session, batch, acquaintance: known.acquaintance });
  }

  async #acquaintance(
    session: Session,
  ): Promise<{ kind: 'learned'; acquaintance: Acquaintance } | { kind: 'failed'; failure: ProbeFailure }> {
    const known = this.#parts.link.acquaintance;
    if (known !== null) return { kind: 'learned', acquaintance: known };
    const learned = await learn(session, this.#parts);
    if (learned.kind === 'learned') this.#parts.link.acquaint(learned.acquaintance);
    return learned;
  }

  #choose(acquaintance: Acquaintance): { readonly asks: AskedBatch; readonly whole: Observation | null } {
    const { lagQuery, link, texts } = this.#parts;
    // A server without its replica status would look like a master: what is needed is asked even where it hangs.
    const hanging = link.hangingRoles.filter((role) => !isNeeded(role));
    const without = [...acquaintance.refused.keys(), ...this.#skipped, ...hanging];
    const { adaptive, full } = batchFor(acquaintance, { lagQuery, without, texts });
    const last = link.lastLook;
    const isKnown =
      last?.acquaintance === acquaintance && last.isSettled && without.length === acquaintance.refused.size;
    return this.#depth === 'adaptive' && isKnown && adaptive.statements.length < full.statements.length
      ? { asks: adaptive, whole: last.observation }
      : { asks: full, whole: null };
  }

  /** Half of the time is given to the constant; then a second connection finds out what is wrong with the first. */
  async #follow(asked: Asked): Promise<ProbeOutcome | 'again'> {
    const { untilMs, monotonicMs } = this.#parts;
    const left = untilMs - monotonicMs();
    const early = await within(asked.batch.end, left / 2);
    if (early !== LATE) return this.#onEnd(asked, early);
    if (asked.batch.results.length === 0) return this.#diagnose(asked);
    const end = await within(asked.batch.end, untilMs - monotonicMs());
    return end === LATE ? this.#onHang(asked) : this.#onEnd(asked, end);
  }

  async #diagnose(asked: Asked): Promise<ProbeOutcome | 'again'> {
    const { link, untilMs } = this.#parts;
    const second = link.connectAnew(untilMs);
    const first = await Promise.race([asked.batch.end, second.then((): Late => LATE)]);
    if (first !== LATE) return this.#onEnd(asked, first);
    link.cut(asked.session);
    const outcome = await second;
    return outcome.kind === 'failed'
      ? outcome
      : this.#reconnect(
          failure({
            kind: 'timeout',
            code: 'NO_ANSWER',
            detail: 'the connection answers nothing, while the server accepts new ones',
            waitingFor: asked.statements[0]?.sql ?? '',
          }),
        );
  }

  #onEnd(asked: Asked, end: BatchEnd): ProbeOutcome | 'again' {
    switch (end.kind) {
      case 'complete':
        return this.#observed(asked);
      case 'lost':
        return this.#reconnect(end.failure);
      case 'error':
        return this.#onError(asked, end.fault);
      default:
        return unreachable(end);
    }
  }

  /** A connection may have been closed for being idle; and after a crash the next connect tells more than the loss. */
  #reconnect(lost: ProbeFailure): ProbeOutcome | 'again' {
    if (this.#reconnected) return { kind: 'failed', failure: lost };
    this.#reconnected = true;
    return 'again';
  }

  #onError(asked: Asked, fault: Fault): ProbeOutcome | 'again' {
    const { acquaintance, batch, statements } = asked;
    // A configured query may hold several statements: what follows its first is nobody's concern.
    if (batch.results.length >= statements.length) return this.#observed(asked);
    const role = statements[batch.results.length]?.role ?? 'liveness';
    if (role === 'measured-lag') return this.#observed(asked, { lag: this.#refusedLag(acquaintance, fault) });
    // Asked by the version's word alone: that the server has none is its answer, until it is learned anew.
    if (role === 'ndb-sql-nodes' && isAbsenceError(fault.errorNumber)) {
      acquaintance.refused.set(role, fault.errorNumber);
      return 'again';
    }
    if (isChangedServerError(fault.errorNumber) && !this.#relearned) {
      this.#relearned = true;
      this.#parts.link.acquaint(null);
      return 'again';
    }
    const needed = isNeeded(role);
    if (isPrivilegeError(fault.errorNumber)) {
      if (needed)
        return {
          kind: 'failed',
          failure: {
            ...failureOfFault(fault),
            kind: 'missing-grant',
            grant: acquaintance.dialect.grantForRole(role, acquaintance.learned),
          },
        };
      acquaintance.refused.set(role, fault.errorNumber);
      return 'again';
    }
    if (needed) return { kind: 'failed', failure: failureOfFault(fault) };
    this.#parts.warn('probe-statement-failed', { role, errorNumber: fault.errorNumber, text: fault.text });
    this.#skipped.add(role);
    return 'again';
  }

  /** The server lives, and one statement does not end. What came before it is worth having, if it is enough. */
  #onHang(asked: Asked): ProbeOutcome | 'again' {
    const hanging = asked.statements[asked.batch.results.length] ?? asked.statements.at(-1);
    if (hanging === undefined)
      return fail({ kind: 'timeout', code: 'NO_ANSWER', detail: 'no answer within the deadline' });
    this.#parts.link.setAside(asked.session, { ...hanging, batch: asked.batch });
    if (!isNeeded(hanging.role)) return this.#observed(asked, { waitingFor: hanging.sql });
    return fail({
      kind: 'timeout',
      code: 'HANGING',
      detail: `the server lives and does not answer: ${hanging.sql}`,
      waitingFor: hanging.sql,
    });
  }

  #refusedLag({ learned }: Acquaintance, fault: Fault): MeasuredLag {
    const problem = problemOfQuery(fault, this.#parts.lagQuery, learned.account);
    return { kind: 'unknown', problem };
  }

  #observed(asked: Asked, ending: Ending = {}): ProbeOutcome | 'again' {
    const { lagQuery, link, monotonicMs } = this.#parts;
    const last = link.lastLook;
    const now = found(asked, { lagQuery, ending, hangingStatement: link.hangingStatement });
    // Most of it is as it was: the engine keeps an observation of each server too, and shares these parts.
    const observation = keptObservation(last?.observation ?? null, now.observation);
    const arrivals = arrivalsAfter(last?.arrivals ?? null, now.arrivals);
    const isSettled =
      last !== null && !showsChange(last.observation, observation) && !showsArrival(last.arrivals, arrivals);
    const mayAskAgain = ending.waitingFor === undefined && monotonicMs() <= this.#againUntilMs;
    if (asked.whole !== null && !isSettled && mayAskAgain) {
      this.#depth = 'full';
      return 'again';
    }
    const isWhole = this.#skipped.size === 0 && ending.waitingFor === undefined && link.hangingStatement === null;
    link.looked(isWhole ? { observation, acquaintance: asked.acquaintance, isSettled, arrivals } : null);
    return { kind: 'observed', observation };
  }
}

function fail(parts: Parameters<typeof failure>[0]): ProbeOutcome {
  return { kind: 'failed', failure: failure(parts) };
}
