/** Real servers under real replication on this machine, and a Topiary that shows them. Everything ends with the command. */
import { join } from 'node:path';
import type { Command } from 'commander';
import type { ClusterRequest, Sandbox } from '@topiary/sandbox';
import { CommandFailure, EXIT } from '../exit.ts';
import { readFakes, readPort } from '../options.ts';
import { tryIt } from '../output/try-it.ts';
import { runFakesDemo } from './demo-fakes.ts';
import { HOST, openInBrowser, requireFreePort, withDataDirectory } from './demo-page.ts';

interface DemoFlags {
  readonly port: number;
  readonly fakes?: number;
  readonly mysqlOnly?: true;
  readonly mariadbOnly?: true;
  readonly group?: true;
  readonly open: boolean;
}

type Family = 'mysql' | 'mariadb';

const POLL_INTERVAL_MS = 1_000;
const ROWS_PER_SECOND = 5;
/** Who kills one master after the other wants to see each of them replaced. */
const REPAIRED_BY_ITSELF = {
  RecoverMasterClusterFilters: ['*'],
  RecoverIntermediateMasterClusterFilters: ['*'],
  RecoveryPeriodBlockSeconds: 10,
};
/** Cluster one: a master with three replicas, one of which has two of its own. Cluster two: a master with three. */
const CLUSTERS: Readonly<Record<Family, ClusterRequest>> = {
  mysql: { name: 'shop', tree: 'm > (a > (c, d), b, e); flavor mysql', writer: { rowsPerSecond: ROWS_PER_SECOND } },
  mariadb: { name: 'crm', tree: 'm > a, b, c; flavor mariadb', writer: { rowsPerSecond: ROWS_PER_SECOND } },
};

/** Three members and a replica of theirs; they take 5 s longer to start, and 1.3 GB. */
const GROUP: ClusterRequest = {
  name: 'bank',
  tree: 'group a, b, c; b > r; flavor mysql',
  writer: { rowsPerSecond: ROWS_PER_SECOND },
};

export function addDemo(program: Command): void {
  program
    .command('demo')
    .description('start MySQL and MariaDB servers under replication, real or fake, and Topiary to look at them')
    .option('--port <port>', 'of the web page', readPort, 3000)
    .option(
      '--fakes <number>',
      'show that many fake servers of many versions instead; needs no database server',
      readFakes,
    )
    .option('--mysql-only', 'leave the MariaDB cluster out')
    .option('--mariadb-only', 'leave the MySQL cluster out')
    .option('--group', 'add a MySQL Group Replication cluster; it takes 1.3 GB of memory more')
    .option('--no-open', 'do not open the page in a browser')
    .action(runDemo);
}

async function runDemo(flags: DemoFlags): Promise<void> {
  const { fakes } = flags;
  if (fakes !== undefined) return runFakesDemo({ ...withoutFamily(flags), fakes });
  const wanted = wantedFamilies(flags);
  await requireFreePort(flags.port);
  const families = await availableFamilies(wanted);
  const { DEMO_BASE_PORT, SandboxError, startSandbox } = await import('@topiary/sandbox');
  try {
    const sandbox = await startSandbox({
      name: 'demo',
      clusters: clustersOf(families, flags),
      basePort: DEMO_BASE_PORT,
      onProgress: (message) => console.log(message),
    });
    try {
      await withDataDirectory((dataDirectory) => serveDemo({ sandbox, dataDirectory, flags }));
    } finally {
      console.log('stopping the servers');
      await sandbox.stop();
    }
  } catch (error) {
    if (error instanceof SandboxError) throw new CommandFailure([error.message]);
    throw error;
  }
}

interface ServeDemo {
  readonly sandbox: Sandbox;
  readonly dataDirectory: string;
  readonly flags: DemoFlags;
}

async function serveDemo({ sandbox, dataDirectory, flags }: ServeDemo): Promise<void> {
  const { serve, StartFailure } = await import('@topiary/server');
  const { user, password } = sandbox.credentials.topology;
  const logFile = join(dataDirectory, 'topiary.log');
  try {
    await serve({
      configFiles: { kind: 'none' },
      logFile,
      exit: (code) => process.exit(code),
      overrides: {
        ListenAddress: `${HOST}:${flags.port}`,
        TopiaryDataDirectory: dataDirectory,
        TopiaryPollIntervalMilliseconds: POLL_INTERVAL_MS,
        MySQLTopologyUser: user,
        MySQLTopologyPassword: password,
        DiscoverySeeds: sandbox.clusters.flatMap(seedOf),
        ClusterNameToAlias: Object.fromEntries(sandbox.clusters.map(aliasOf)),
        ...REPAIRED_BY_ITSELF,
      },
      onReady: (url) => {
        console.log(welcome(url, sandbox, logFile));
        if (flags.open) openInBrowser(url);
      },
    });
  } catch (error) {
    if (error instanceof StartFailure) throw new CommandFailure(error.problems);
    throw error;
  }
}

