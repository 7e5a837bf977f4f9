import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { cacheDirectory, type Environment } from '../cache/cache-directory.ts';
import { withFileLock } from '../cache/file-lock.ts';
import { isAlive } from '../shared/process-table.ts';
import { killServer } from '../server/server-process.ts';
import { readState, stateFileOf, type SandboxState } from './sandbox-state.ts';

/**
 * Where the sandboxes of this user are. One small file per sandbox in the cache folder names its directory, so that a
 * later process finds what an earlier one left, wherever it was put.
 */
export interface RegisteredSandbox {
  readonly directory: string;
  readonly state: SandboxState;
}

export async function registeredSandboxes(environment: Environment): Promise<readonly RegisteredSandbox[]> {
  const folder = registryFolder(environment);
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(names.map(async (name) => {
    const directory = await readFile(join(folder, name), 'utf8').catch(() => null);
    if (directory === null) return [];
    const state = await readState(directory).catch(() => null);
    if (state !== null) return [{ directory, state }];
    await rm(join(folder, name), { force: true });
    return [];
  }));
  return found.flat();
}

export async function register(directory: string, environment: Environment): Promise<void> {
  await mkdir(registryFolder(environment), { recursive: true });
  await writeFile(entryFile(directory, environment), resolve(directory));
}

/** Serialises everything that reads the registry in order to add to it: choosing ports, clearing leftovers. */
export function withRegistryLock<Result>(environment: Environment, work: () => Promise<Result>): Promise<Result> {
  return withFileLock(join(cacheDirectory(environment), 'locks', 'registry'), work);
}

/**
 * Takes down what a killed earlier run left: sandboxes whose owning process is gone. Only processes that run on the
 * sandbox's own data directories are ended, and only files that the sandbox made are removed. Sandboxes that were made
 * to outlive their process stay. Returns the names of those cleared.
 */
export async function sweepLeftovers(environment: Environment = process.env): Promise<readonly string[]> {
  return withRegistryLock(environment, async () => {
    const dead = (await registeredSandboxes(environment)).filter(({ state }) => state.owner !== null && !isAlive(state.owner));
    await Promise.all(dead.map((sandbox) => removeSandbox(sandbox, environment)));
    return dead.map(({ state }) => state.name);
  });
}

/** Ends every server with SIGKILL, as nothing of it is kept, then removes the files. */
export async function removeSandbox({ directory, state }: RegisteredSandbox, environment: Environment): Promise<void> {
  const servers = state.clusters.flatMap((cluster) => cluster.servers);
  await Promise.all(servers.map((server) => killServer(server)));
  await rm(join(directory, 'servers'), { recursive: true, force: true });
  await rm(stateFileOf(directory), { force: true });
  await rm(entryFile(directory, environment), { force: true });
  // The directory goes too unless somebody keeps other things in it.
  await rmdir(directory).catch(() => undefined);
}

function registryFolder(environment: Environment): string {
  return join(cacheDirectory(environment), 'sandboxes');
}

function entryFile(directory: string, environment: Environment): string {
  return join(registryFolder(environment), createHash('sha256').update(resolve(directory)).digest('hex').slice(0, 16));
}
