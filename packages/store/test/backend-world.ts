/** A shared database on a real server, for tests: stores on it stand for processes on several machines. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '@topiary/engine';
import type { SandboxServer } from '@topiary/sandbox';
import { RememberingLogger, realClock } from '../src/contract/test-world.ts';
import type { StoreWorld } from '../src/contract/store-world.ts';
import type { BackendOptions } from '../src/mysql/backend-options.ts';
import { TABLE_PREFIX } from '../src/mysql/schema-dialect.ts';
import { TABLE_NAMES } from '../src/schema/table-names.ts';
import { openSharedStore } from '../src/shared/open-shared-store.ts';
import type { SharedStoreOptions } from '../src/shared/open-shared-store.ts';
import type { LeaseTimes } from '../src/shared/lease-watch.ts';

export const DATABASE = 'topiary_store';
export const ACCOUNT = { user: 'store', password: 'a "secret" \\ store' };

/** Nobody takes over unless a lease is given back, however slow the machine is. */
const CALM_TIMES: LeaseTimes = { renewMs: 1_000, takeOverMs: 600_000, unknownTakeOverMs: 600_000, askMs: 60_000 };

export function backendOn({ host, port }: SandboxServer, changes: Partial<BackendOptions> = {}): BackendOptions {
  return {
    host,
    port,
    database: DATABASE,
    ...ACCOUNT,
    tls: null,
    connectTimeoutMs: 5_000,
    readTimeoutMs: 30_000,
    maxConnections: 4,
    skipsSchemaUpdate: false,
    ...changes,
  };
}

export interface BackendWorld extends StoreWorld {
  readonly directory: string;
  readonly logger: RememberingLogger;
  open(options?: Partial<SharedStoreOptions>): Promise<Store>;
}

export async function createBackendWorld(server: SandboxServer): Promise<BackendWorld> {
  const directory = await mkdtemp(join(tmpdir(), 'topiary-shared-'));
  const logger = new RememberingLogger();
  const stores: Store[] = [];
  return {
    directory,
    logger,
    open: async (options = {}) => {
      const file = join(directory, `acting-${stores.length}.sqlite`);
      const backend = backendOn(server);
      const store = await openSharedStore({
        backend,
        file,
        clock: realClock,
        logger,
        opensFile: 'when-acting',
        leaseTimes: CALM_TIMES,
        ...options,
      });
      stores.push(store);
      return store;
    },
    dispose: async () => {
      await Promise.allSettled(stores.map((store) => store.close()));
      await rm(directory, { recursive: true, force: true });
      await emptyTables(server);
    },
  };
}

const NUMBERED = [
  'audit_entry',
  'recovery',
  'recovery_step',
  'failure_detection',
  'finding_change',
  'topology_picture',
];

async function emptyTables(server: SandboxServer): Promise<void> {
  const names = [
    ...TABLE_NAMES.filter((name) => name !== 'registration_revision'),
    'lease_beat',
    'lease_member',
    'copied_change',
  ];
  const tables = names.map((name) => `${DATABASE}.${TABLE_PREFIX}${name}`);
  const filled = await server.query(
    tables.map((table, index) => `SELECT ${index} AS n FROM (SELECT 1 FROM ${table} LIMIT 1) AS t`).join(' UNION ALL '),
  );
  const statements = filled.map((row) => {
    const index = Number(row['n']);
    return NUMBERED.includes(names[index] ?? '') ? `TRUNCATE ${tables[index]}` : `DELETE FROM ${tables[index]}`;
  });
  statements.push(`UPDATE ${DATABASE}.${TABLE_PREFIX}registration_revision SET revision = 0`);
  await server.query(statements.join('; '));
}
