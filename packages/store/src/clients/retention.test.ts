import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { asClusterId, asInstant, asPlanId } from '@topiary/domain';
import type { Instant, JournalEntry } from '@topiary/domain';
import {
  FIRST_PURGE_AFTER_MS,
  KEPT_FREE_PAGES,
  PURGE_BATCH_CLUSTERS,
  PURGE_BATCH_PLANS,
  PURGE_BATCH_ROWS,
  PURGE_INTERVAL_MS,
} from '../bounds.ts';
import { clusterRevision } from '../contract/cluster-history-contract.ts';
import { ManualClock } from '../contract/manual-clock.ts';
import { auditEntry, finished, knownCluster, knownInstance, started, text } from '../contract/samples.ts';
import { createSqliteWorld, realClock } from '../contract/test-world.ts';
import type { SqliteWorld } from '../contract/test-world.ts';

let world: SqliteWorld;
beforeEach(async () => {
  world = await createSqliteWorld();
});
afterEach(() => world.dispose());

const DAY_MS = 86_400_000;
const PATIENCE_MS = 60_000;
const now = asInstant(1_800_000_000_000);
const daysAgo = (days: number): Instant => asInstant(now - days * DAY_MS);
const page = { page: 0, pageSize: 200, cluster: null };

async function purged(): Promise<unknown> {
  for (let wait = 0; wait < PATIENCE_MS / 20; wait += 1) {
    const last = world.logger.events.findLast(({ event }) => event === 'store-purged');
    if (last !== undefined) return last.fields;
    await realClock.sleep(20);
  }
  return null;
}

test('audit lines and finished plans beyond their retention go, in batches; the rest stays', async () => {
  const clock = new ManualClock(now);
  const store = await world.open({ clock, auditRetentionDays: 10, journalRetentionDays: 20 });
  const oldLines = 2 * PURGE_BATCH_ROWS + 1;
  for (let line = 0; line < oldLines; line += 1) store.audit.write(auditEntry({ at: daysAgo(11) }));
  store.audit.write(auditEntry({ at: daysAgo(9), summary: text('young') }));
  const oldPlans = PURGE_BATCH_PLANS + 1;
  const end: JournalEntry = { ...finished, at: daysAgo(21) };
  for (let number = 0; number < oldPlans; number += 1) {
    const id = asPlanId(`old-${number}`);
    await store.journal.append(id, [started({ id, at: daysAgo(22) }), end]);
  }
  const unfinished = asPlanId('unfinished');
  const young = asPlanId('young');
  await store.journal.append(unfinished, [started({ id: unfinished, at: daysAgo(300) })]);
  await store.journal.append(young, [started({ id: young, at: daysAgo(22) }), { ...finished, at: daysAgo(19) }]);
  expect(await store.audit.list({ page: 0, pageSize: 1 })).toMatchObject({ total: oldLines + 1 });

  clock.advance(FIRST_PURGE_AFTER_MS);
  expect(await purged()).toEqual({ deleted: oldLines + oldPlans });
  expect(await store.audit.list({ page: 0, pageSize: 10 })).toMatchObject({
    total: 1,
    items: [{ summary: text('young') }],
  });
  expect((await store.journal.list(page)).items.map(({ id }) => id)).toEqual([young, unfinished]);
  expect(await store.journal.read(asPlanId('old-0'))).toEqual([]);
  expect(await store.journal.read(young)).toHaveLength(2);
  expect(clock.nextDueMs).toBeLessThanOrEqual(PURGE_INTERVAL_MS);
});

const LINES_PER_DAY = 100;
const PAGE_BYTES = 4_096;

/** The file with its write-ahead log folded back, as large as it is on the disk. */
async function closedSize(): Promise<number> {
  const store = await world.open({ clock: new ManualClock(now), auditRetentionDays: 40_000 });
  await store.close();
  return statSync(world.file).size;
}

test('a year of audit comes down to what is kept, and so does the file, while journals are written in between', async () => {
  const clock = new ManualClock(now);
  const store = await world.open({ clock, auditRetentionDays: 30, journalDeadlineMs: PATIENCE_MS });
  for (let day = 365; day > 0; day -= 1) {
    for (let line = 0; line < LINES_PER_DAY; line += 1) store.audit.write(auditEntry({ at: daysAgo(day - 0.5) }));
    // The buffer is bounded; a year does not come in a second.
    if (day % 50 === 0) await store.audit.list({ page: 0, pageSize: 1 });
  }
  const { total } = await store.audit.list({ page: 0, pageSize: 1 });
  expect(total).toBe(365 * LINES_PER_DAY);
  const yearFile = statSync(world.file).size + statSync(`${world.file}-wal`).size;

  clock.advance(FIRST_PURGE_AFTER_MS);
  let appended = 0;
  for (const end = purged(); ; appended += 1) {
    const id = asPlanId(`meanwhile-${appended}`);
    await store.journal.append(id, [started({ id, at: now })]);
    const isOver = await Promise.race([end.then(() => true), realClock.sleep(5).then(() => false)]);
    if (isOver) break;
  }
  expect(await purged()).toEqual({ deleted: 335 * LINES_PER_DAY });
  // Each waited for a part of the purge, and none for the whole.
  expect(appended).toBeGreaterThan(5);
  expect(await store.audit.list({ page: 0, pageSize: 1 })).toMatchObject({ total: 30 * LINES_PER_DAY });
  await store.close();
  const monthFile = await closedSize();
  expect(monthFile).toBeLessThan(yearFile / 4);
  expect(monthFile).toBeGreaterThan(KEPT_FREE_PAGES * PAGE_BYTES);
});

