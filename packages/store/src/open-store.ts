import { unreachable } from '@topiary/domain';
import type { Clock, Logger, Store } from '@topiary/engine';
import type { RetentionSettings } from './clients/client-store.ts';
import { createMemoryStore } from './memory/memory-store.ts';
import { openSharedStore } from './shared/open-shared-store.ts';
import type { SharedStorePlace } from './shared/open-shared-store.ts';
import { openSqliteStore } from './sqlite/sqlite-store.ts';
import type { WrittenBehind } from './write-behind/write-behind.ts';
import { StoreError } from './store-error.ts';

/** `memory`: nothing survives the process; for a trial, and for `:memory:` in a configuration. */
export type StoreConfiguration =
  | ({ readonly kind: 'sqlite'; readonly file: string } & RetentionSettings)
  | { readonly kind: 'memory' }
  | ({ readonly kind: 'mysql' } & SharedStorePlace & RetentionSettings);

export interface OpenStoreOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Told of each batch that was written behind. In memory there are none. */
  readonly onWrittenBehind?: (written: WrittenBehind) => void;
}

/** Rejects with a `StoreError` whose sentence is for the person who configured it. */
export async function openStore(configuration: StoreConfiguration, options: OpenStoreOptions): Promise<Store> {
  switch (configuration.kind) {
    case 'memory':
      return createMemoryStore({ clock: options.clock });
    case 'mysql': {
      const { kind: _kind, ...settings } = configuration;
      return openSharedStore({ ...settings, ...options });
    }
    case 'sqlite': {
      const { kind: _kind, ...settings } = configuration;
      if (settings.file === '')
        throw new StoreError('store-unsupported', { detail: 'the path of its file is empty; set SQLite3DataFile' });
      return openSqliteStore({ ...settings, ...options });
    }
    default:
      return unreachable(configuration);
  }
}
