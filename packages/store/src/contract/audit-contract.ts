import { describe, expect, test } from 'vitest';
import { message, sayAll } from '@topiary/domain';
import type { AuditQuery, NewAuditEntry, Store } from '@topiary/engine';
import { actor, at, auditEntry, blog, instance, shop, text } from './samples.ts';
import type { CurrentWorld } from './store-world.ts';

const page = { page: 0, pageSize: 20 };

const ENTRIES: readonly NewAuditEntry[] = [
  auditEntry({ at: at(10), summary: text('one') }),
  auditEntry({ at: at(20), summary: text('two'), cluster: blog, clusterName: null, instance: null, plan: null }),
  auditEntry({ at: at(30), summary: text('three'), action: 'discover', instance: instance('db-9') }),
  auditEntry({ at: at(40), summary: text('four'), actor: { ...actor, user: 'grace', via: 'cli' }, result: 'failed' }),
  auditEntry({
    at: at(50),
    summary: text('Ünïcode, 50% of A_B and \\ "quoted" 商店'),
    result: 'refused',
    cluster: null,
  }),
];

const FILTERS: readonly (readonly [Partial<AuditQuery>, readonly string[]])[] = [
  [{ cluster: shop }, ['four', 'three', 'one']],
  [{ instance: instance('db-9') }, ['three']],
  [{ user: 'grace' }, ['four']],
  [{ action: 'discover' }, ['three']],
  [{ result: 'failed' }, ['four']],
  [{ from: at(30), to: at(49) }, ['four', 'three']],
  [{ to: at(20) }, ['two', 'one']],
  [{ cluster: shop, user: 'ada', from: at(11) }, ['three']],
];

/** A part of a summary, and how many entries have it. */
const TEXTS: readonly (readonly [string, number])[] = [
  ['%', 1],
  ['_', 1],
  ['\\', 1],
  ['"', 1],
  ["'", 0],
  ['50% OF', 1],
  ['ünÏcode', 1],
  ['商店', 1],
  ['u%e', 0],
  ['TH', 1],
  ['', 5],
];

async function withEntries(world: CurrentWorld): Promise<Store> {
  const store = await world().open();
  for (const entry of ENTRIES) store.audit.write(entry);
  return store;
}

async function summaries(store: Store, query: Partial<AuditQuery>): Promise<readonly string[]> {
  const { items, total } = await store.audit.list({ ...page, ...query });
  expect(total).toBe(items.length);
  return items.map(({ summary }) => sayAll(summary, 'en'));
}

export function describeAudit(world: CurrentWorld): void {
  describe('audit', () => {
    test('entries come back as they were written, the newest first, with ids that grow', async () => {
      const store = await withEntries(world);
      const { items, total } = await store.audit.list(page);
      expect(total).toBe(5);
      expect(items.map(({ id: _id, ...entry }) => entry)).toEqual(ENTRIES.toReversed());
      expect(items.map(({ id }) => id)).toEqual(items.map(({ id }) => id).toSorted((a, b) => b - a));
    });

    test('entries of the same instant keep their order', async () => {
      const store = await world().open();
      for (let number = 0; number < 30; number += 1) store.audit.write(auditEntry({ summary: text(`${number}`) }));
      const { items } = await store.audit.list({ page: 1, pageSize: 10 });
      expect(items.map(({ summary }) => sayAll(summary, 'en'))).toEqual(
        Array.from({ length: 10 }, (_, index) => `${19 - index}`),
      );
    });

    test('close writes what still waits', async () => {
      const first = await withEntries(world);
      await first.close();
      const second = await world().open();
      expect(await summaries(second, {})).toHaveLength(5);
    });

    test('filters by every field, alone and together', async () => {
      const store = await withEntries(world);
      const found = await Promise.all(FILTERS.map(async ([query]) => [query, await summaries(store, query)] as const));
      expect(found).toEqual(FILTERS);
    });

    test('finds a text without regard to case, and knows no wildcards', async () => {
      const store = await withEntries(world);
      const found = await Promise.all(
        TEXTS.map(async ([part]) => [part, await summaries(store, { text: part })] as const),
      );
      expect(found.map(([part, { length }]) => [part, length])).toEqual(TEXTS);
    });

    test('a summary of several sentences comes back as codes with parameters, and is found in every language', async () => {
      const store = await world().open();
      const moved = [
        message('audit-relocate', { replica: 'db-2:3306', target: 'db-3:3306' }),
        message('audit-ended-partly-done', { moved: 1, count: 2 }),
      ];
      store.audit.write(auditEntry({ summary: moved }));
      store.audit.write(auditEntry({ summary: [message('audit-discovered', { instance: 'db-2:3306' })] }));
      const found = async (part: string) => (await store.audit.list({ ...page, text: part })).items;
      expect(await found('below DB-3:3306: partly')).toMatchObject([{ summary: moved }]);
      expect(await found('db-3:3306 之下：部分完成')).toMatchObject([{ summary: moved }]);
      expect(await found('db-2:3306')).toHaveLength(2);
    });

    test('a user whose name holds SQL is only a name', async () => {
      const store = await withEntries(world);
      expect(await summaries(store, { user: "' or 1=1 --" })).toEqual([]);
    });

    test('a page larger than the bound is refused', async () => {
      const store = await world().open();
      await expect(store.audit.list({ page: 0, pageSize: 0 })).rejects.toThrow('a page has between 1 and');
    });
  });
}
