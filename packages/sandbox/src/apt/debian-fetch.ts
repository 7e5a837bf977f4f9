import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isSystemError, SandboxError } from '../shared/errors.ts';
import { mapLimited } from '../shared/limit.ts';
import type { OnProgress } from '../shared/progress.ts';
import { runCommand } from '../shared/run-command.ts';
import { debianArchives, parseListFile, parseSourcesFile, sourcesFor, type AptArchive } from './apt-sources.ts';

/**
 * Debian packages without root: apt with a state, a cache and a list of sources of its own and an empty record of what
 * is installed (so that it fetches every library down to libc), download only, then `dpkg-deb -x` into a directory.
 */
export interface FetchRequest {
  /** Debian's release to take the packages from; the machine may run another. */
  readonly suite: string;
  readonly packages: readonly string[];
  /** An existing directory; packages are unpacked into its `root`. Working files are removed again. */
  readonly directory: string;
  readonly onProgress: OnProgress;
  /** Packages to leave packed, by file name, beside those that no binary needs. */
  readonly leaveOut?: RegExp;
  /** `/etc/apt`, unless a test says otherwise. */
  readonly aptDirectory?: string;
}

const APT_TIMEOUT_MS = 240_000;
const UNPACK_WIDTH = 2;
/** More archives than this are not tried: each costs a download of the package lists. */
const MAX_ARCHIVES_TRIED = 3;
/** Of the machine's apt settings only how to reach archives is taken over: proxies, time-outs, tolerance for snapshots. */
const INHERITED_SETTINGS = /^(Acquire|APT::Architecture|APT::Architectures)\b/;
/** Needed by scripts in the packages only, never by the binaries; half of all files. */
const NOT_UNPACKED = /^(perl|libperl|debconf|libgdbm)/;
const PRUNED = ['usr/share/doc', 'usr/share/man', 'usr/share/lintian', 'usr/share/locale', 'usr/share/info'];

/** Fetches and unpacks; resolves with the directory that now looks like a machine's `/`. */
export async function fetchPackages(request: FetchRequest): Promise<string> {
  const archives = await machineArchives(request.aptDirectory ?? '/etc/apt');
  if (archives.length === 0) {
    throw new SandboxError(
      'no-debian-mirror',
      'No Debian archive is listed in /etc/apt/sources.list or /etc/apt/sources.list.d, so there is nothing to fetch from: install the programs, or name them in the environment.',
    );
  }
  const debs = await downloadFromFirst(request, archives.slice(0, MAX_ARCHIVES_TRIED));
  const wanted = debs.filter((deb) => !isLeftOut(basename(deb), request.leaveOut));
  request.onProgress(`unpacking ${wanted.length} packages`);
  const root = join(request.directory, 'root');
  await unpack(wanted, root);
  await rm(join(request.directory, 'apt'), { recursive: true, force: true });
  return root;
}

/** The Debian archives that the machine's apt knows. */
export async function machineArchives(aptDirectory: string): Promise<readonly AptArchive[]> {
  const parts = join(aptDirectory, 'sources.list.d');
  const names: readonly string[] = await readdir(parts).catch(() => []);
  const files = [join(aptDirectory, 'sources.list'), ...names.toSorted().map((name) => join(parts, name))];
  const archives = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(file, 'utf8').catch(() => '');
      if (file.endsWith('.list')) return parseListFile(text);
      return file.endsWith('.sources') ? parseSourcesFile(text) : [];
    }),
  );
  return debianArchives(archives.flat());
}

async function downloadFromFirst(request: FetchRequest, archives: readonly AptArchive[]): Promise<readonly string[]> {
  let problem: unknown = null;
  for (const archive of archives) {
    try {
      return await download(request, archive);
    } catch (error) {
      if (error instanceof SandboxError && isSystemError(error.cause, 'ENOENT')) {
        throw new SandboxError(
          'no-apt',
          'apt-get and dpkg-deb are needed to fetch server binaries, and are not on PATH: install mysqld or mariadbd yourself, or name them in TOPIARY_MYSQLD and TOPIARY_MARIADBD.',
          { cause: error },
        );
      }
      problem = error;
    }
  }
  throw new SandboxError(
    'fetch-failed',
    `${request.packages.join(', ')} of Debian ${request.suite} could not be fetched from the mirror that this machine's apt uses: check the network, or install them yourself.`,
    {
      data: { suite: request.suite, packages: request.packages },
      cause: problem,
    },
  );
}

