/** Real time and a logger that remembers, for tests of the store alone. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asInstant } from '@topiary/domain';
import type { Clock, LogFields, Logger, Store } from '@topiary/engine';
import { openSqliteStore } from '../sqlite/sqlite-store.ts';
import type { SqliteStore, SqliteStoreOptions } from '../sqlite/sqlite-store.ts';
import type { StoreWorld } from './store-world.ts';

export const realClock: Clock = {
  now: () => asInstant(Date.now()),
  monotonicMs: () => performance.now(),
  sleep: (ms) =>
    new Promise((resolve) => {
      setTimeout(resolve, ms);
    }),
  schedule: (ms, action) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

export interface LoggedEvent {
  readonly level: 'info' | 'warn' | 'error';
  readonly event: string;
  readonly fields: LogFields;
}

export class RememberingLogger implements Logger {
  readonly events: LoggedEvent[] = [];

  info(event: string, fields: LogFields = {}): void {
    this.events.push({ level: 'info', event, fields });
  }
  warn(event: string, fields: LogFields = {}): void {
    this.events.push({ level: 'warn', event, fields });
  }
  error(event: string, fields: LogFields = {}): void {
    this.events.push({ level: 'error', event, fields });
  }
}

/** A directory of its own, with stores on one file in it. */
export interface SqliteWorld extends StoreWorld {
  readonly directory: string;
  readonly file: string;
  readonly logger: RememberingLogger;
  open(options?: Partial<SqliteStoreOptions>): Promise<SqliteStore>;
}

export async function createSqliteWorld(): Promise<SqliteWorld> {
  const directory = await mkdtemp(join(tmpdir(), 'topiary-store-'));
  const file = join(directory, 'topiary.db');
  const logger = new RememberingLogger();
  const stores: Store[] = [];
  return {
    directory,
    file,
    logger,
    knowsWhoWaits: false,
    open: async (options = {}) => {
      const store = await openSqliteStore({ file, clock: realClock, logger, ...options });
      stores.push(store);
      return store;
    },
    dispose: async () => {
      // A test may have closed one already, or broken its disk.
      await Promise.allSettled(stores.map((store) => store.close()));
      await rm(directory, { recursive: true, force: true });
    },
  };
}
