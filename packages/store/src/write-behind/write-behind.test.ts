import { describe, expect, test } from 'vitest';
import {
  FLUSH_BATCH_ROWS,
  FLUSH_INTERVAL_MS,
  FLUSH_RETRY_MAX_MS,
  FLUSH_RETRY_MIN_MS,
  FLUSH_SLOW_MS,
  REPORT_INTERVAL_MS,
} from '../bounds.ts';
import { ManualClock } from '../contract/manual-clock.ts';
import { at, auditEntry, instance, knownInstance } from '../contract/samples.ts';
import { RememberingLogger } from '../contract/test-world.ts';
import { StoreError } from '../store-error.ts';
import type { WriteBatch } from '../worker/operations.ts';
import { auditRowOf } from '../stored/audit-row.ts';
import { WriteBehind } from './write-behind.ts';
import type { WrittenBehind } from './write-behind.ts';
import { WriteBuffer } from './write-buffer.ts';

/** A disk that writes, fails or hangs as told. */
function createDisk() {
  const batches: WriteBatch[] = [];
  let broken = false;
  let gate: Promise<void> = Promise.resolve();
  return {
    batches,
    breaks: (now: boolean) => {
      broken = now;
    },
    hangsUntil: (opened: Promise<void>) => {
      gate = opened;
    },
    write: async (batch: WriteBatch): Promise<void> => {
      await gate;
      if (broken) throw new StoreError('store-full', { file: 'disk' });
      batches.push(batch);
    },
  };
}

function setUp() {
  const clock = new ManualClock(at(0));
  const logger = new RememberingLogger();
  const disk = createDisk();
  const buffer = new WriteBuffer({ inventoryKeys: 10_000, auditEntries: 2, findingChanges: 2, clusterRevisions: 2 });
  const written: WrittenBehind[] = [];
  const onWrittenBehind = (one: WrittenBehind): void => void written.push(one);
  const behind = new WriteBehind({ buffer, clock, logger, write: disk.write, onWrittenBehind });
  const save = (host: string): void => {
    buffer.setInstance(instance(host), knownInstance(host));
    behind.wake();
  };
  return { clock, logger, disk, buffer, behind, save, written };
}

/** Lets every promise that can go on go on. */
const settle = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

