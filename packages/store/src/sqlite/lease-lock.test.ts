import { rename, rm, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LeaseHolder, LeaseState } from '@topiary/engine';
import { startChild } from '../../test/child.ts';
import type { Child } from '../../test/child.ts';
import { createSqliteWorld, realClock } from '../contract/test-world.ts';
import type { SqliteWorld } from '../contract/test-world.ts';
import type { SqliteStore } from './sqlite-store.ts';

let world: SqliteWorld;
let child: Child | null = null;
beforeEach(async () => {
  world = await createSqliteWorld();
});
afterEach(async () => {
  await child?.kill();
  child = null;
  await world.dispose();
});

const here: LeaseHolder = { hostname: 'here', processId: process.pid, url: 'http://here:3000' };
const PATIENCE_MS = 30_000;
const POLL_MS = 20;

async function startHolder(): Promise<Child> {
  child = startChild('acting-process', [world.file, 'plan', 'hold']);
  expect(await child.nextLine()).toBe('held 1');
  return child;
}

/** Tries until it is held, as those who wait for a lease do. */
async function acquireSoon(store: SqliteStore): Promise<LeaseState> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const state = await store.lease.acquire(here);
    if (state.kind === 'held' || performance.now() > until) return state;
    await realClock.sleep(POLL_MS);
  }
}

describe('a lease between two processes', () => {
  test('the other process is named, and cannot be pushed out', async () => {
    await startHolder();
    const store = await world.open();
    expect(await store.lease.acquire(here)).toMatchObject({
      kind: 'held-by-other',
      holder: { url: 'http://acting:3000' },
    });
    expect(await store.lease.check()).toMatchObject({ kind: 'held-by-other' });
  });

  test('a holder that is killed loses it', async () => {
    const holder = await startHolder();
    const store = await world.open();
    expect(await store.lease.acquire(here)).toMatchObject({ kind: 'held-by-other' });
    await holder.kill();
    expect(await acquireSoon(store)).toEqual({ kind: 'held', term: 2 });
  });

  test('reading and listing go on while another process holds it', async () => {
    await startHolder();
    const store = await world.open();
    expect(await store.audit.list({ page: 0, pageSize: 10 })).toMatchObject({ total: 0 });
    store.inventory.forgetCluster('shop' as never);
    expect(await store.inventory.load()).toEqual({ instances: [], clusters: [] });
  });
});

describe('a lease whose file is touched', () => {
  test('is lost when the file is removed', async () => {
    const store = await world.open();
    await store.lease.acquire(here);
    await rm(`${world.file}.lease`);
    expect(await store.lease.check()).toEqual({ kind: 'lost' });
    expect(await store.lease.acquire(here)).toEqual({ kind: 'held', term: 2 });
  });

  test('is lost when the file is replaced', async () => {
    const store = await world.open();
    await store.lease.acquire(here);
    await rename(`${world.file}.lease`, `${world.file}.elsewhere`);
    await writeFile(`${world.file}.lease`, '');
    expect(await store.lease.check()).toEqual({ kind: 'lost' });
  });

  test('is lost when somebody began a later term, whatever the lock says', async () => {
    const store = await world.open();
    await store.lease.acquire(here);
    const other = new DatabaseSync(world.file);
    other.exec('update lease set term = 7');
    other.close();
    expect(await store.lease.check()).toEqual({ kind: 'lost' });
    expect(await store.lease.acquire(here)).toEqual({ kind: 'held', term: 8 });
  });

  test('two that race for it after a removal do not both keep it', async () => {
    const [first, second] = [await world.open(), await world.open()];
    await first.lease.acquire(here);
    await rm(`${world.file}.lease`);
    expect(await second.lease.acquire(here)).toEqual({ kind: 'held', term: 2 });
    expect(await first.lease.check()).toEqual({ kind: 'lost' });
    expect(await second.lease.check()).toEqual({ kind: 'held', term: 2 });
  });
});