function clustersOf(families: readonly Family[], { group }: DemoFlags): readonly ClusterRequest[] {
  const clusters = families.map((family) => CLUSTERS[family]);
  if (group !== true) return clusters;
  if (!families.includes('mysql'))
    throw new CommandFailure(['--group needs a MySQL server, and there is none: see above, or leave --group out.']);
  return [...clusters, GROUP];
}

/** The page calls the trees as the command line does, whichever of its servers is the master. */
function aliasOf({ name, servers }: Sandbox['clusters'][number]): readonly [pattern: string, alias: string] {
  const addresses = [...servers.values()].map(({ address }) => address.replaceAll('.', '[.]'));
  return [`^(${addresses.join('|')})$`, name];
}

/** One server of each cluster is enough; a replica, since that is the harder way to find a whole tree. */
function seedOf({ servers }: Sandbox['clusters'][number]): readonly string[] {
  const last = [...servers.values()].at(-1);
  return last === undefined ? [] : [last.address];
}

function welcome(url: string, sandbox: Sandbox, logFile: string): string {
  const [first] = sandbox.servers;
  const server = `demo ${first?.cluster ?? ''}.${first?.name ?? ''}`;
  const commands = [
    ['clusters'],
    [`topology ${first?.address ?? ''}`],
    [`sandbox kill ${server}`, 'and watch the page: another takes its place'],
    ['recoveries', 'says what was done'],
    [`sandbox start ${server}`, 'brings it back'],
  ] as const;
  return [
    '',
    `  Topiary:  ${url}`,
    ...sandbox.clusters.map(({ name, servers }) => {
      const [master] = servers.values();
      const { address = '', family = '', version = '' } = master ?? {};
      return `  cluster ${name}, master ${address}: ${servers.size} servers, ${family} ${version}`;
    }),
    '',
    '  Try: drag a replica onto another server, read the SQL, confirm, and undo.',
    ...tryIt({ url, commands }).map((line) => `  ${line}`),
    '',
    `  The log is in ${logFile}. Ctrl-C stops everything.`,
  ].join('\n');
}

function withoutFamily({ mysqlOnly, mariadbOnly, group, ...others }: DemoFlags): Pick<DemoFlags, 'port' | 'open'> {
  if (mysqlOnly === true || mariadbOnly === true || group === true) {
    throw new CommandFailure(
      ['--fakes shows fakes of both families and groups: leave --mysql-only and --mariadb-only out, and --group too.'],
      EXIT.usage,
    );
  }
  return others;
}

function wantedFamilies(flags: DemoFlags): readonly Family[] {
  if (flags.mysqlOnly === true && flags.mariadbOnly === true) {
    throw new CommandFailure(['--mysql-only and --mariadb-only together leave nothing: give one of them.'], EXIT.usage);
  }
  if (flags.mariadbOnly === true && flags.group === true) {
    throw new CommandFailure(
      ['--group adds a MySQL group, and --mariadb-only leaves MySQL out: give one of them.'],
      EXIT.usage,
    );
  }
  if (flags.mysqlOnly === true) return ['mysql'];
  return flags.mariadbOnly === true ? ['mariadb'] : ['mysql', 'mariadb'];
}

/** What cannot be had is said, and the demo goes on with the rest. */
async function availableFamilies(families: readonly Family[]): Promise<readonly Family[]> {
  const { ensureServers, SandboxError } = await import('@topiary/sandbox');
  const onProgress = (message: string) => console.log(message);
  const looked = await Promise.allSettled(
    families.map((family) => ensureServers({ wishes: [{ family }], onProgress })),
  );
  const problems = looked.flatMap((one): readonly string[] => {
    if (one.status === 'fulfilled') return [];
    if (one.reason instanceof SandboxError) return [one.reason.message];
    throw one.reason;
  });
  if (problems.length === families.length) throw new CommandFailure(problems);
  for (const problem of problems) console.error(problem);
  return families.filter((_, at) => looked[at]?.status === 'fulfilled');
}
