import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ServerBinaries } from '../binaries/server-binaries.ts';
import { cacheDirectory, type Environment } from '../cache/cache-directory.ts';
import { withFileLock } from '../cache/file-lock.ts';
import { exists, installOnce } from '../cache/install-once.ts';
import { SandboxError } from '../shared/errors.ts';
import type { OnProgress } from '../shared/progress.ts';
import { runCommand } from '../shared/run-command.ts';
import { MARIADB_FILE_SIZES, userFlags } from './server-flags.ts';

/**
 * An initialised data directory, made once per server version (three seconds for MySQL) and copied for every server.
 * It holds one account, with which the sandbox itself works; its password is random per template, and the servers listen on
 * loopback only, or where this machine alone reaches them.
 */
export interface DataTemplate {
  readonly dataDirectory: string;
  readonly admin: AdminAccount;
}

export interface AdminAccount {
  readonly user: string;
  readonly password: string;
}

/** Counts up when what a template holds changes, so that an older template in somebody's cache is not used. */
const TEMPLATE_EDITION = 2;
const ADMIN_USER = 'sandbox_admin';
const ACCOUNT_FILE = 'account.json';
const INITIALISE_TIMEOUT_MS = 120_000;
const accountSchema = z.object({ user: z.string(), password: z.string() });

export interface TemplateOptions {
  readonly environment: Environment;
  readonly onProgress: OnProgress;
}

export async function dataTemplate(
  binaries: ServerBinaries,
  { environment, onProgress }: TemplateOptions,
): Promise<DataTemplate> {
  const parent = join(cacheDirectory(environment), 'templates');
  const target = join(parent, templateName(binaries));
  if (!(await exists(target))) {
    await withFileLock(
      join(cacheDirectory(environment), 'locks', templateName(binaries)),
      async () => {
        if (await exists(target)) return;
        onProgress(`initialising a data directory for ${binaries.family} ${binaries.version}`);
        await installOnce(parent, async (directory) => {
          await makeTemplate(binaries, directory);
          return target;
        });
      },
      { onProgress, purpose: 'it is initialising a data directory' },
    );
  }
  const admin = accountSchema.parse(JSON.parse(await readFile(join(target, ACCOUNT_FILE), 'utf8')));
  return { dataDirectory: join(target, 'data'), admin };
}

/** Two programs of one version need not be the same build: an installed one and the cached one get their own templates. */
function templateName(binaries: ServerBinaries): string {
  const program = createHash('sha256').update(binaries.command.join('\0')).digest('hex').slice(0, 8);
  return `${binaries.family}-${binaries.version}-${program}-${TEMPLATE_EDITION}`;
}

async function makeTemplate(binaries: ServerBinaries, directory: string): Promise<void> {
  const admin = { user: ADMIN_USER, password: randomBytes(12).toString('base64url') };
  const dataDirectory = join(directory, 'data');
  try {
    await (binaries.family === 'mysql' ? initialiseMysql : initialiseMariadb)({ binaries, dataDirectory, admin });
  } catch (cause) {
    throw new SandboxError(
      'template-failed',
      `${binaries.family} ${binaries.version} could not initialise a data directory: ${cause instanceof Error ? cause.message : 'unknown reason'}`,
      { data: { version: binaries.version }, cause },
    );
  }
  // Every copy makes an identity of its own.
  await rm(join(dataDirectory, 'auto.cnf'), { force: true });
  await writeFile(join(directory, ACCOUNT_FILE), JSON.stringify(admin), { mode: 0o600 });
}

interface Initialisation {
  readonly binaries: ServerBinaries;
  readonly dataDirectory: string;
  readonly admin: AdminAccount;
}

async function initialiseMysql({ binaries, dataDirectory, admin }: Initialisation): Promise<void> {
  const script = `${dataDirectory}.sql`;
  await writeFile(script, adminStatements(admin), { mode: 0o600 });
  await runServer(binaries, {
    flags: [
      `--datadir=${dataDirectory}`,
      '--initialize-insecure',
      `--init-file=${script}`,
      '--innodb-flush-method=nosync',
      '--innodb-doublewrite=OFF',
      '--innodb-redo-log-capacity=16M',
    ],
  });
  await rm(script);
}

/** What `mariadb-install-db` does, without the client programs that script asks for. */
async function initialiseMariadb({ binaries, dataDirectory, admin }: Initialisation): Promise<void> {
  await mkdir(dataDirectory, { recursive: true });
  const scripts = await Promise.all(
    ['system_tables', 'performance_tables', 'system_tables_data'].map((name) =>
      readShareScript(binaries.shareDirectory, name),
    ),
  );
  await runServer(binaries, {
    flags: [
      `--datadir=${dataDirectory}`,
      '--bootstrap',
      '--log-warnings=0',
      '--enforce-storage-engine=',
      '--max-allowed-packet=8M',
      '--innodb-flush-method=nosync',
      ...MARIADB_FILE_SIZES,
    ],
    input: [
      'CREATE DATABASE IF NOT EXISTS mysql;',
      'USE mysql;',
      'SET @auth_root_socket=NULL;',
      ...scripts,
      'FLUSH PRIVILEGES;',
      adminStatements(admin),
    ].join('\n'),
  });
}

/** From 11 on the files are called after MariaDB, before that after MySQL. */
async function readShareScript(share: string, name: string): Promise<string> {
  for (const prefix of ['mariadb', 'mysql']) {
    const text = await readFile(join(share, `${prefix}_${name}.sql`), 'utf8').catch(() => null);
    if (text !== null) return text;
  }
  throw new SandboxError(
    'template-failed',
    `${share} has no ${name} script: the server's support files are not complete.`,
    { data: { share } },
  );
}

function adminStatements({ user, password }: AdminAccount): string {
  return [
    `CREATE USER '${user}'@'%' IDENTIFIED BY '${password}';`,
    `GRANT ALL PRIVILEGES ON *.* TO '${user}'@'%' WITH GRANT OPTION;`,
    '',
  ].join('\n');
}

interface ServerRun {
  readonly flags: readonly string[];
  readonly input?: string;
}

async function runServer(binaries: ServerBinaries, { flags, input }: ServerRun): Promise<void> {
  const [program = '', ...prefix] = binaries.command;
  await runCommand(program, {
    args: [...prefix, '--no-defaults', ...binaries.locationFlags, ...userFlags(), ...flags],
    timeoutMs: INITIALISE_TIMEOUT_MS,
    ...(input === undefined ? {} : { input }),
  });
}