describe('writing behind', () => {
  test('writes what came within the interval as one batch, and then sleeps', async () => {
    const { clock, disk, save } = setUp();
    for (const host of ['db-1', 'db-2', 'db-1']) save(host);
    expect(clock.nextDueMs).toBe(FLUSH_INTERVAL_MS);
    clock.advance(FLUSH_INTERVAL_MS);
    await settle();
    expect(disk.batches.map(({ instances }) => instances.length)).toEqual([2]);
    expect(clock.nextDueMs).toBeNull();
  });

  test('tells of each batch how long it waited and took, a failed try among the wait', async () => {
    const { clock, disk, save, written } = setUp();
    save('db-1');
    disk.breaks(true);
    clock.advance(FLUSH_INTERVAL_MS);
    await settle();
    expect(written).toEqual([]);
    save('db-2');
    disk.breaks(false);
    const hang = Promise.withResolvers<void>();
    disk.hangsUntil(hang.promise);
    clock.advance(FLUSH_RETRY_MIN_MS);
    clock.advance(30);
    hang.resolve();
    await settle();
    const waitedMs = FLUSH_INTERVAL_MS + FLUSH_RETRY_MIN_MS;
    expect(written).toEqual([{ at: at(waitedMs), instances: 2, waitedMs, tookMs: 30 }]);
  });

  test('splits a large buffer into batches of bounded size, one after the other', async () => {
    const { behind, disk, save } = setUp();
    for (let number = 0; number < 2 * FLUSH_BATCH_ROWS + 1; number += 1) save(`db-${number}`);
    await behind.flush();
    expect(disk.batches.map(({ instances }) => instances.length)).toEqual([FLUSH_BATCH_ROWS, FLUSH_BATCH_ROWS, 1]);
  });

  test('leaves what comes during a flush to the next one', async () => {
    const { behind, clock, disk, save } = setUp();
    let open = (): void => undefined;
    disk.hangsUntil(
      new Promise((resolve) => {
        open = resolve;
      }),
    );
    save('db-1');
    const flush = behind.flush();
    save('db-2');
    expect(behind.isIdle).toBe(false);
    open();
    await flush;
    expect(disk.batches).toHaveLength(1);
    await settle();
    clock.advance(FLUSH_INTERVAL_MS);
    await settle();
    expect(disk.batches).toHaveLength(2);
    expect(behind.isIdle).toBe(true);
  });

  test('tries a failed batch again, later and later, and loses nothing', async () => {
    const { clock, logger, disk, save } = setUp();
    disk.breaks(true);
    save('db-1');
    clock.advance(FLUSH_INTERVAL_MS);
    await settle();
    const waits: (number | null)[] = [];
    for (let attempt = 0; attempt < 7; attempt += 1) {
      waits.push(clock.nextDueMs);
      clock.advance(clock.nextDueMs ?? 0);
      await settle();
    }
    const last = FLUSH_RETRY_MAX_MS;
    expect(waits).toEqual([FLUSH_RETRY_MIN_MS, 2_000, 4_000, 8_000, 16_000, last, last]);
    expect(logger.events[0]).toEqual({
      level: 'error',
      event: 'store-flush-failed',
      fields: { code: 'store-full', waiting: 1, retryMs: FLUSH_RETRY_MIN_MS },
    });
    disk.breaks(false);
    clock.advance(last);
    await settle();
    expect(disk.batches.map(({ instances }) => instances)).toEqual([[knownInstance('db-1')]]);
  });

  test('starts over with short waits after a success', async () => {
    const { behind, clock, disk, save } = setUp();
    save('db-1');
    disk.breaks(true);
    await expect(behind.flush()).rejects.toMatchObject({ code: 'store-full' });
    await expect(behind.flush()).rejects.toMatchObject({ code: 'store-full' });
    disk.breaks(false);
    await behind.flush();
    save('db-2');
    disk.breaks(true);
    await expect(behind.flush()).rejects.toMatchObject({ code: 'store-full' });
    expect(clock.nextDueMs).toBe(FLUSH_RETRY_MIN_MS);
  });

  test('says that a batch hangs, does not send it twice, and forgets the trouble when it is written', async () => {
    const { behind, clock, disk, logger, save } = setUp();
    let open = (): void => undefined;
    disk.hangsUntil(
      new Promise((resolve) => {
        open = resolve;
      }),
    );
    save('db-1');
    const flush = behind.flush();
    clock.advance(FLUSH_SLOW_MS + FLUSH_RETRY_MAX_MS);
    expect(logger.events.map(({ event }) => event)).toEqual(['store-flush-slow']);
    expect(behind.problem).toBe('store-timeout');
    open();
    await flush;
    expect(behind.problem).toBeNull();
    expect(disk.batches).toHaveLength(1);
  });

  test('says that it drops, but not for every line', () => {
    const { behind, buffer, clock, logger } = setUp();
    const write = (): void => {
      if (!buffer.addAudit(auditRowOf(auditEntry()))) behind.reportDropped();
    };
    for (let line = 0; line < 5; line += 1) write();
    clock.advance(REPORT_INTERVAL_MS);
    write();
    expect(logger.events).toEqual([
      {
        level: 'error',
        event: 'store-buffer-full',
        fields: { inventory: 0, audit: 1, findingChanges: 0, clusterRevisions: 0 },
      },
      {
        level: 'error',
        event: 'store-buffer-full',
        fields: { inventory: 0, audit: 4, findingChanges: 0, clusterRevisions: 0 },
      },
    ]);
  });

  test('does nothing by itself after it was stopped', async () => {
    const { behind, clock, disk, save } = setUp();
    save('db-1');
    behind.stop();
    save('db-2');
    clock.advance(FLUSH_INTERVAL_MS);
    await settle();
    expect(disk.batches).toEqual([]);
    await behind.flush();
    expect(disk.batches).toHaveLength(1);
  });
});
