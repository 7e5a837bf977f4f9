/**
 * How long a durable append takes, and how fast the background writes. Run it with the project's node:
 * `node packages/store/bench/journal.ts [directory]`; the directory decides which disk is measured.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asPlanId } from '@topiary/domain';
import type { JournalEntry } from '@topiary/domain';
import { knownInstance, stageStarted, started, auditEntry, text } from '../src/contract/samples.ts';
import { RememberingLogger, realClock } from '../src/contract/test-world.ts';
import { openSqliteStore } from '../src/sqlite/sqlite-store.ts';
import type { SqliteStore } from '../src/sqlite/sqlite-store.ts';

const APPENDS = 500;
const INSTANCES = 20_000;
const AUDIT_ENTRIES = 10_000;

const parent = process.argv[2] ?? tmpdir();
const directory = await mkdtemp(join(parent, 'topiary-bench-'));
try {
  const openedAt = performance.now();
  const store = await openSqliteStore({
    file: join(directory, 'topiary.db'),
    clock: realClock,
    logger: new RememberingLogger(),
  });
  say(`open ${(performance.now() - openedAt).toFixed(0)} ms`);
  await measureAppends(store, 'one entry', [stageStarted]);
  await measureAppends(
    store,
    'ten entries',
    Array.from({ length: 10 }, () => stageStarted),
  );
  await measureInventory(store);
  await measureAudit(store);
  await measureAppendsWhileWriting(store);
  await store.close();
} finally {
  await rm(directory, { recursive: true, force: true });
}

async function measureAppends(store: SqliteStore, name: string, entries: readonly JournalEntry[]): Promise<void> {
  const plan = asPlanId(`plan ${name}`);
  await store.journal.append(plan, [started({ id: plan })]);
  const times: number[] = [];
  for (let index = 0; index < APPENDS; index += 1) {
    const startedAt = performance.now();
    await store.journal.append(plan, entries);
    times.push(performance.now() - startedAt);
  }
  say(`append, ${name}: ${summary(times)}`);
}

async function measureInventory(store: SqliteStore): Promise<void> {
  const startedAt = performance.now();
  for (let index = 0; index < INSTANCES; index += 1) store.inventory.saveInstance(knownInstance(`db-${index}`));
  const bufferedAt = performance.now();
  await untilWritten(store);
  const took = performance.now() - startedAt;
  say(
    `${INSTANCES} instances: ${(bufferedAt - startedAt).toFixed(0)} ms to hand over, ${rate(INSTANCES, took)} to disk`,
  );
}

async function measureAudit(store: SqliteStore): Promise<void> {
  const startedAt = performance.now();
  for (let index = 0; index < AUDIT_ENTRIES; index += 1)
    store.audit.write(auditEntry({ summary: text(`entry ${index}`) }));
  await untilWritten(store);
  say(`${AUDIT_ENTRIES} audit entries: ${rate(AUDIT_ENTRIES, performance.now() - startedAt)}`);
  const listedAt = performance.now();
  await store.audit.list({ page: 3, pageSize: 20, text: 'ENTRY 9', result: 'ok' });
  say(`search in them: ${(performance.now() - listedAt).toFixed(1)} ms`);
}

async function measureAppendsWhileWriting(store: SqliteStore): Promise<void> {
  for (let index = 0; index < INSTANCES; index += 1) store.inventory.saveInstance(knownInstance(`other-${index}`));
  const written = untilWritten(store);
  await measureAppends(store, 'one entry beside the background', [stageStarted]);
  await written;
}

/** Loading waits for the flush that is under way, at most `FLUSH_WAIT_MS` at a time. */
async function untilWritten(store: SqliteStore): Promise<void> {
  while (store.health().waiting > 0) await store.inventory.load();
}

function summary(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const part = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(2);
  return `median ${part(0.5)} ms, p99 ${part(0.99)} ms`;
}

function rate(rows: number, milliseconds: number): string {
  return `${Math.round((rows / milliseconds) * 1_000)} rows/s`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
