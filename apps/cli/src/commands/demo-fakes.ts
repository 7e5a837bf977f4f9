/** A fleet of fakes in a process of its own, and a Topiary that discovers it. Everything ends with the command. */
import { join } from 'node:path';
import type { FakesProcess, FakesSummary } from '@topiary/server';
import { connect } from '../client/connect.ts';
import { CommandFailure } from '../exit.ts';
import { FAKES_CHILD } from './fakes.ts';
import { tryIt } from '../output/try-it.ts';
import { HOST, openInBrowser, requireFreePort, withDataDirectory } from './demo-page.ts';

export interface FakesDemoFlags {
  readonly fakes: number;
  readonly port: number;
  readonly open: boolean;
}

/** Small fleets are looked at as often as the demo's real servers, large ones at the pace of production. */
const SMALL_FLEET = 500;
const POLL_INTERVAL_MS = { small: 1_000, large: 5_000 } as const;
const PROGRESS_EVERY_MS = 2_000;
const SHOWN_CLUSTERS = 8;

export async function runFakesDemo(flags: FakesDemoFlags): Promise<void> {
  await requireFreePort(flags.port);
  const { requireRoomForFakes, startFakesProcess, StartFailure } = await import('@topiary/server');
  try {
    await requireRoomForFakes(flags.fakes);
    console.log(`Starting ${flags.fakes} fake servers in a process of their own`);
    const fakes = await startFakesProcess(childCommand(flags.fakes));
    try {
      await withDataDirectory((dataDirectory) => serveFakes({ fakes, dataDirectory, flags }));
    } finally {
      await fakes.stop();
    }
  } catch (error) {
    if (error instanceof StartFailure) throw new CommandFailure(error.problems);
    throw error;
  }
}

/** This very program, asked for the fakes alone. */
function childCommand(count: number): readonly [string, ...string[]] {
  return [process.execPath, ...process.execArgv, process.argv[1] ?? '', 'fakes', FAKES_CHILD, String(count)];
}

interface ServeFakes {
  readonly fakes: FakesProcess;
  readonly dataDirectory: string;
  readonly flags: FakesDemoFlags;
}

async function serveFakes({ fakes, dataDirectory, flags }: ServeFakes): Promise<void> {
  const { serve } = await import('@topiary/server');
  const { summary } = fakes;
  const logFile = join(dataDirectory, 'topiary.log');
  const serving = new AbortController();
  void fakes.ended.then(() => {
    if (!serving.signal.aborted)
      console.error('The process of the fakes has ended, so every server is down now: press Ctrl-C and start again.');
  });
  try {
    await serve({
      configFiles: { kind: 'none' },
      logFile,
      exit: (code) => process.exit(code),
      overrides: {
        ListenAddress: `${HOST}:${flags.port}`,
        TopiaryDataDirectory: dataDirectory,
        TopiaryPollIntervalMilliseconds:
          summary.servers <= SMALL_FLEET ? POLL_INTERVAL_MS.small : POLL_INTERVAL_MS.large,
        MySQLTopologyUser: summary.user,
        MySQLTopologyPassword: summary.password,
        DiscoverySeeds: summary.clusters.map(({ seed }) => seed),
        ClusterNameToAlias: aliasesOf(summary),
      },
      onReady: (url) => {
        console.log(welcome(url, fakes, logFile));
        if (flags.open) openInBrowser(url);
        void reportDiscovery(url, summary.servers, serving.signal);
      },
    });
  } finally {
    serving.abort();
  }
}

/**
 * The page and the command line call a cluster as the list of the fakes does: its servers have a network of their own. Each
 * name of a cluster is tried with each pattern, so that a large fleet goes without.
 */
function aliasesOf({ servers, clusters }: FakesSummary): Readonly<Record<string, string>> {
  if (servers > SMALL_FLEET) return {};
  return Object.fromEntries(
    clusters.map(({ name, master }) => {
      const network = master.slice(0, master.lastIndexOf('.') + 1);
      return [`^${network.replaceAll('.', '[.]')}`, name];
    }),
  );
}

/** Until every server is known; a Topiary that is about to end is asked no more. */
async function reportDiscovery(url: string, servers: number, signal: AbortSignal): Promise<void> {
  const startedMs = performance.now();
  const api = connect({ api: url });
  let saidMs = startedMs;
  while (!signal.aborted) {
    await pause(PROGRESS_EVERY_MS / 10, signal);
    const known = await api.read('status', {}).then(
      ({ discovery }) => discovery.instances,
      () => null,
    );
    if (known === null || signal.aborted) continue;
    const nowMs = performance.now();
    if (known >= servers) {
      console.log(`  All ${servers} servers found in ${((nowMs - startedMs) / 1_000).toFixed(1)} s.`);
      return;
    }
    if (nowMs - saidMs < PROGRESS_EVERY_MS) continue;
    saidMs = nowMs;
    console.log(`  ${known} of ${servers} servers found`);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
}

function welcome(url: string, { summary, pid }: FakesProcess, logFile: string): string {
  const [first] = summary.clusters;
  const master = first?.master ?? '';
  return [
    '',
    `  Topiary:  ${url}`,
    `  ${summary.servers} fake servers in ${summary.clusters.length} clusters; they run in process ${pid}, Topiary in ${process.pid}`,
    ...clusterLines(summary),
    '',
    '  Try: drag a replica onto another server, read the SQL, confirm, and undo.',
    ...tryIt({
      url,
      commands: [
        ['clusters'],
        [`topology ${master}`],
        [`fakes kill ${master}`, 'and watch the page; "fakes start" brings it back, "fakes list" shows all'],
      ],
    }).map((line) => `  ${line}`),
    '',
    `  The log is in ${logFile}. Ctrl-C stops everything.`,
  ].join('\n');
}

function clusterLines({ clusters }: FakesSummary): readonly string[] {
  const shown = clusters.slice(0, SHOWN_CLUSTERS);
  const lines = shown.map(
    ({ name, servers, versions, master }) =>
      `  ${name}: ${servers} servers, ${versions.join(' and ')}, master ${master}`,
  );
  const more = clusters.length - shown.length;
  return more === 0 ? lines : [...lines, `  and ${more} more`];
}
