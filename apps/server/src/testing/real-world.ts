/** Topiary in this process on a sandbox of real servers, all of which it has found: the stage of tests on real servers. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@topiary/contract';
import type { Client, PlanView } from '@topiary/contract';
import { startSandbox } from '@topiary/sandbox';
import type { Sandbox } from '@topiary/sandbox';
import { startServer } from '../index.ts';
import type { RunningServer } from '../index.ts';
import { until } from './test-server.ts';

export const START_TIMEOUT_MS = 90_000;
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The soak has time for every flavour; `npm test` for some of them in long files. */
export const IS_SOAK = process.env['SOAK_CONTRACT'] !== undefined;

type ServerOptions = Parameters<typeof startServer>[0];

export interface RealWorldOptions {
  /** One cluster, as the sandbox takes it; its servers are named as in its tree. */
  readonly cluster: Omit<Parameters<typeof startSandbox>[0]['clusters'][number], 'name'>;
  /** By its name. */
  readonly seed: string;
  readonly servers: number;
  readonly pollIntervalMs: number;
  /** Keys of the configuration beside those that every such Topiary has. */
  readonly configuration?: ServerOptions['overrides'];
}

export interface RealWorld {
  readonly sandbox: Sandbox;
  readonly server: RunningServer;
  readonly client: Client;
  /** Confirms a plan and waits until it has ended. */
  confirm(plan: Pick<PlanView, 'id'>): Promise<PlanView>;
  end(): Promise<void>;
}

export async function startRealWorld(options: RealWorldOptions): Promise<RealWorld> {
  await using stack = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'topiary-real-'));
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  const sandbox = await startSandbox({ clusters: [{ name: 'one', ...options.cluster }] });
  stack.defer(() => sandbox.stop());
  const { user, password } = sandbox.credentials.topology;
  const server = await startServer({
    configFiles: { kind: 'none' },
    environment: {},
    logger: SILENT,
    overrides: {
      ListenAddress: '127.0.0.1:0',
      TopiaryDataDirectory: directory,
      TopiaryPollIntervalMilliseconds: options.pollIntervalMs,
      MySQLTopologyUser: user,
      MySQLTopologyPassword: password,
      DiscoverySeeds: [sandbox.server(options.seed).address],
      ...options.configuration,
    },
  });
  stack.defer(() => server.stop());
  const client = createClient({ baseUrl: server.url, fetch });
  await until(() => isSeen(client, options.servers), START_TIMEOUT_MS);
  const kept = stack.move();
  return {
    sandbox,
    server,
    client,
    confirm: ({ id }) =>
      client.call('confirm', { params: { plan: id }, query: { wait: 'true' }, idempotencyKey: crypto.randomUUID() }),
    end: () => kept.disposeAsync(),
  };
}

/** Known by name is not enough: what no probe has reached, or does not replicate yet, cannot be planned with. */
async function isSeen(client: Client, servers: number): Promise<boolean> {
  const [cluster] = (await client.call('fleet', {})).clusters;
  if (cluster?.instances !== servers) return false;
  const { edges, nodes } = await client.call('cluster', { params: { cluster: cluster.id } });
  return nodes.every(({ health }) => health === 'ok') && edges.every(({ state }) => state === 'replicating');
}
