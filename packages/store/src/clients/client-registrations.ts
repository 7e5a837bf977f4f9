/** What people register, through the store's two clients: read by one, written durably by the other. */
import type { RegistryChange } from '@topiary/domain';
import type { LoadedRegistrations, Registrations } from '@topiary/engine';
import { READ_DEADLINE_MS, REGISTER_DEADLINE_MS } from '../bounds.ts';
import { registrationRow } from '../stored/registration.ts';
import { StoreError } from '../store-error.ts';
import type { ClientOptions } from './client-options.ts';

const READ = { deadlineMs: READ_DEADLINE_MS, dropWhenLate: 'yes' } as const;
/** Somebody who was told that it failed asks again: what has not begun by then is not done behind their back. */
const WRITE = { deadlineMs: REGISTER_DEADLINE_MS, dropWhenLate: 'yes' } as const;

export class ClientRegistrations implements Registrations {
  readonly #options: ClientOptions;

  constructor(options: ClientOptions) {
    this.#options = options;
  }

  async load(): Promise<LoadedRegistrations> {
    const { revision, rows } = await this.#options.reader.call('loadRegistrations', null, READ);
    return { revision, registrations: rows.map((row) => this.#options.parse.registration(row)) };
  }

  revision(): Promise<number> {
    return this.#options.reader.call('registrationRevision', null, READ);
  }

  async write({ put, remove }: RegistryChange): Promise<void> {
    const { writer, logger, ownTerm, onWritten } = this.#options;
    try {
      await writer.call('register', { put: put.map(registrationRow), remove, ownTerm: ownTerm() }, WRITE);
    } catch (error) {
      logger.error('store-registration-failed', { code: error instanceof StoreError ? error.code : 'store-failed' });
      throw error;
    }
    onWritten();
  }
}
