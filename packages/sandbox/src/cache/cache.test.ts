import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SandboxError } from '../shared/errors.ts';
import { cacheDirectory } from './cache-directory.ts';
import { withFileLock } from './file-lock.ts';
import { installOnce } from './install-once.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'topiary-cache-test-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('where the cache is', () => {
  test('TOPIARY_CACHE decides, and an empty one counts as unset', () => {
    expect(cacheDirectory({ TOPIARY_CACHE: '/somewhere' })).toBe('/somewhere');
    expect(cacheDirectory({ TOPIARY_CACHE: '' })).toMatch(/\.cache\/topiary$/);
  });
});

describe('locks', () => {
  test('two pieces of work under one lock never overlap', async () => {
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      inside++;
      most = Math.max(most, inside);
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
      inside--;
    };
    await Promise.all([1, 2, 3].map(() => withFileLock(join(directory, 'lock'), work)));
    expect(most).toBe(1);
  });

  test('a lock is given back when the work fails', async () => {
    const path = join(directory, 'lock');
    await expect(withFileLock(path, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await withFileLock(path, async () => 'free', { waitMs: 1_000 })).toBe('free');
  });

  test('the lock of a process that is gone is taken over', async () => {
    const path = join(directory, 'lock');
    await writeFile(path, `${process.pid} an-earlier-process-with-this-id`);
    expect(await withFileLock(path, async () => 'taken', { waitMs: 2_000 })).toBe('taken');
  });

  test('a lock whose holder died before it wrote its name is taken over after a while', async () => {
    const path = join(directory, 'lock');
    await writeFile(path, '');
    await utimes(path, new Date(0), new Date(0));
    expect(await withFileLock(path, async () => 'taken', { waitMs: 2_000 })).toBe('taken');
  });

  test('the wait for a live holder has an end and says so', async () => {
    const path = join(directory, 'lock');
    const problem = await withFileLock(path, () => withFileLock(path, async () => 'never', { waitMs: 100 })).catch(
      (error: unknown) => error,
    );
    expect(problem).toBeInstanceOf(SandboxError);
    expect(problem).toMatchObject({ code: 'lock-timeout' });
  });
});

describe('installing', () => {
  test('a directory appears whole, and the second of two installers keeps the first one’s', async () => {
    const install = (content: string): Promise<string> =>
      installOnce(directory, async (work) => {
        await writeFile(join(work, 'file'), content);
        return join(directory, 'target');
      });
    expect(await install('first')).toBe(join(directory, 'target'));
    await install('second');
    expect(await readFile(join(directory, 'target', 'file'), 'utf8')).toBe('first');
    expect(await readdir(directory)).toEqual(['target']);
  });

  test('what a killed installation left is removed by the next one, and one under way is left alone', async () => {
    const noProcess = 4_194_305;
    await Promise.all([noProcess, process.pid].map((pid) => mkdir(join(directory, `.work-${pid}-abc`))));
    await installOnce(directory, async () => join(directory, 'target'));
    expect((await readdir(directory)).toSorted((left, right) => left.localeCompare(right))).toEqual([
      `.work-${process.pid}-abc`,
      'target',
    ]);
  });

  test('a failed installation leaves nothing behind', async () => {
    await expect(installOnce(directory, () => Promise.reject(new Error('no space')))).rejects.toThrow('no space');
    expect(await readdir(directory)).toEqual([]);
  });
});
