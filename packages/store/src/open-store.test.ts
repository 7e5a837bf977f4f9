import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSqliteWorld, realClock } from './contract/test-world.ts';
import type { SqliteWorld } from './contract/test-world.ts';
import { openStore } from './open-store.ts';

let world: SqliteWorld;
beforeEach(async () => {
  world = await createSqliteWorld();
});
afterEach(() => world.dispose());

test('a shared MySQL backend is refused at the start, with what to set instead', async () => {
  const opening = openStore({ kind: 'mysql' }, { clock: realClock, logger: world.logger });
  await expect(opening).rejects.toMatchObject({ name: 'StoreError', code: 'store-unsupported' });
  await expect(opening).rejects.toThrow('set BackendDB to "sqlite"');
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