test('of audit lines that are young but too many, the oldest go', async () => {
  const clock = new ManualClock(now);
  const store = await world.open({ clock, maxAuditRows: 700 });
  for (let line = 1; line <= 2_000; line += 1)
    store.audit.write(auditEntry({ at: daysAgo(1), summary: text(`line ${line}`) }));
  expect(await store.audit.list({ page: 0, pageSize: 1 })).toMatchObject({ total: 2_000 });
  clock.advance(FIRST_PURGE_AFTER_MS);
  expect(await purged()).toEqual({ deleted: 1_300 });
  const { total, items } = await store.audit.list({ page: 3, pageSize: 200 });
  expect([total, items.at(-1)?.summary]).toEqual([700, text('line 1301')]);
});

test('of how a cluster looked, what is too old goes, but for how it stood where that begins', async () => {
  const clock = new ManualClock(now);
  const store = await world.open({ clock, historyDays: 10 });
  const shop = asClusterId('shop');
  const gone = asClusterId('gone');
  store.inventory.saveInstance(knownInstance('db-1', { cluster: shop }));
  store.inventory.saveCluster(knownCluster(shop, { firstSeenAt: daysAgo(300) }));
  for (const days of [40, 30, 20, 5])
    store.clusterHistory.write(clusterRevision({ cluster: shop, revision: days, at: daysAgo(days) }));
  for (const days of [40, 30]) store.clusterHistory.write(clusterRevision({ cluster: gone, at: daysAgo(days) }));
  expect(await store.clusterHistory.span(gone)).toEqual({ first: daysAgo(40), last: daysAgo(30) });
  clock.advance(FIRST_PURGE_AFTER_MS);
  expect(await purged()).toEqual({ deleted: 4 });
  const kept = await store.clusterHistory.list({ cluster: shop, page: 0, pageSize: 10 });
  expect(kept.items.map(({ revision }) => revision)).toEqual([5, 20]);
  expect(await store.clusterHistory.span(gone)).toBeNull();
});

test('states of a cluster that come and go never push out what happened to its tree', async () => {
  const clock = new ManualClock(now);
  const store = await world.open({ clock, maxRevisions: 3 });
  const clusters = Array.from({ length: 2 * PURGE_BATCH_CLUSTERS + 1 }, (_, number) => asClusterId(`c${number}`));
  for (const cluster of clusters)
    for (let revision = 1; revision <= 12; revision += 1)
      store.clusterHistory.write(
        clusterRevision({ cluster, revision, at: daysAgo(1), kind: revision <= 4 ? 'structure' : 'state' }),
      );
  clock.advance(FIRST_PURGE_AFTER_MS);
  expect(await purged()).toEqual({ deleted: clusters.length * 6 });
  for (const cluster of clusters) {
    const { items } = await store.clusterHistory.list({ cluster, page: 0, pageSize: 20 });
    expect(items.map(({ revision }) => revision)).toEqual([12, 11, 10, 4, 3, 2]);
  }
});

test('a cluster that has had no server for a day is not kept', async () => {
  const clock = new ManualClock(now);
  const store = await world.open({ clock });
  store.inventory.saveInstance(knownInstance('db-1', { cluster: asClusterId('lived-in') }));
  for (const [id, days] of [
    ['lived-in', 300],
    ['left', 300],
    ['begun-just-now', 0.1],
  ] as const)
    store.inventory.saveCluster(knownCluster(asClusterId(id), { firstSeenAt: daysAgo(days) }));
  await store.inventory.load();
  clock.advance(FIRST_PURGE_AFTER_MS);
  expect(await purged()).toEqual({ deleted: 1 });
  const { clusters } = await store.inventory.load();
  expect(clusters.map(({ id }) => id).toSorted()).toEqual(['begun-just-now', 'lived-in']);
});

test('a file of before that cannot give room back can after it was opened once', async () => {
  const first = await world.open();
  first.audit.write(auditEntry());
  await first.close();
  const raw = new DatabaseSync(world.file);
  raw.exec('pragma auto_vacuum = none; vacuum');
  const kind = (): unknown => raw.prepare('pragma auto_vacuum').get()?.['auto_vacuum'];
  expect(kind()).toBe(0);
  raw.close();
  const second = await world.open();
  expect(await second.audit.list({ page: 0, pageSize: 1 })).toMatchObject({ total: 1 });
  await second.close();
  const again = new DatabaseSync(world.file, { readOnly: true });
  expect(again.prepare('pragma auto_vacuum').get()).toEqual({ auto_vacuum: 2 });
  again.close();
});
