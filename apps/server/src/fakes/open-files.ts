/** How many files this machine lets a process open. Node raises its own limit to the highest that it may have. */
import { readFile } from 'node:fs/promises';
import { StartFailure } from '../start/start-failure.ts';
import { largestFleetFor, openFilesFor } from './limits.ts';

/** Throws `StartFailure` with what to do. */
export async function requireRoomForFakes(servers: number): Promise<void> {
  const limit = await openFilesLimit();
  const needed = openFilesFor(servers);
  if (limit === null || needed <= limit) return;
  throw new StartFailure([
    `${servers} fakes need ${needed} open files in one process, and this machine allows ${limit}: run "ulimit -n ${needed}" first, or ask for ${largestFleetFor(limit)} fakes at most.`,
  ]);
}

/** `null`: it has none, or this system does not tell. */
export async function openFilesLimit(): Promise<number | null> {
  const text = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const hard = /^Max open files +\S+ +(\d+)/m.exec(text)?.[1];
  return hard === undefined ? null : Number(hard);
}
