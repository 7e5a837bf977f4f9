import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isSystemError } from '../shared/errors.ts';
import { identityOf } from '../shared/process-table.ts';

const WORK_PREFIX = '.work-';

/**
 * Builds a directory aside and renames it into place, so that a reader sees all of it or nothing. When another process
 * was faster, its directory stays and ours is thrown away. `build` may choose the final path, since a version is only
 * known once it has been fetched.
 */
export async function installOnce(workParent: string, build: (directory: string) => Promise<string>): Promise<string> {
  await removeAbandoned(workParent);
  const work = join(workParent, `${WORK_PREFIX}${process.pid}-${randomBytes(4).toString('hex')}`);
  await mkdir(work, { recursive: true });
  try {
    const target = await build(work);
    await mkdir(dirname(target), { recursive: true });
    await renameUnlessThere(work, target);
    return target;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** What processes that were killed in the middle left: up to half a gigabyte each. */
async function removeAbandoned(workParent: string): Promise<void> {
  const names: readonly string[] = await readdir(workParent).catch(() => []);
  const abandoned = names.filter((name) => name.startsWith(WORK_PREFIX) && identityOf(pidIn(name)) === null);
  await Promise.all(abandoned.map((name) => rm(join(workParent, name), { recursive: true, force: true })));
}

function pidIn(name: string): number {
  return Number.parseInt(name.slice(WORK_PREFIX.length), 10);
}

async function renameUnlessThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    const beaten = isSystemError(error, 'ENOTEMPTY') || isSystemError(error, 'EEXIST');
    if (!beaten) throw error;
  }
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
