// A lock between processes of one machine. The file names its holder by process id and start time, so that a lock left by
// a killed process is recognised and taken over, also when the process id has been given to somebody else meanwhile.

import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const RETRY_MS = 200;
const TAKE_OVER_STALE_MS = 10_000;

/** @typedef {{ readonly pid: number, readonly startedAt: string }} Holder */

/**
 * @param {number} pid
 * @returns {string} when the process started, in the kernel's ticks; empty where the system does not tell
 */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command name may hold spaces and parentheses; the numbered fields begin after the last ")". Start time is field 22.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/**
 * @param {number} pid
 * @returns {boolean}
 */
function runs(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, but belongs to another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * @param {string} file
 * @returns {Holder | 'free' | 'unreadable'}
 */
function holderOf(file) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return 'free';
  }
  try {
    const { pid, startedAt } = /** @type {Partial<Holder>} */ (JSON.parse(text));
    return typeof pid === 'number' && typeof startedAt === 'string' ? { pid, startedAt } : 'unreadable';
  } catch {
    return 'unreadable';
  }
}

/**
 * @param {string} file
 * @param {number} ms
 * @returns {boolean}
 */
function olderThan(file, ms) {
  try {
    return Date.now() - statSync(file).mtimeMs > ms;
  } catch {
    return false;
  }
}

/**
 * A holder is gone when its process is; a file that cannot be read is being written this moment, or was left half written.
 *
 * @param {string} file
 * @returns {boolean}
 */
function isAbandoned(file) {
  const holder = holderOf(file);
  if (holder === 'free') {
    return false;
  }
  if (holder === 'unreadable') {
    return olderThan(file, TAKE_OVER_STALE_MS);
  }
  return !runs(holder.pid) || startOf(holder.pid) !== holder.startedAt;
}

/**
 * @param {string} file
 * @returns {boolean} whether the file is now ours
 */
function create(file) {
  try {
    writeFileSync(file, JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid) }), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      return false;
    }
    throw error;
  }
}

/**
 * Removes an abandoned lock. Only one process at a time may look and remove, or a second one would remove the fresh lock of
 * the first.
 *
 * @param {string} file
 */
function removeAbandoned(file) {
  const guard = `${file}.take-over`;
  if (olderThan(guard, TAKE_OVER_STALE_MS)) {
    rmSync(guard, { force: true });
  }
  if (!create(guard)) {
    return;
  }
  try {
    if (isAbandoned(file)) {
      rmSync(file, { force: true });
    }
  } finally {
    rmSync(guard, { force: true });
  }
}

/**
 * Runs a task while no other process runs one under the same lock.
 *
 * @template T
 * @param {{ file: string, waitMs: number, onWait: (pid: number) => void }} lock `onWait` is called once if somebody else
 *   holds it; after `waitMs` milliseconds of waiting an error says whom to look at
 * @param {() => Promise<T>} task
 * @returns {Promise<T>}
 */
export async function withFileLock(lock, task) {
  mkdirSync(path.dirname(lock.file), { recursive: true });
  const deadline = Date.now() + lock.waitMs;
  let told = false;
  while (!create(lock.file)) {
    if (isAbandoned(lock.file)) {
      removeAbandoned(lock.file);
      continue;
    }
    const holder = holderOf(lock.file);
    const pid = typeof holder === 'string' ? undefined : holder.pid;
    if (!told && pid !== undefined) {
      lock.onWait(pid);
      told = true;
    }
    if (Date.now() > deadline) {
      throw new Error(
        `Process ${pid ?? '?'} has held ${lock.file} for too long: end that process, then run this again.`,
      );
    }
    await sleep(RETRY_MS);
  }
  try {
    return await task();
  } finally {
    rmSync(lock.file, { force: true });
  }
}
