import { readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Family } from '@topiary/domain';
import { cacheDirectory, type Environment } from '../cache/cache-directory.ts';
import { exists } from '../cache/install-once.ts';
import { SandboxError } from '../shared/errors.ts';
import { probeInstalled, probeUnpacked } from './probe-binary.ts';
import { newerFirst, type ServerBinaries } from './server-binaries.ts';

export interface FindOptions {
  readonly environment?: Environment;
}

const NAMED_IN: Readonly<Record<Family, string>> = { mysql: 'TOPIARY_MYSQLD', mariadb: 'TOPIARY_MARIADBD' };
/** Where distributions put servers, which an ordinary user's PATH often leaves out. */
const EXTRA_PATH = ['/usr/sbin', '/usr/local/sbin', '/usr/local/mysql/bin', '/usr/libexec'];

/**
 * The servers on this machine, in the order in which they are preferred: those the user names in `TOPIARY_MYSQLD` and
 * `TOPIARY_MARIADBD`, those on PATH, those in the cache (newest first). Fetches nothing. A named program that does not
 * run is an error (`named-binary-unusable`); one on PATH that does not run is passed over.
 */
export async function findServers(options: FindOptions = {}): Promise<readonly ServerBinaries[]> {
  const environment = options.environment ?? process.env;
  const [named, onPath, cached] = await Promise.all([
    namedServers(environment),
    serversOnPath(environment),
    cachedServers(environment),
  ]);
  return [...named, ...onPath, ...cached];
}

export function serverCache(environment: Environment): string {
  return join(cacheDirectory(environment), 'servers');
}

async function namedServers(environment: Environment): Promise<readonly ServerBinaries[]> {
  const found = await Promise.all(
    Object.values(NAMED_IN).map(async (variable) => {
      const program = environment[variable];
      if (program === undefined || program === '') return [];
      try {
        return [await probeInstalled(program, 'named')];
      } catch (cause) {
        throw new SandboxError(
          'named-binary-unusable',
          `${variable} names ${program}, which does not run as a MySQL or MariaDB server: correct or unset ${variable}.`,
          { data: { variable, program }, cause },
        );
      }
    }),
  );
  return found.flat();
}

async function serversOnPath(environment: Environment): Promise<readonly ServerBinaries[]> {
  const directories = [...new Set([...(environment['PATH'] ?? '').split(delimiter), ...EXTRA_PATH])].filter(
    (directory) => directory !== '',
  );
  const programs = await Promise.all(
    ['mysqld', 'mariadbd'].map(async (name) => {
      for (const directory of directories) if (await exists(join(directory, name))) return join(directory, name);
      return null;
    }),
  );
  const probed = await Promise.all(
    programs.map(async (program) => (program === null ? null : probeInstalled(program, 'path').catch(() => null))),
  );
  const found = probed.filter((binaries) => binaries !== null);
  // MariaDB installs `mysqld` as a second name of `mariadbd`.
  return found.filter(
    (binaries, index) =>
      found.findIndex((other) => other.family === binaries.family && other.version === binaries.version) === index,
  );
}

async function cachedServers(environment: Environment): Promise<readonly ServerBinaries[]> {
  const directory = serverCache(environment);
  const names = (await readdir(directory).catch(() => [])).filter((name) => !name.startsWith('.'));
  const probed = await Promise.all(names.map((name) => probeUnpacked(join(directory, name, 'root')).catch(() => null)));
  return probed
    .filter((binaries) => binaries !== null)
    .toSorted((left, right) => newerFirst(left.version, right.version));
}
