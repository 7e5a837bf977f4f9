import { mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asClusterId, asInstant, message } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import type { NewAuditEntry } from '@topiary/engine';
import { VirtualClock } from '@topiary/engine/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FIRST_RETRY_MS, LAST_RETRY_MS } from '../runtime/outbox.ts';
import { createSystemClock } from '../runtime/system-clock.ts';
import { until } from '../testing/test-server.ts';
import { AuditFile, CLOSE_DEADLINE_MS, MAX_WAITING_LINES, WRITE_DEADLINE_MS } from './audit-file.ts';
import { auditLine } from './audit-line.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const AT = asInstant(new Date(2026, 2, 14, 9, 26, 53).getTime());

function entry(text: string, more: Partial<NewAuditEntry> = {}): NewAuditEntry {
  return {
    at: AT,
    actor: { user: 'jo', address: '10.0.0.9', via: 'api' },
    action: 'relocate',
    cluster: asClusterId('c1'),
    clusterName: 'db-1:3306',
    instance: id('db-2'),
    plan: null,
    result: 'ok',
    summary: [message('audit-discovered', { instance: text })],
    ...more,
  };
}

describe('a line', () => {
  test('is what orchestrator writes', () => {
    expect(auditLine(entry('x')).split('\t')).toEqual([
      '2026-03-14 09:26:53',
      'relocate',
      'db-2',
      '3306',
      '[db-1:3306]',
      expect.stringContaining('x'),
      '\n',
    ]);
  });

  test('of no server has an empty one', () => {
    const line = auditLine(entry('x', { instance: null, clusterName: null }));
    expect(line).toMatch(/^2026-03-14 09:26:53\trelocate\t\t0\t\[\]\t.*\t\n$/);
  });

  test('stays one, whatever was said', () => {
    const line = auditLine(entry('a\nforged\tline\r\n\u0007'));
    expect([line.split('\n').length, line.split('\t').length]).toEqual([2, 7]);
  });
});

describe('the file', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'topiary-audit-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  const logger = { info: () => {}, warn: () => {}, error: () => {} };

  test('has a line for each entry in their order, and is made anew when logrotate moved it', async () => {
    const path = join(directory, 'audit.log');
    const file = new AuditFile({ file: () => path, clock: createSystemClock(), logger });
    const words = Array.from({ length: 1_200 }, (_, number) => `host-${number}:3306`);
    for (const word of words) file.add(entry(word));
    await until(async () => (await readFile(path, 'utf8').catch(() => '')).split('\n').length > words.length);
    expect((await readFile(path, 'utf8')).match(/host-\d+:3306/g)).toEqual(words);
    expect((await stat(path)).mode & 0o777).toBe(0o640);
    await rename(path, `${path}.1`);
    file.add(entry('after:1'));
    await file.close();
    expect(await readFile(path, 'utf8')).toBe(auditLine(entry('after:1')));
    expect((await readFile(`${path}.1`, 'utf8')).match(/after/)).toBeNull();
  });

  test('in a directory that is not there is said, with what waits', async () => {
    const path = join(directory, 'gone', 'audit.log');
    const logged: string[] = [];
    const note = (event: string) => void logged.push(event);
    const file = new AuditFile({
      file: () => path,
      clock: createSystemClock(),
      logger: { ...logger, error: note, info: note },
    });
    file.add(entry('a:1'));
    await until(() => file.failure !== null);
    file.add(entry('b:1'));
    expect(file.failure).toMatchObject({ file: path, detail: expect.stringContaining('ENOENT'), waiting: 2, lost: 0 });
    await file.close();
    expect(logged).toEqual(['audit-file.failing', 'audit-file.lost']);
  });
});

interface World {
  readonly file: AuditFile;
  readonly clock: VirtualClock;
  readonly tried: number[];
  readonly written: string[];
  readonly logged: string[];
  answer: () => Promise<void>;
  path: string | null;
}

