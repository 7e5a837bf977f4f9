/**
 * The lease through the two threads. The writing thread holds the lock and answers. When it does not within
 * `LEASE_HEDGE_MS`, because a write hangs in it, the reading thread says whether the term is still the current one: a
 * disk that takes no writes does not keep a holder from knowing that it holds.
 */
import type { Clock, Lease, LeaseHolder, LeaseState } from '@topiary/engine';
import { LEASE_DEADLINE_MS, LEASE_HEDGE_MS } from '../bounds.ts';
import type { HeldLease, ReaderOperations, WriterOperations } from '../worker/operations.ts';
import type { WorkerClient } from '../worker/worker-client.ts';

export interface ThreadedLeaseOptions {
  readonly writer: WorkerClient<WriterOperations>;
  readonly reader: WorkerClient<ReaderOperations>;
  readonly clock: Clock;
}

const LEASE = { deadlineMs: LEASE_DEADLINE_MS, dropWhenLate: 'no' } as const;

export class ThreadedLease implements Lease {
  readonly #options: ThreadedLeaseOptions;
  #held: HeldLease | null = null;
  #ownTerm: number | null = null;

  constructor(options: ThreadedLeaseOptions) {
    this.#options = options;
  }

  /** Stays after a loss, so that late writes are still refused. */
  get ownTerm(): number | null {
    return this.#ownTerm;
  }

  async acquire(holder: LeaseHolder): Promise<LeaseState> {
    const { writer, clock } = this.#options;
    const { state, held } = await writer.call('acquireLease', { holder, now: clock.now() }, LEASE);
    this.#held = held;
    if (held !== null) this.#ownTerm = held.term;
    return state;
  }

  async check(): Promise<LeaseState> {
    const answer = this.#options.writer.call('checkLease', null, LEASE);
    const state = await (this.#held === null ? answer : this.#withSecondOpinion(answer, this.#held));
    if (state.kind !== 'held') this.#held = null;
    return state;
  }

  async release(): Promise<void> {
    this.#held = null;
    await this.#options.writer.call('releaseLease', null, LEASE);
  }

  /** The kernel keeps the lock, and does not say who tried it. */
  waiting(): Promise<readonly LeaseHolder[]> {
    return Promise.resolve([]);
  }

  async #withSecondOpinion(answer: Promise<LeaseState>, held: HeldLease): Promise<LeaseState> {
    const { reader, clock } = this.#options;
    let cancel = (): void => undefined;
    const second = new Promise<LeaseState>((resolve) => {
      cancel = clock.schedule(LEASE_HEDGE_MS, () => {
        reader
          .call('isLeaseCurrent', held, LEASE)
          .then((isCurrent) => resolve(isCurrent ? { kind: 'held', term: held.term } : { kind: 'lost' }))
          // Then the writing thread's answer, or its deadline, is all there is.
          .catch(() => undefined);
      });
    });
    return Promise.race([answer, second]).finally(() => cancel());
  }
}
