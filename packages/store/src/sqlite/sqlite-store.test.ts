import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { asPlanId } from '@topiary/domain';
import { startChild } from '../../test/child.ts';
import { BUSY_TIMEOUT_MS, MAX_ENTRY_CHARACTERS, STUCK_JOURNAL_DEADLINE_MS } from '../bounds.ts';
import { auditEntry, finished, knownInstance, stageStarted, started, text } from '../contract/samples.ts';
import { createSqliteWorld, realClock } from '../contract/test-world.ts';
import type { SqliteWorld } from '../contract/test-world.ts';

let world: SqliteWorld;
beforeEach(async () => {
  world = await createSqliteWorld();
});
afterEach(() => world.dispose());

const plan = asPlanId('plan-1');
/** Until a disk that answers again has written what was asked of it. */
const PATIENCE_MS = 60_000;

/** Another program that keeps the write lock: for the store, a disk that does not answer. */
function takeWriteLock(): () => void {
  const other = new DatabaseSync(world.file);
  other.exec('begin immediate');
  return () => other.close();
}

/** By a store that waits for the disk as long as it takes. */
async function begin(): Promise<void> {
  const store = await world.open({ journalDeadlineMs: PATIENCE_MS });
  await store.journal.append(plan, [started({ id: plan })]);
  await store.close();
}

describe('a process that is killed in the middle of its appends', () => {
  test('leaves every entry that was confirmed, none half, and an unfinished plan', async () => {
    const child = startChild('acting-process', [world.file, 'plan-1', 'append']);
    expect(await child.nextLine()).toBe('held 1');
    while (Number(await child.nextLine()) < 50);
    await child.kill();
    const confirmed = Math.max(50, ...child.linesLeft().map(Number));
    const store = await world.open();
    expect(await store.journal.unfinished()).toMatchObject([{ id: plan }]);
    const entries = await store.journal.read(plan);
    expect(entries[0]).toEqual(started({ id: plan }));
    expect(entries.length).toBeGreaterThanOrEqual(1 + 2 * confirmed);
    // Two entries a time, and one append may have been under way.
    expect((entries.length - 1) % 2).toBe(0);
    expect(entries.length).toBeLessThanOrEqual(1 + 2 * (confirmed + 1));
  });
});

describe('a disk that does not answer', () => {
  test('an append rejects at its deadline, is written when the disk answers again, and keeps its place', async () => {
    await begin();
    const store = await world.open({ journalDeadlineMs: 100 });
    const release = takeWriteLock();
    await expect(store.journal.append(plan, [stageStarted])).rejects.toMatchObject({ code: 'store-timeout' });
    expect(store.health().journalProblem).toBe('store-timeout');
    release();
    const entries = [started({ id: plan }), stageStarted];
    await expect.poll(() => store.journal.read(plan)).toEqual(entries);
    let others = 0;
    const appendToOther = async () => {
      const id = asPlanId(`other-${(others += 1)}`);
      await store.journal.append(id, [started({ id })]);
    };
    await vi.waitFor(appendToOther, { timeout: PATIENCE_MS, interval: BUSY_TIMEOUT_MS });
    expect(store.health().journalProblem).toBeNull();
    await store.close();
    const patient = await world.open({ journalDeadlineMs: PATIENCE_MS });
    await patient.journal.append(plan, [finished]);
    expect(await patient.journal.read(plan)).toEqual([...entries, finished]);
  });

  test('an append that the lock keeps out longer than the busy timeout rejects, and is not written', async () => {
    const store = await world.open({ journalDeadlineMs: PATIENCE_MS });
    const release = takeWriteLock();
    await expect(store.journal.append(plan, [started({ id: plan })])).rejects.toMatchObject({ code: 'store-locked' });
    release();
    expect(await store.journal.read(plan)).toEqual([]);
  });

  test('after one that timed out, the next append does not wait as long', async () => {
    await begin();
    const store = await world.open({ journalDeadlineMs: 300 });
    const release = takeWriteLock();
    const waits = [300, STUCK_JOURNAL_DEADLINE_MS, STUCK_JOURNAL_DEADLINE_MS];
    for (const milliseconds of waits) {
      const append = store.journal.append(plan, [stageStarted]);
      await expect(append).rejects.toMatchObject({ code: 'store-timeout', data: { milliseconds } });
    }
    release();
    // What the lock kept out longer than the busy timeout is not written, which on a busy machine may be any of them.
    await vi.waitFor(() => store.journal.append(plan, [finished]), { timeout: PATIENCE_MS, interval: BUSY_TIMEOUT_MS });
    const entries = await store.journal.read(plan);
    expect([entries[0], entries.at(-1)]).toEqual([started({ id: plan }), finished]);
  });

  test('does not keep the holder of the lease from knowing that it holds it', async () => {
    const store = await world.open({ journalDeadlineMs: PATIENCE_MS });
    await store.lease.acquire({ hostname: 'here', processId: 1, url: '' });
    const release = takeWriteLock();
    let appended = false;
    const append = store.journal.append(plan, [started({ id: plan })]).catch(() => (appended = true));
    expect(await store.lease.check()).toEqual({ kind: 'held', term: 1 });
    expect(appended).toBe(false);
    release();
    await append;
  });

  test('does not keep a former holder from knowing that it lost', async () => {
    const store = await world.open({ journalDeadlineMs: PATIENCE_MS });
    await store.lease.acquire({ hostname: 'here', processId: 1, url: '' });
    const other = new DatabaseSync(world.file);
    other.exec('update lease set term = 2');
    other.close();
    const release = takeWriteLock();
    let appended = false;
    const append = store.journal.append(plan, [started({ id: plan })]).catch(() => (appended = true));
    expect(await store.lease.check()).toEqual({ kind: 'lost' });
    expect(appended).toBe(false);
    release();
    await append;
  });

  test('does not stop the main thread, nor lists', async () => {
    const store = await world.open({ journalDeadlineMs: PATIENCE_MS });
    const release = takeWriteLock();
    let turns = 0;
    const append = store.journal.append(plan, [started({ id: plan })]).catch(() => undefined);
    const counting = setInterval(() => (turns += 1), 5);
    expect(await store.journal.unfinished()).toEqual([]);
    await append;
    clearInterval(counting);
    release();
    expect(turns).toBeGreaterThan(2);
  });

  test('what is written behind waits, is said in the log, and is written later', async () => {
    const store = await world.open();
    const release = takeWriteLock();
    store.audit.write(auditEntry({ summary: text('while the disk hung') }));
    store.inventory.saveInstance(knownInstance('db-1'));
    expect(await store.audit.list({ page: 0, pageSize: 10 })).toMatchObject({ total: 0 });
    await realClock.sleep(BUSY_TIMEOUT_MS);
    release();
    expect(await store.audit.list({ page: 0, pageSize: 10 })).toMatchObject({ total: 1 });
    expect(store.health()).toMatchObject({ waiting: 0, dropped: { audit: 0, inventory: 0 } });
    expect(world.logger.events).toContainEqual({
      level: 'error',
      event: 'store-flush-failed',
      fields: expect.objectContaining({ code: 'store-locked', waiting: 2 }) as object,
    });
  });
});

