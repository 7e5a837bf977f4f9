import { beforeEach, expect, test } from 'vitest';
import { asInstant } from '@topiary/domain';
import { MIRROR_INTERVAL_MS, MIRROR_RETRY_MAX_MS, MIRROR_RETRY_MIN_MS } from '../bounds.ts';
import { ManualClock } from '../contract/manual-clock.ts';
import { RememberingLogger } from '../contract/test-world.ts';
import { StoreError } from '../store-error.ts';
import type { RowChange } from '../worker/mirror-operations.ts';
import { Copier } from './copier.ts';

let clock: ManualClock;
let logger: RememberingLogger;
let waiting: RowChange[];
let copied: number[];
let trouble: StoreError | null;
let copier: Copier;

beforeEach(() => {
  clock = new ManualClock(asInstant(0));
  logger = new RememberingLogger();
  waiting = [];
  copied = [];
  trouble = null;
  copier = new Copier({
    clock,
    logger,
    read: async () => waiting.slice(0, 2),
    copy: async (changes) => {
      if (trouble !== null) throw trouble;
      copied.push(...changes.map(({ seq }) => seq));
    },
    forget: async (seqs) => {
      waiting = waiting.filter(({ seq }) => !seqs.includes(seq));
    },
    toStoreError: (error) => (error instanceof StoreError ? error : new StoreError('store-failed')),
  });
});

const change = (seq: number): RowChange => ({ seq, table: 'known_cluster', key: ['c'], row: null });
const settled = () => new Promise((resolve) => setImmediate(resolve));

async function pass(ms: number): Promise<void> {
  clock.advance(ms);
  await settled();
}

test('all that waits is copied, part by part, soon after something changed', async () => {
  copier.start();
  waiting = [1, 2, 3, 4, 5].map(change);
  await pass(MIRROR_INTERVAL_MS);
  expect([copied, waiting]).toEqual([[1, 2, 3, 4, 5], []]);
  expect(clock.nextDueMs).toBeNull();
});

test('while the database fails it is tried later and later, says why, and nothing is lost', async () => {
  copier.start();
  trouble = new StoreError('store-unreachable', { detail: 'ECONNREFUSED' });
  waiting = [change(1)];
  await pass(MIRROR_INTERVAL_MS);
  expect(copier.problem).toBe('store-unreachable');
  const waits: (number | null)[] = [];
  for (let tries = 0; tries < 6; tries += 1) {
    waits.push(clock.nextDueMs);
    // What changes meanwhile does not make it hurry.
    copier.wake();
    await pass(clock.nextDueMs ?? 0);
  }
  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 5_000, 5_000]);
  expect([waits[0], waits.at(-1)]).toEqual([MIRROR_RETRY_MIN_MS, MIRROR_RETRY_MAX_MS]);
  trouble = null;
  await pass(MIRROR_RETRY_MAX_MS);
  expect([copied, copier.problem]).toEqual([[1], null]);
});

test('after another process took over nothing more is copied', async () => {
  copier.start();
  trouble = new StoreError('store-lease-lost', { term: 2, ownTerm: 1 });
  waiting = [change(1)];
  await pass(MIRROR_INTERVAL_MS);
  trouble = null;
  copier.wake();
  expect([clock.nextDueMs, copier.problem, waiting.length]).toEqual([null, null, 1]);
});
