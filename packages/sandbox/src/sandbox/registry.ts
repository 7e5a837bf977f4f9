import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { cacheDirectory, type Environment } from '../cache/cache-directory.ts';
import { exists } from '../cache/install-once.ts';
import { withFileLock } from '../cache/file-lock.ts';
import { isAlive } from '../shared/process-table.ts';
import { killServer } from '../server/server-process.ts';
import { readState, readTraces, stateFileOf, type SandboxState, type SandboxTraces } from './sandbox-state.ts';

/**
 * Where the sandboxes of this user are. One small file per sandbox in the cache folder names its directory, so that a
 * later process finds what an earlier one left, wherever it was put.
 */
export interface RegisteredSandbox {
  readonly directory: string;
  readonly state: SandboxState;
}

export async function registeredSandboxes(environment: Environment): Promise<readonly RegisteredSandbox[]> {
  const directories = await registeredDirectories(environment);
  const found = await Promise.all(
    directories.map(async (directory) => {
      const state = await readState(directory).catch(() => null);
      return state === null ? [] : [{ directory, state }];
    }),
  );
  return found.flat();
}

/** Every port of a sandbox of this user, also where its server is stopped or has not begun to listen. */
export async function takenPorts(environment: Environment): Promise<ReadonlySet<number>> {
  const sandboxes = await registeredSandboxes(environment);
  return new Set(
    sandboxes.flatMap(({ state }) => [
      ...state.groupPorts,
      ...state.clusters.flatMap(({ servers }) => servers.map(({ port }) => port)),
    ]),
  );
}

/** Forgets those whose files somebody else has removed. */
async function registeredDirectories(environment: Environment): Promise<readonly string[]> {
  const folder = registryFolder(environment);
  const names: readonly string[] = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      const directory = await readFile(join(folder, name), 'utf8').catch(() => null);
      if (directory !== null && (await exists(stateFileOf(directory)))) return [directory];
      await rm(join(folder, name), { force: true });
      return [];
    }),
  );
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
    const leftovers = await Promise.all(
      (await registeredDirectories(environment)).map(async (directory) => ({
        directory,
        traces: await readTraces(directory),
      })),
    );
    const dead = leftovers.filter(({ traces }) => isLeft(traces));
    await Promise.all(dead.map(({ directory, traces }) => removeSandbox({ directory, traces, environment })));
    return dead.map(({ directory, traces }) => traces?.name ?? directory);
  });
}

/** A sandbox without an owner was made to stay; of one whose state cannot be read nothing is known. */
function isLeft(traces: SandboxTraces | null): boolean {
  const owner = traces?.owner ?? null;
  return owner !== null && !isAlive(owner);
}

export interface Removal {
  readonly directory: string;
  /** Null when the state file cannot be read: then no process is known, and files alone are removed. */
  readonly traces: SandboxTraces | null;
  readonly environment: Environment;
}

/** Ends every server with SIGKILL, as nothing of it is kept, then removes the files. */
export async function removeSandbox({ directory, traces, environment }: Removal): Promise<void> {
  const servers = traces?.clusters.flatMap((cluster) => cluster.servers) ?? [];
  await Promise.all(servers.map((server) => killServer(server)));
  await rm(join(directory, 'servers'), { recursive: true, force: true, maxRetries: 5 });
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
