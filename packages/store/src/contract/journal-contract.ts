import { describe, expect, test } from 'vitest';
import { asPlanId } from '@topiary/domain';
import type { PlanRecord } from '@topiary/engine';
import type { CurrentWorld } from './store-world.ts';
import { actor, at, blog, finished, middle, shop, stageStarted, started } from './samples.ts';

const one = asPlanId('plan-1');
const two = asPlanId('plan-2');
const everything = { cluster: null, page: 0, pageSize: 20 };

export function describeJournal(world: CurrentWorld): void {
  describe('journal: entries', () => describeEntries(world));
  describe('journal: plans', () => describePlans(world));
}

function describeEntries(world: CurrentWorld): void {
  test('entries come back as they were written, in order, also from another process', async () => {
    const first = await world().open();
    await first.journal.append(one, [started({ id: one }), ...middle.slice(0, 2)]);
    for (const entry of middle.slice(2)) await first.journal.append(one, [entry]);
    await first.journal.append(one, [finished]);
    const second = await world().open();
    expect(await second.journal.read(one)).toEqual([started({ id: one }), ...middle, finished]);
  });

  test('appends that are not awaited keep their order', async () => {
    const store = await world().open();
    await Promise.all([started({ id: one }), ...middle, finished].map((entry) => store.journal.append(one, [entry])));
    expect(await store.journal.read(one)).toEqual([started({ id: one }), ...middle, finished]);
  });

  test('the journal of an unknown plan is empty', async () => {
    const store = await world().open();
    expect(await store.journal.read(one)).toEqual([]);
  });

  test('an append of nothing does nothing', async () => {
    const store = await world().open();
    await store.journal.append(one, []);
    expect(await store.journal.list(everything)).toEqual({ items: [], total: 0, page: 0, pageSize: 20 });
  });

  test('a journal begins with the start of its plan, which comes once', async () => {
    const store = await world().open();
    await expect(store.journal.append(one, [stageStarted])).rejects.toMatchObject({ code: 'store-plan-unknown' });
    await store.journal.append(one, [started({ id: one })]);
    await expect(store.journal.append(one, [started({ id: one }), stageStarted])).rejects.toMatchObject({
      code: 'store-plan-exists',
    });
    expect(await store.journal.read(one)).toEqual([started({ id: one })]);
  });

  test('a plan of a thousand entries is written by one append', async () => {
    const store = await world().open();
    const entries = [started({ id: one }), ...Array.from({ length: 999 }, () => stageStarted)];
    await store.journal.append(one, entries);
    expect(await store.journal.read(one)).toHaveLength(1_000);
  });

  test('a closed store takes nothing, and may be closed twice', async () => {
    const store = await world().open();
    await store.close();
    await store.close();
    await expect(store.journal.append(one, [started({ id: one })])).rejects.toMatchObject({ code: 'store-closed' });
    await expect(store.journal.unfinished()).rejects.toMatchObject({ code: 'store-closed' });
  });
}

function describePlans(world: CurrentWorld): void {
  test('plans without an end are unfinished, the oldest first', async () => {
    const store = await world().open();
    await store.journal.append(two, [started({ id: two, at: at(1) })]);
    await store.journal.append(one, [started({ id: one, at: at(2) }), stageStarted]);
    const { items } = await store.journal.list(everything);
    expect(await store.journal.unfinished()).toEqual(items.toReversed());
    expect(items.map(({ id }) => id)).toEqual([one, two]);
    await store.journal.append(two, [finished]);
    expect(await store.journal.unfinished()).toMatchObject([{ id: one, cluster: shop, actor }]);
  });

  test('plans are listed with the newest first, and by cluster', async () => {
    const store = await world().open();
    await store.journal.append(one, [started({ id: one, at: at(1) }), stageStarted, finished]);
    await store.journal.append(two, [started({ id: two, at: at(2), cluster: blog })]);
    const first: PlanRecord = {
      id: one,
      cluster: shop,
      kind: 'relocate',
      actor,
      startedAt: at(1),
      finishedAt: at(9),
      outcome: 'done',
    };
    const second: PlanRecord = {
      ...first,
      id: two,
      cluster: blog,
      startedAt: at(2),
      finishedAt: null,
      outcome: null,
    };
    expect(await store.journal.list(everything)).toMatchObject({ items: [second, first], total: 2 });
    expect(await store.journal.list({ ...everything, cluster: shop })).toMatchObject({ items: [first], total: 1 });
  });

  test('pages count from 0 and do not overlap', async () => {
    const store = await world().open();
    const ids = Array.from({ length: 5 }, (_, index) => asPlanId(`plan-${index}`));
    for (const [index, id] of ids.entries()) await store.journal.append(id, [started({ id, at: at(index) })]);
    const pages = await Promise.all(
      [0, 1, 2, 3].map((page) => store.journal.list({ ...everything, page, pageSize: 2 })),
    );
    expect(pages.map(({ items }) => items.map(({ id }) => id))).toEqual([
      ['plan-4', 'plan-3'],
      ['plan-2', 'plan-1'],
      ['plan-0'],
      [],
    ]);
    expect(pages.map(({ total }) => total)).toEqual([5, 5, 5, 5]);
  });

  test('a page larger than the bound is refused', async () => {
    const store = await world().open();
    await expect(store.journal.list({ ...everything, pageSize: 100_000 })).rejects.toThrow('a page has between 1 and');
    await expect(store.journal.list({ ...everything, page: -1 })).rejects.toThrow('a page is a whole number');
  });
}
