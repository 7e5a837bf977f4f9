import { afterEach, beforeEach, expect, test } from 'vitest';
import { asInstant, asPlanId } from '@topiary/domain';
import type { Instant, JournalEntry } from '@topiary/domain';
import { FIRST_PURGE_AFTER_MS, PURGE_BATCH_PLANS, PURGE_BATCH_ROWS, PURGE_INTERVAL_MS } from '../bounds.ts';
import { ManualClock } from '../contract/manual-clock.ts';
import { auditEntry, finished, started, text } from '../contract/samples.ts';
import { createSqliteWorld, realClock } from '../contract/test-world.ts';
import type { SqliteWorld } from '../contract/test-world.ts';

let world: SqliteWorld;
beforeEach(async () => {
  world = await createSqliteWorld();
});
afterEach(() => world.dispose());

const DAY_MS = 86_400_000;
const now = asInstant(1_800_000_000_000);
const daysAgo = (days: number): Instant => asInstant(now - days * DAY_MS);
const page = { page: 0, pageSize: 200, cluster: null };

async function purged(): Promise<unknown> {
  for (let wait = 0; wait < 200; wait += 1) {
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
