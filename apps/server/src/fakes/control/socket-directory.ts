/** Where running fleets of fakes are found: a socket per process in a folder of this user alone. */
import { lstat, mkdir, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartFailure } from '../../start/start-failure.ts';

const OTHERS_MAY = 0o077;

/** @throws StartFailure where the folder belongs to somebody else, or others may look into it. */
export async function makeSocketDirectory(): Promise<string> {
  const directory = socketDirectory();
  await mkdir(directory, { mode: 0o700, recursive: true });
  if (!(await isOurs(directory)))
    throw new StartFailure([
      `${directory} belongs to another user or is open to others, so fakes cannot be controlled through it: remove it.`,
    ]);
  return directory;
}

/** Of processes that may have ended. */
export async function sockets(): Promise<readonly string[]> {
  const directory = socketDirectory();
  const names = await readdir(directory).catch((): readonly string[] => []);
  return (await isOurs(directory))
    ? names.filter((name) => name.endsWith('.sock')).map((name) => join(directory, name))
    : [];
}

/** A path of a socket may have some hundred letters, so it is not put where caches are. */
function socketDirectory(): string {
  return join(tmpdir(), `topiary-fakes-${process.getuid?.() ?? 0}`);
}

async function isOurs(directory: string): Promise<boolean> {
  const found = await lstat(directory).catch(() => null);
  return found !== null && found.isDirectory() && found.uid === process.getuid?.() && (found.mode & OTHERS_MAY) === 0;
}
