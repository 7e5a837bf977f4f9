import { join } from 'node:path';
import { fetchPackages } from '../apt/debian-fetch.ts';
import { cacheDirectory, type Environment } from '../cache/cache-directory.ts';
import { withFileLock } from '../cache/file-lock.ts';
import { installOnce } from '../cache/install-once.ts';
import { SandboxError } from '../shared/errors.ts';
import { mapLimited } from '../shared/limit.ts';
import { SILENT, type OnProgress } from '../shared/progress.ts';
import { findServers, serverCache } from './find-servers.ts';
import { probeUnpacked } from './probe-binary.ts';
import { FETCHABLE_RELEASES, nameOfWish, type FetchableRelease, type ServerWish } from './releases.ts';
import { isOfSeries, type ServerBinaries } from './server-binaries.ts';

export interface EnsureOptions {
  /** What is needed; `['mysql', 'mariadb']` when left out. */
  readonly wishes?: readonly ServerWish[];
  readonly onProgress?: OnProgress;
  readonly environment?: Environment;
  /** False: look only, and fail with `no-server-binaries` where nothing is found. */
  readonly mayFetch?: boolean;
}

const DEFAULT_WISHES: readonly ServerWish[] = [{ family: 'mysql' }, { family: 'mariadb' }];
/** Two downloads keep a network busy; more would only multiply the unpacking. */
const FETCH_WIDTH = 2;

/** One server per wish, in the order of the wishes: found on this machine, or else fetched into the cache. */
export async function ensureServers(options: EnsureOptions = {}): Promise<readonly ServerBinaries[]> {
  const environment = options.environment ?? process.env;
  const found = await findServers({ environment });
  return mapLimited(options.wishes ?? DEFAULT_WISHES, FETCH_WIDTH, async (wish) => {
    const present = chooseServer(found, wish);
    if (present !== null) return present;
    const release = releaseFor(wish);
    if (release === null || options.mayFetch === false) throw missing(wish, release);
    return fetchRelease({ release, wish, environment, onProgress: options.onProgress ?? SILENT });
  });
}

/** The first that fits, the list being in order of preference; null when none does. */
export function chooseServer(found: readonly ServerBinaries[], wish: ServerWish): ServerBinaries | null {
  return (
    found.find(
      (binaries) =>
        binaries.family === wish.family && (wish.series === undefined || isOfSeries(binaries.version, wish.series)),
    ) ?? null
  );
}

function releaseFor(wish: ServerWish): FetchableRelease | null {
  return (
    FETCHABLE_RELEASES.find((release) => {
      if (release.family !== wish.family) return false;
      return wish.series === undefined || release.series === null || release.series === wish.series;
    }) ?? null
  );
}

interface ReleaseFetch {
  readonly release: FetchableRelease;
  readonly wish: ServerWish;
  readonly environment: Environment;
  readonly onProgress: OnProgress;
}

async function fetchRelease({ release, wish, environment, onProgress }: ReleaseFetch): Promise<ServerBinaries> {
  const lock = join(cacheDirectory(environment), 'locks', `${release.family}-${release.suite}`);
  const fetchUnlessThere = async (): Promise<ServerBinaries> => {
    const found = await findServers({ environment });
    const present = chooseServer(found, wish);
    if (present !== null) return present;
    // A release whose series moves was fetched before and is not what is wanted: the next fetch would not help.
    const hasItsServer = found.some(({ family, origin }) => family === release.family && origin === 'cache');
    if (release.series === null && hasItsServer) throw missing(wish, null);
    const installed = await probeUnpacked(join(await install({ release, environment, onProgress }), 'root'));
    if (installed === null || chooseServer([installed], wish) === null) throw missing(wish, null);
    return installed;
  };
  return withFileLock(lock, fetchUnlessThere, { onProgress, purpose: `it is fetching ${release.family}` });
}

/** Puts the release into the cache; resolves with its folder there. */
function install({ release, environment, onProgress }: Omit<ReleaseFetch, 'wish'>): Promise<string> {
  const parent = serverCache(environment);
  const { family, suite, packages } = release;
  return installOnce(parent, async (directory) => {
    const binaries = await probeUnpacked(await fetchPackages({ suite, packages, directory, onProgress }));
    if (binaries !== null) return join(parent, `${family}-${binaries.version}`);
    throw new SandboxError(
      'fetch-failed',
      `What Debian ${suite} sent for ${packages.join(', ')} holds no server that runs here.`,
      { data: { suite } },
    );
  });
}

function missing(wish: ServerWish, release: FetchableRelease | null): SandboxError {
  const variable = wish.family === 'mysql' ? 'TOPIARY_MYSQLD' : 'TOPIARY_MARIADBD';
  const packages = release === null ? '' : ` (for example Debian's ${release.packages.join(' and ')})`;
  return new SandboxError(
    'no-server-binaries',
    `No ${nameOfWish(wish)} server was found and none can be fetched: install one${packages}, or name its program in ${variable}.`,
    { data: { wish: nameOfWish(wish) } },
  );
}
