import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Family } from '@topiary/domain';
import { exists } from '../cache/install-once.ts';
import { SandboxError } from '../shared/errors.ts';
import { userFlags } from '../server/server-flags.ts';
import { runCommand } from '../shared/run-command.ts';
import type { BinariesOrigin, ServerBinaries } from './server-binaries.ts';

const VERSION_TIMEOUT_MS = 30_000;

/** What `mysqld --version` says; null when it is not a server's version line. */
export function readVersionLine(line: string): { readonly family: Family; readonly version: string } | null {
  const version = /\bVer\s+(\d+(?:\.\d+)+)/.exec(line)?.[1];
  if (version === undefined) return null;
  return { family: /mariadb/i.test(line) ? 'mariadb' : 'mysql', version };
}

/** An installed server: it is asked where its own files are. */
export async function probeInstalled(program: string, origin: BinariesOrigin): Promise<ServerBinaries> {
  const { stdout } = await runCommand(program, { args: ['--no-defaults', '--version'], timeoutMs: VERSION_TIMEOUT_MS });
  const said = readVersionLine(stdout);
  if (said === null) {
    throw new SandboxError(
      'named-binary-unusable',
      `${program} is not a MySQL or MariaDB server: its --version shows no version.`,
      { data: { program } },
    );
  }
  const help = await runCommand(program, {
    args: ['--no-defaults', ...userFlags(), '--verbose', '--help'],
    timeoutMs: VERSION_TIMEOUT_MS,
  });
  const settingOf = (name: string): string => new RegExp(`^${name}\\s+(\\S+)`, 'm').exec(help.stdout)?.[1] ?? '';
  return {
    ...said,
    origin,
    command: [program],
    locationFlags: [],
    pluginDirectory: settingOf('plugin-dir'),
    shareDirectory: settingOf('lc-messages-dir'),
  };
}

/**
 * A server unpacked from Debian packages into `root`. It is run through the `ld-linux` it came with, so that neither
 * the machine's libc nor its libraries matter. Null when there is none.
 */
export async function probeUnpacked(root: string): Promise<ServerBinaries | null> {
  const program = await firstThatExists(['usr/sbin/mariadbd', 'usr/sbin/mysqld'].map((path) => join(root, path)));
  const loader = await loaderIn(root);
  if (program === null || loader === null) return null;
  const share =
    (await firstThatExists([join(root, 'usr/share/mariadb'), join(root, 'usr/share/mysql')])) ??
    join(root, 'usr/share/mysql');
  const command = [loader, '--library-path', (await libraryDirectories(root)).join(':'), program];
  const { stdout } = await runCommand(loader, {
    args: [...command.slice(1), '--no-defaults', '--version'],
    timeoutMs: VERSION_TIMEOUT_MS,
  });
  const said = readVersionLine(stdout);
  if (said === null) return null;
  const pluginDirectory = join(root, 'usr/lib/mysql/plugin');
  return {
    ...said,
    origin: 'cache',
    command,
    locationFlags: [
      `--basedir=${join(root, 'usr')}`,
      `--plugin-dir=${pluginDirectory}`,
      `--lc-messages-dir=${share}`,
      `--character-sets-dir=${join(share, 'charsets')}`,
    ],
    pluginDirectory,
    shareDirectory: share,
  };
}

/** The dynamic loader of an unpacked root, whatever the architecture and wherever that Debian release keeps it. */
export async function loaderIn(root: string): Promise<string | null> {
  const directories = [
    ...(await multiarchDirectories(root)),
    join(root, 'usr/lib64'),
    join(root, 'lib64'),
    join(root, 'lib'),
  ];
  for (const directory of directories) {
    const names = await readdir(directory).catch(() => []);
    const name = names.find((candidate) => /^ld-linux-[a-z0-9-]+\.so\.\d+$/.test(candidate));
    if (name !== undefined) return join(directory, name);
  }
  return null;
}

/** Every folder in which an unpacked root keeps shared libraries. */
export async function libraryDirectories(root: string): Promise<readonly string[]> {
  return [...(await multiarchDirectories(root)), join(root, 'usr/lib/mysql/private')];
}

async function multiarchDirectories(root: string): Promise<readonly string[]> {
  const found = await Promise.all(
    ['usr/lib', 'lib'].map(async (parent) => {
      const names = await readdir(join(root, parent)).catch(() => []);
      return names
        .filter((name) => /^[a-z0-9_]+-linux-gnu[a-z0-9]*$/.test(name))
        .map((name) => join(root, parent, name));
    }),
  );
  return found.flat();
}

async function firstThatExists(paths: readonly string[]): Promise<string | null> {
  for (const path of paths) if (await exists(path)) return path;
  return null;
}
