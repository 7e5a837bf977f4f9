import { describe, expect, test } from 'vitest';
import { asInstant, asPlanId } from '@topiary/domain';
import { stageStarted, started } from '../contract/samples.ts';
import { MemoryDisk } from './memory-disk.ts';
import { createMemoryStore } from './memory-store.ts';

const plan = asPlanId('plan-1');
const holder = { hostname: 'here', processId: 1, url: '' };

describe('a store in memory', () => {
  test('that crashes leaves its journal on the disk and its lease to others', async () => {
    const disk = new MemoryDisk();
    const first = createMemoryStore({ disk });
    await first.lease.acquire(holder);
    await first.journal.append(plan, [started({ id: plan })]);
    first.crash();
    const second = createMemoryStore({ disk });
    expect(await second.lease.acquire(holder)).toEqual({ kind: 'held', term: 2 });
    expect(await second.journal.unfinished()).toMatchObject([{ id: plan }]);
  });

  test('refuses durable writes while its disk is in trouble, and keeps what it had', async () => {
    const store = createMemoryStore();
    await store.journal.append(plan, [started({ id: plan })]);
    store.disk.trouble = 'store-full';
    await expect(store.journal.append(plan, [stageStarted])).rejects.toMatchObject({
      name: 'StoreError',
      code: 'store-full',
    });
    store.disk.trouble = null;
    expect(await store.journal.read(plan)).toEqual([started({ id: plan })]);
  });

  test('tells the time of its clock', async () => {
    const disk = new MemoryDisk();
    const clock = { now: () => asInstant(42) };
    await createMemoryStore({ disk, clock }).lease.acquire(holder);
    expect(await createMemoryStore({ disk, clock }).lease.check()).toMatchObject({ kind: 'held-by-other', since: 42 });
  });
});