function world(): World {
  const clock = new VirtualClock(turn);
  const tried: number[] = [];
  const written: string[] = [];
  const logged: string[] = [];
  const note = (event: string) => void logged.push(event);
  const made = { clock, tried, written, logged, answer: () => Promise.resolve(), path: '/audit.log' as string | null };
  const file = new AuditFile({
    file: () => made.path,
    clock,
    logger: { info: note, warn: note, error: note },
    append: async (_path, text) => {
      tried.push(clock.monotonicMs());
      await made.answer();
      written.push(text);
    },
  });
  return Object.assign(made, { file });
}

const full = () => Promise.reject(new Error('ENOSPC: no space left on device'));
const marks = (texts: readonly string[]) => texts.join('').match(/\w+(?=:1\b)/g);

describe('a file that cannot be written', () => {
  test('is tried ever less often, logged once, and has everything when it can be', async () => {
    const it = world();
    it.answer = full;
    it.file.add(entry('a:1'));
    await it.clock.advance(FIRST_RETRY_MS * 7);
    it.file.add(entry('b:1'));
    expect(it.tried).toEqual([0, 1_000, 3_000, 7_000]);
    await it.clock.advance(20 * LAST_RETRY_MS);
    const gaps = it.tried.slice(1).map((at, index) => at - (it.tried[index] ?? 0));
    expect(Math.max(...gaps)).toBe(LAST_RETRY_MS);
    expect(it.logged).toEqual(['audit-file.failing']);
    expect(it.file.failure?.waiting).toBe(2);
    it.answer = () => Promise.resolve();
    await it.clock.advance(LAST_RETRY_MS);
    expect(marks(it.written)).toEqual(['a', 'b']);
    expect([it.file.failure, it.logged]).toEqual([null, ['audit-file.failing', 'audit-file.written-again']]);
  });

  test('keeps the newest of too many lines, and says how many are lost', async () => {
    const it = world();
    it.answer = full;
    for (let number = 0; number < MAX_WAITING_LINES + 30; number += 1) it.file.add(entry(`n${number}:1`));
    await it.clock.advance(0);
    expect(it.file.failure).toMatchObject({ waiting: MAX_WAITING_LINES, lost: 30 });
    it.answer = () => Promise.resolve();
    await it.clock.advance(LAST_RETRY_MS);
    expect(marks(it.written)?.[0]).toBe('n30');
    expect(it.file.failure).toBeNull();
  });

  test('that does not answer is said, and holds up neither who acts nor an end', async () => {
    const it = world();
    it.answer = () => Promise.withResolvers<void>().promise;
    it.file.add(entry('a:1'));
    await it.clock.advance(WRITE_DEADLINE_MS);
    expect(it.file.failure?.detail).toContain('longer than 10 s');
    expect([it.tried.length, it.file.failure?.waiting]).toEqual([1, 1]);
    const closed = it.file.close();
    await it.clock.advance(CLOSE_DEADLINE_MS);
    await closed;
    expect(it.logged).toEqual(['audit-file.failing', 'audit-file.lost']);
  });

  test('is tried once more at the end', async () => {
    const it = world();
    it.answer = full;
    it.file.add(entry('a:1'));
    await it.clock.advance(0);
    it.answer = () => Promise.resolve();
    await it.clock.until(it.file.close());
    expect(marks(it.written)).toEqual(['a']);
  });
});

test('a reload names another file, or none', async () => {
  const it = world();
  it.path = null;
  it.file.add(entry('a:1'));
  await it.clock.advance(0);
  expect(it.tried).toEqual([]);
  it.path = '/other.log';
  it.file.add(entry('b:1'));
  await it.clock.advance(0);
  expect(marks(it.written)).toEqual(['b']);
  it.answer = full;
  it.file.add(entry('c:1'));
  await it.clock.advance(0);
  it.path = null;
  await it.clock.advance(FIRST_RETRY_MS);
  expect(it.file.failure).toBeNull();
});
