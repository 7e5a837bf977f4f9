import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isSystemError, SandboxError } from '../shared/errors.ts';
import { identityOf, isAlive } from '../shared/process-table.ts';
import type { OnProgress } from '../shared/progress.ts';
import { waitUntil } from '../shared/wait-until.ts';

const DEFAULT_WAIT_MS = 300_000;
const POLL_MS = 50;
/** A lock file without a name in it belongs to a holder that is just writing it, or died doing so. */
const NAMELESS_MS = 5_000;

export interface LockOptions {
  readonly waitMs?: number;
  readonly onProgress?: OnProgress;
  /** What the wait is for, said once when another process holds the lock. */
  readonly purpose?: string;
}

/**
 * Runs `work` while this process alone holds the lock file, which names its holder; a holder that has died counts as
 * gone. It keeps two processes from doing the same work twice. What must never be half there is renamed into place as
 * well, because a lock that is taken over from a dead holder can, for an instant, have two takers.
 */
export async function withFileLock<Result>(
  path: string,
  work: () => Promise<Result>,
  options: LockOptions = {},
): Promise<Result> {
  await mkdir(dirname(path), { recursive: true });
  let said = false;
  const taken = await waitUntil(
    async () => {
      if (await tryTake(path)) return true;
      if (!said && options.purpose !== undefined)
        options.onProgress?.(`waiting for another process: ${options.purpose}`);
      said = true;
      return null;
    },
    { timeoutMs: options.waitMs ?? DEFAULT_WAIT_MS, everyMs: POLL_MS },
  );
  if (taken === null) {
    throw new SandboxError('lock-timeout', `Another live process holds ${path} for too long; end it, or try again.`, {
      data: { path },
    });
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function tryTake(path: string): Promise<boolean> {
  const me = identityOf(process.pid);
  try {
    await writeFile(path, `${process.pid} ${me?.startedAt ?? ''}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if (!isSystemError(error, 'EEXIST')) throw error;
  }
  if (await holderIsDead(path)) await rm(path, { force: true });
  return false;
}

async function holderIsDead(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return false;
  if (text === '') return isOlderThan(path, NAMELESS_MS);
  const [pid = '', startedAt = ''] = text.split(' ');
  return !isAlive({ pid: Number(pid), startedAt });
}

async function isOlderThan(path: string, ageMs: number): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found !== null && Date.now() - found.mtimeMs > ageMs;
}
