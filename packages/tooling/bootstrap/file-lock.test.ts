import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runChild } from './child.mjs';
import { withFileLock } from './file-lock.mjs';

const LONG_MS = 8_000;

describe('a lock between processes', () => {
  let folder = '';
  let file = '';

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'topiary-lock-'));
    file = path.join(folder, 'a.lock');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const lock = (waitMs = LONG_MS) => ({ file, waitMs, onWait: () => undefined });

  test('lets one task in at a time', async () => {
    let inside = 0;
    let most = 0;
    const task = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => {
        setTimeout(resolve, 20);
      });
      inside -= 1;
    };
    await Promise.all([1, 2, 3].map(() => withFileLock(lock(), task)));
    expect({ inside, most }).toEqual({ inside: 0, most: 1 });
  });

  test('is given back when the task fails', async () => {
    const failing = withFileLock(lock(), () => Promise.reject(new Error('no luck')));
    await expect(failing).rejects.toThrow('no luck');
    expect(await withFileLock(lock(0), () => Promise.resolve('mine'))).toBe('mine');
  });

  test('is taken over from a process that is gone', async () => {
    const script = `process.stdout.write(String(process.pid))`;
    let pid = '';
    await runChild({
      command: process.execPath,
      args: ['-e', script],
      cwd: folder,
      stdio: ['ignore', 'pipe', 'ignore'],
      onOutput: (text) => (pid += text),
    });
    writeFileSync(file, JSON.stringify({ pid: Number(pid), startedAt: '1' }));
    expect(await withFileLock(lock(0), () => Promise.resolve('mine'))).toBe('mine');
  });

  test('is taken over when the process id belongs to somebody else by now', async () => {
    writeFileSync(file, JSON.stringify({ pid: process.pid, startedAt: 'long ago' }));
    expect(await withFileLock(lock(0), () => Promise.resolve('mine'))).toBe('mine');
  });

  test('names its holder to one who waits too long', async () => {
    const waited: number[] = [];
    await withFileLock(lock(), async () => {
      const second = withFileLock({ file, waitMs: 0, onWait: (pid) => waited.push(pid) }, () => Promise.resolve());
      await expect(second).rejects.toThrow(`Process ${process.pid} has held ${file} for too long`);
      expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid });
    });
    expect(waited).toEqual([process.pid]);
  });
});
