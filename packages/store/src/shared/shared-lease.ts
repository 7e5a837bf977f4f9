/**
 * Who acts, among processes on several machines. The holder renews its term in the database; it may act for a while after the
 * last renewal that succeeded, which is less than others wait before they take over. Whether it may act is therefore known
 * here, without asking a database that may be slow.
 */
import { asInstant } from '@topiary/domain';
import type { Clock, Lease, LeaseHolder, LeaseState, Logger } from '@topiary/engine';
import type { Kysely } from 'kysely';
import { REPORT_INTERVAL_MS } from '../bounds.ts';
import { within } from '../clients/within.ts';
import type { SharedTables } from '../schema/shared-tables.ts';
import type { StoreError, StoreErrorCode } from '../store-error.ts';
import * as rows from './lease-rows.ts';
import { actsForMs, mayTakeOver, watched } from './lease-watch.ts';
import type { LeaseTimes, LeaseView, Seen } from './lease-watch.ts';

export interface BegunTerm {
  readonly term: number;
  readonly holder: LeaseHolder;
  readonly since: number;
  /** Another process acted last, or nobody ever did: what it left is in the database. */
  readonly followsOther: boolean;
}

export interface SharedLeaseOptions {
  readonly db: Kysely<SharedTables>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly times: LeaseTimes;
  /** Opens this process's own file and takes its lock, unless another process has it; with the id that the file keeps. */
  readonly openFile: () => Promise<{ readonly node: string; readonly isLocked: boolean }>;
  /** The term began, and nobody has been told yet. Rejects when it cannot be taken up. */
  readonly takeUp: (begun: BegunTerm) => Promise<void>;
  /** Another one acts: nothing more is written under this term. */
  readonly superseded: () => void;
  /** Before the term is given back in good order. */
  readonly finish: () => Promise<void>;
  readonly closeFile: () => Promise<void>;
  readonly toStoreError: (error: unknown) => StoreError;
}

/** By both clocks. */
interface Sent {
  readonly ms: number;
  readonly at: number;
}

interface HeldTerm {
  readonly term: number;
  readonly node: string;
  /** No other process may act before, by this process's clock. */
  validUntilMs: number;
  /** The same by the wall clock: a machine that slept does not count that time in its other clock. */
  validUntil: number;
  /** No other one would take over soon. */
  isAlone: boolean;
}

export class SharedLease implements Lease {
  readonly #options: SharedLeaseOptions;
  #held: HeldTerm | null = null;
  #ownTerm: number | null = null;
  #node: string | null = null;
  #seen: Seen | null = null;
  #cancel: () => void = () => undefined;
  #reportedMs: number | null = null;
  #problem: StoreErrorCode | null = null;
  /** One question at a time: an answer that is late must not be taken for that of a later one. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: SharedLeaseOptions) {
    this.#options = options;
  }

  /** Stays after a loss, so that late writes are still refused. */
  get ownTerm(): number | null {
    return this.#ownTerm;
  }

  /** Why it could not be renewed last; `null`: it could, or need not. */
  get problem(): StoreErrorCode | null {
    return this.#problem;
  }

  acquire(holder: LeaseHolder): Promise<LeaseState> {
    return this.#inTurn(() => this.#acquire(holder));
  }

  async check(): Promise<LeaseState> {
    if (this.#held !== null) return this.#stateOf(this.#held);
    return this.#inTurn(async () => {
      if (this.#held !== null) return this.#stateOf(this.#held);
      const { row } = await this.#asked(rows.look(this.#options.db, this.#node ?? ''));
      return row === null || row.is_released === 1 || row.node === this.#node ? { kind: 'lost' } : heldBy(row);
    });
  }

