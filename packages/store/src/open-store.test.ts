import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSqliteWorld, realClock } from './contract/test-world.ts';
import type { SqliteWorld } from './contract/test-world.ts';
import { openStore } from './open-store.ts';

let world: SqliteWorld;
beforeEach(async () => {
  world = await createSqliteWorld();
});
afterEach(() => world.dispose());

test('a shared database that nobody serves is refused at the start, with where it was looked for and without the password', async () => {
  const backend = {
    host: '127.0.0.1',
    // Reserved: nobody listens there.
    port: 1,
    database: 'topiary',
    user: 'store',
    password: 'secret-word',
    tls: null,
    connectTimeoutMs: 5_000,
    readTimeoutMs: 5_000,
    maxConnections: 1,
    skipsSchemaUpdate: false,
  };
  const opening = openStore({ kind: 'mysql', backend, file: world.file }, { clock: realClock, logger: world.logger });
  await expect(opening).rejects.toMatchObject({ name: 'StoreError', code: 'store-unreachable' });
  await expect(opening).rejects.toThrow('mysql://127.0.0.1:1/topiary cannot be reached: ECONNREFUSED');
  expect(JSON.stringify([await opening.catch((error: unknown) => error), world.logger.events])).not.toContain('secret');
});

test('SQLite without a file is refused', async () => {
  const opening = openStore({ kind: 'sqlite', file: '' }, { clock: realClock, logger: world.logger });
  await expect(opening).rejects.toMatchObject({ code: 'store-unsupported' });
});

test('SQLite with a file opens it', async () => {
  const store = await openStore({ kind: 'sqlite', file: world.file }, { clock: realClock, logger: world.logger });
  expect(await store.lease.acquire({ hostname: 'here', processId: 1, url: '' })).toEqual({ kind: 'held', term: 1 });
  await store.close();
});

test('a store in memory takes its time from the clock that it was given', async () => {
  const store = await openStore({ kind: 'memory' }, { clock: realClock, logger: world.logger });
  expect(await store.lease.acquire({ hostname: 'here', processId: 1, url: '' })).toEqual({ kind: 'held', term: 1 });
});
