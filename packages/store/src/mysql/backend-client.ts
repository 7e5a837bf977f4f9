/**
 * Calls to the shared database, each with a deadline. Writes are one after the other, as on a file; reads go side by side, as
 * far as there are connections.
 */
import { MAX_PENDING_REQUESTS } from '../bounds.ts';
import type { CallOptions, StoreClient } from '../clients/store-client.ts';
import { within } from '../clients/within.ts';
import { StoreError } from '../store-error.ts';
import type { Handlers, Operations } from '../worker/operations.ts';
import type { BackendOptions, BackendParts } from './backend-options.ts';
import { backendErrorOf } from './mysql-error.ts';

export interface BackendClientOptions<Ops extends Operations<Ops>> {
  readonly handlers: Handlers<Ops>;
  readonly backend: BackendOptions;
  readonly clock: BackendParts['clock'];
  readonly order: 'one-by-one' | 'side-by-side';
}

export class BackendClient<Ops extends Operations<Ops>> implements StoreClient<Ops> {
  readonly #options: BackendClientOptions<Ops>;
  #last: Promise<unknown> = Promise.resolve();
  #pending = 0;
  #closed = false;

  constructor(options: BackendClientOptions<Ops>) {
    this.#options = options;
  }

  async call<Name extends keyof Ops & string>(
    operation: Name,
    input: Ops[Name]['input'],
    { deadlineMs, dropWhenLate }: CallOptions,
  ): Promise<Ops[Name]['output']> {
    const { clock, handlers, order } = this.#options;
    if (this.#closed) throw new StoreError('store-closed');
    if (this.#pending >= MAX_PENDING_REQUESTS)
      throw new StoreError('store-overloaded', { limit: MAX_PENDING_REQUESTS });
    this.#pending += 1;
    const notAfterMs = dropWhenLate === 'yes' ? clock.monotonicMs() + deadlineMs : Infinity;
    const before = order === 'one-by-one' ? this.#last : Promise.resolve();
    const work = before.then(() => {
      if (this.#closed) throw new StoreError('store-closed');
      if (clock.monotonicMs() > notAfterMs)
        throw new StoreError('store-timeout', { operation, milliseconds: deadlineMs });
      return handlers[operation](input);
    });
    const done = work.finally(() => (this.#pending -= 1));
    this.#last = done.catch(() => undefined);
    try {
      return await within({ clock, milliseconds: deadlineMs, operation }, done);
    } catch (error) {
      throw backendErrorOf(error, this.#options.backend);
    }
  }

  /** What waits is not begun any more. */
  close(): void {
    this.#closed = true;
  }
}