  release(): Promise<void> {
    return this.#inTurn(async () => {
      const held = this.#held;
      this.#cancel();
      this.#held = null;
      this.#problem = null;
      try {
        if (held === null) return await this.#leave();
        await this.#options.finish();
        await this.#asked(rows.giveBack(this.#options.db, held));
      } finally {
        await this.#options.closeFile();
      }
    });
  }

  /** Nobody relies on it: who is not seen for a while counts as gone. */
  async #leave(): Promise<void> {
    if (this.#node !== null) await this.#asked(rows.leave(this.#options.db, this.#node)).catch(() => undefined);
  }

  waiting(): Promise<readonly LeaseHolder[]> {
    return this.#inTurn(() => this.#asked(rows.readWaiting(this.#options.db, this.#node ?? '')));
  }

  #stateOf({ term, validUntilMs, validUntil }: HeldTerm): LeaseState {
    const { clock } = this.#options;
    const isValid = clock.monotonicMs() < validUntilMs && clock.now() < validUntil;
    return isValid ? { kind: 'held', term } : { kind: 'lost' };
  }

  /** From before the renewal was sent. */
  #validity(isAlone: boolean, sent: Sent): Pick<HeldTerm, 'isAlone' | 'validUntilMs' | 'validUntil'> {
    const ms = actsForMs(this.#options.times, isAlone);
    return { isAlone, validUntilMs: sent.ms + ms, validUntil: sent.at + ms };
  }

  #now(): Sent {
    const { clock } = this.#options;
    return { ms: clock.monotonicMs(), at: clock.now() };
  }

  async #acquire(holder: LeaseHolder): Promise<LeaseState> {
    const current = this.#held === null ? null : this.#stateOf(this.#held);
    if (current?.kind === 'held') return current;
    const { db, openFile } = this.#options;
    const { node, isLocked } = await openFile();
    this.#node = node;
    if (!isLocked) return this.#besideOther();
    const { row, view } = await this.#lookOn(node);
    if (!this.#may(view, node)) {
      await this.#asked(rows.announce(db, { node, holder }));
      return row === null ? { kind: 'lost' } : heldBy(row);
    }
    const sent = this.#now();
    const begun = await this.#asked(rows.beginTerm(db, { node, holder }, (now) => this.#may(now, node)));
    if (begun === null) return { kind: 'lost' };
    // Whether others know of this term is not known yet: they wait for the shorter time.
    this.#held = { term: begun.term, node, ...this.#validity(false, sent) };
    this.#ownTerm = begun.term;
    this.#seen = null;
    this.#beatLater();
    try {
      await this.#options.takeUp({ ...begun, holder, followsOther: begun.before !== node });
    } catch (error) {
      this.#cancel();
      this.#held = null;
      await this.#asked(rows.giveBack(db, { term: begun.term, node })).catch(() => undefined);
      throw this.#options.toStoreError(error);
    }
    return this.#held === null ? { kind: 'lost' } : this.#stateOf(this.#held);
  }

  /** Another process of this machine has the file, and would act itself where nobody does: who does is said by the database. */
  async #besideOther(): Promise<LeaseState> {
    const { row } = await this.#asked(rows.look(this.#options.db, ''));
    return row === null || row.is_released === 1 ? { kind: 'lost' } : heldBy(row);
  }

  #may(view: LeaseView | null, node: string): boolean {
    const { clock, times } = this.#options;
    return mayTakeOver({ view, seen: this.#seen, node, nowMs: clock.monotonicMs(), times });
  }

  async #lookOn(node: string): Promise<rows.LeaseLook> {
    const { db, clock, times } = this.#options;
    try {
      const looked = await this.#asked(rows.look(db, node));
      this.#seen = watched({ view: looked.view, nowMs: clock.monotonicMs(), times }, this.#seen);
      return looked;
    } catch (error) {
      this.#seen = null;
      throw error;
    }
  }

  #beatLater(): void {
    this.#cancel();
    this.#cancel = this.#options.clock.schedule(this.#options.times.renewMs, () => {
      void this.#beat().finally(() => {
        if (this.#held !== null) this.#beatLater();
      });
    });
  }

  async #beat(): Promise<void> {
    const held = this.#held;
    if (held === null) return;
    const { logger } = this.#options;
    try {
      const sent = this.#now();
      if (!(await this.#asked(rows.renew(this.#options.db, held)))) return await this.#lose(held);
      await this.#meetOthers(held, sent);
      if (this.#problem !== null) logger.info('lease-renewed-again', { term: held.term });
      this.#problem = null;
    } catch (error) {
      this.#onBeatFailed(held, error);
    }
  }

  /** A holder that is to be waited for longer behaves so only once everybody who would wait less is gone. */
  async #meetOthers(held: HeldTerm, sent: Sent): Promise<void> {
    const { db } = this.#options;
    Object.assign(held, this.#validity(false, sent));
    const others = await this.#asked(rows.readOthers(db, held));
    if (others.count === 0) Object.assign(held, this.#validity(true, sent));
    else if (others.areNew) await this.#asked(rows.acceptOthers(db, held));
  }

  /** Another process has a later term, or the database lost this one: it may be begun anew in the second case. */
  async #lose(held: HeldTerm): Promise<void> {
    if (this.#held !== held) return;
    this.#cancel();
    this.#held = null;
    this.#options.logger.warn('lease-superseded', { term: held.term });
    this.#options.superseded();
  }

  #onBeatFailed({ term, validUntilMs }: HeldTerm, error: unknown): void {
    const { clock, logger, toStoreError } = this.#options;
    const { code } = toStoreError(error);
    this.#problem = code;
    const now = clock.monotonicMs();
    if (this.#reportedMs !== null && now - this.#reportedMs < REPORT_INTERVAL_MS) return;
    this.#reportedMs = now;
    const actsStillMs = Math.max(0, Math.floor(validUntilMs - now));
    logger.error('lease-not-renewed', { term, code, actsStillMs });
  }

  #inTurn<Result>(action: () => Promise<Result>): Promise<Result> {
    const done = this.#turn.then(action);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #asked<Result>(work: Promise<Result>): Promise<Result> {
    const { clock, times, toStoreError } = this.#options;
    try {
      return await within({ clock, milliseconds: times.askMs, operation: 'lease' }, work);
    } catch (error) {
      throw toStoreError(error);
    }
  }
}

type HolderRow = NonNullable<rows.LeaseLook['row']>;

function heldBy({ hostname, process_id: processId, url, since }: HolderRow): LeaseState {
  return { kind: 'held-by-other', holder: { hostname, processId, url }, since: asInstant(since) };
}