describe('what is damaged behind the back of the store', () => {
  test.each([
    ['text that is no JSON', 'no json'],
    ['an entry that no schema knows', '{"kind":"plan-finished","at":1,"outcome":"perhaps","reason":null}'],
  ])('%s in a journal is named, with its place', async (_name, body) => {
    const store = await world.open();
    await store.journal.append(plan, [started({ id: plan }), stageStarted, finished]);
    const other = new DatabaseSync(world.file);
    other.prepare('update journal_entry set body = ? where seq = 2').run(body);
    other.close();
    await expect(store.journal.read(plan)).rejects.toMatchObject({ code: 'store-corrupt' });
    await expect(store.journal.read(plan)).rejects.toThrow('entry 2 of the journal of plan plan-1');
  });

  test('a journal that cannot be read keeps nobody from knowing which plans are unfinished', async () => {
    const store = await world.open();
    await store.journal.append(plan, [started({ id: plan }), stageStarted]);
    const other = new DatabaseSync(world.file);
    other.exec(`update journal_entry set body = 'no json'`);
    other.close();
    await expect(store.journal.read(plan)).rejects.toMatchObject({ code: 'store-corrupt' });
    expect(await store.journal.unfinished()).toMatchObject([{ id: plan, cluster: 'shop' }]);
  });
});

describe('bounds', () => {
  test('an entry beyond the bound is refused, and nothing of its append is written', async () => {
    const store = await world.open();
    const huge = { ...stageStarted, steps: ['x'.repeat(MAX_ENTRY_CHARACTERS) as never] };
    await expect(store.journal.append(plan, [started({ id: plan }), huge])).rejects.toMatchObject({
      code: 'store-too-large',
      data: { limit: MAX_ENTRY_CHARACTERS },
    });
    expect(await store.journal.read(plan)).toEqual([]);
  });
});

describe('close', () => {
  test('says what could not be written, and lets go of the file all the same', async () => {
    const store = await world.open();
    const release = takeWriteLock();
    store.audit.write(auditEntry());
    await expect(store.close()).rejects.toMatchObject({ code: 'store-locked' });
    release();
    const next = await world.open();
    expect(await next.lease.acquire({ hostname: 'next', processId: 2, url: '' })).toEqual({ kind: 'held', term: 1 });
  });
});