async function download(request: FetchRequest, archive: AptArchive): Promise<readonly string[]> {
  const apt = join(request.directory, 'apt');
  const settings = await writePrivateApt(apt, sourcesFor(archive, request.suite));
  const environment = { APT_CONFIG: settings, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
  request.onProgress(`reading Debian ${request.suite}'s package lists`);
  await runCommand('apt-get', { args: ['update', '-qq'], environment, timeoutMs: APT_TIMEOUT_MS });
  request.onProgress(`downloading ${request.packages.join(', ')} from Debian ${request.suite}`);
  await runCommand('apt-get', {
    args: ['install', '-qq', '--yes', '--download-only', ...request.packages],
    environment,
    timeoutMs: APT_TIMEOUT_MS,
  });
  const archivesDirectory = join(apt, 'cache', 'archives');
  const names = (await readdir(archivesDirectory)).filter((name) => name.endsWith('.deb'));
  return names.map((name) => join(archivesDirectory, name));
}

async function writePrivateApt(apt: string, sources: string): Promise<string> {
  await rm(apt, { recursive: true, force: true });
  await Promise.all(
    ['state/lists/partial', 'cache/archives/partial', 'sources.list.d', 'preferences.d', 'conf.d'].map((name) =>
      mkdir(join(apt, name), { recursive: true }),
    ),
  );
  await writeFile(join(apt, 'status'), '');
  await writeFile(join(apt, 'sources.list.d', 'debian.sources'), sources);
  const { stdout } = await runCommand('apt-config', { args: ['dump'] });
  const inherited = stdout.split('\n').filter((line) => INHERITED_SETTINGS.test(line));
  const settings = join(apt, 'apt.conf');
  await writeFile(settings, [...inherited, ...privateSettings(apt)].join('\n'));
  return settings;
}

/** The machine's own fragments are not read a second time: their hooks would clean the machine's package cache. */
function privateSettings(apt: string): readonly string[] {
  const setting = (name: string, value: string): string => `${name} "${value}";`;
  return [
    setting('Dir::Etc::main', '/dev/null'),
    setting('Dir::Etc::parts', join(apt, 'conf.d')),
    setting('Dir::Etc::sourcelist', '/dev/null'),
    setting('Dir::Etc::sourceparts', join(apt, 'sources.list.d')),
    setting('Dir::Etc::preferences', '/dev/null'),
    setting('Dir::Etc::preferencesparts', join(apt, 'preferences.d')),
    setting('Dir::State', join(apt, 'state')),
    setting('Dir::State::status', join(apt, 'status')),
    setting('Dir::Cache', join(apt, 'cache')),
    // The download user of a root-run apt could not enter a cache folder that belongs to a person alone.
    setting('APT::Sandbox::User', 'root'),
    setting('APT::Install-Recommends', 'false'),
    setting('Acquire::Languages', 'none'),
    setting('Acquire::Retries', '3'),
    setting('Debug::NoLocking', 'true'),
  ];
}

async function unpack(debs: readonly string[], root: string): Promise<void> {
  await mkdir(root, { recursive: true });
  await mapLimited(debs, UNPACK_WIDTH, (deb) => runCommand('dpkg-deb', { args: ['--extract', deb, root] }));
  await Promise.all(PRUNED.map((path) => rm(join(root, path), { recursive: true, force: true })));
}

function isLeftOut(name: string, leaveOut: RegExp | undefined): boolean {
  return NOT_UNPACKED.test(name) || (leaveOut?.test(name) ?? false);
}
