import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { Account, GrantedAccount } from '../accounts/account-sql.ts';
import { REPLICATION_GRANTS, topologyGrants } from '../accounts/grants.ts';
import { ensureServers } from '../binaries/ensure-servers.ts';
import { nameOfWish, type ServerWish } from '../binaries/releases.ts';
import type { ServerBinaries } from '../binaries/server-binaries.ts';
import type { Environment } from '../cache/cache-directory.ts';
import { copyDirectory } from '../server/copy-directory.ts';
import { dataTemplate, type DataTemplate } from '../server/data-template.ts';
import { semisyncPlugins } from '../server/semisync-plugins.ts';
import { serverCommand } from '../server/server-flags.ts';
import { dataDirectoryOf } from '../server/server-process.ts';
import { SandboxError } from '../shared/errors.ts';
import { mapLimited } from '../shared/limit.ts';
import { identityOf } from '../shared/process-table.ts';
import { SILENT, type OnProgress } from '../shared/progress.ts';
import { parseTree } from '../tree/parse-tree.ts';
import type { TreeDescription, TreeNode } from '../tree/tree-description.ts';
import { DEFAULT_BASE_PORT, findFreePorts } from './ports.ts';
import { register, registeredSandboxes, sweepLeftovers, withRegistryLock } from './registry.ts';
import { Sandbox, type SandboxCluster } from './sandbox.ts';
import { writeState, type Credentials, type SandboxState } from './sandbox-state.ts';
import { takeDownWithProcess } from './take-down.ts';
import { createAccounts, wireReplication } from './wire-replication.ts';

export interface ClusterRequest {
  readonly name: string;
  /** `parseTree`'s language, or what it returns. */
  readonly tree: string | TreeDescription;
}

export interface SandboxRequest {
  readonly clusters: readonly ClusterRequest[];
  /** Where its files go: a new or empty directory. A new one under the system's temporary folder when left out. */
  readonly directory?: string;
  /** For people; the last part of the directory's path when left out. */
  readonly name?: string;
  /** Chosen at random where left out; the topology account is then called `topiary`. */
  readonly credentials?: Partial<Credentials>;
  /** Made on every server, beside Topiary's own and the one for replication. */
  readonly extraAccounts?: readonly GrantedAccount[];
  /**
   * `owner` (the default): the sandbox ends with this process, also on Ctrl-C. `detached`: it stays until somebody
   * stops it.
   */
  readonly lifetime?: 'owner' | 'detached';
  readonly basePort?: number;
  readonly onProgress?: OnProgress;
  readonly environment?: Environment;
}

/** Templates are copied, and servers started, this many at a time: starting is bound by the processor. */
const START_WIDTH = 4;

/**
 * Builds the trees and resolves when every server answers and replication runs everywhere. Leftovers of killed earlier
 * runs are cleared first; when anything fails, what was started is taken down again.
 */
export async function startSandbox(request: SandboxRequest): Promise<Sandbox> {
  const environment = request.environment ?? process.env;
  const onProgress = request.onProgress ?? SILENT;
  if (process.platform !== 'linux') throw new SandboxError('platform-not-supported', 'Sandboxes need Linux: they read /proc to know their servers.');
  const clusters = request.clusters.map(({ name, tree }): PlannedCluster => ({ name, tree: typeof tree === 'string' ? parseTree(tree) : tree }));
  await sweepLeftovers(environment);
  const software = await prepareSoftware(clusters, { environment, onProgress });
  const directory = await prepareDirectory(request.directory);
  const state = await withRegistryLock(environment, () => reserve({ request, clusters, software, directory, environment }));
  const sandbox = new Sandbox(directory, state, environment);
  if (state.owner !== null) takeDownWithProcess(sandbox, state);
  try {
    onProgress(`starting ${sandbox.servers.length} servers`);
    await startServers(sandbox, { request, clusters, software, state });
  } catch (error) {
    await sandbox.stop();
    throw error;
  }
  return sandbox;
}

interface PlannedCluster {
  readonly name: string;
  readonly tree: TreeDescription;
}

/** By the name of the wish. */
type Software = ReadonlyMap<string, { readonly binaries: ServerBinaries; readonly template: DataTemplate }>;

async function prepareSoftware(clusters: readonly PlannedCluster[], options: { readonly environment: Environment; readonly onProgress: OnProgress }): Promise<Software> {
  const wishes = new Map(clusters.flatMap(({ tree }) => tree.nodes).map((node): readonly [string, ServerWish] => [nameOfWish(node.server), node.server]));
  const found = await ensureServers({ wishes: [...wishes.values()], ...options });
  const entries = await Promise.all([...wishes.keys()].map(async (name, index) => {
    const binaries = found[index];
    if (binaries === undefined) throw new SandboxError('no-server-binaries', `No server for ${name}.`);
    return [name, { binaries, template: await dataTemplate(binaries, options) }] as const;
  }));
  return new Map(entries);
}

async function prepareDirectory(wanted: string | undefined): Promise<string> {
  if (wanted === undefined) return mkdtemp(join(tmpdir(), 'topiary-'));
  const directory = resolve(wanted);
  await mkdir(directory, { recursive: true });
  const present = await readdir(directory);
  if (present.length > 0) throw new SandboxError('directory-in-use', `${directory} is not empty: choose another directory, or stop the sandbox that is in it.`, { data: { directory } });
  return directory;
}

interface Reservation {
  readonly request: SandboxRequest;
  readonly clusters: readonly PlannedCluster[];
  readonly software: Software;
  readonly directory: string;
  readonly environment: Environment;
}

/** Chooses ports and writes everything down before the first process exists, so that nothing can be left unknown. */
async function reserve({ request, clusters, software, directory, environment }: Reservation): Promise<SandboxState> {
  const others = await registeredSandboxes(environment);
  const taken = new Set(others.flatMap(({ state }) => state.clusters).flatMap(({ servers }) => servers).map(({ port }) => port));
  const count = clusters.reduce((sum, { tree }) => sum + tree.nodes.length, 0);
  const ports = [...await findFreePorts({ count, basePort: request.basePort ?? DEFAULT_BASE_PORT, taken })];
  const state: SandboxState = {
    name: request.name ?? basename(directory),
    owner: request.lifetime === 'detached' ? null : identityOf(process.pid),
    credentials: {
      topology: request.credentials?.topology ?? randomAccount('topiary'),
      replication: request.credentials?.replication ?? randomAccount('replicator'),
    },
    clusters: await Promise.all(clusters.map(async ({ name, tree }) => ({
      name,
      servers: await Promise.all(tree.nodes.map((node) => serverState({ node, tree, cluster: name, port: ports.shift() ?? 0, directory, software }))),
    }))),
  };
  await writeState(directory, state);
  await register(directory, environment);
  return state;
}

function randomAccount(user: string): Account {
  return { user, password: randomBytes(12).toString('base64url') };
}

interface ServerParts {
  readonly node: TreeNode;
  readonly tree: TreeDescription;
  readonly cluster: string;
  readonly port: number;
  readonly directory: string;
  readonly software: Software;
}

async function serverState({ node, tree, cluster, port, directory, software }: ServerParts): Promise<SandboxState['clusters'][number]['servers'][number]> {
  const { binaries, template } = softwareOf(software, node);
  const place = { directory: join(directory, 'servers', `${cluster}.${node.name}`) };
  const command = serverCommand({
    binaries,
    dataDirectory: dataDirectoryOf(place),
    port,
    // Unique among all sandboxes of this machine, as ports are.
    serverId: port,
    gtid: tree.gtid,
    readOnly: node.readOnly,
    logsUpdates: node.logsUpdates,
    semisync: {
      plugins: await semisyncPlugins(binaries),
      asSource: node.semisync && tree.links.some((link) => link.source === node.name),
      asReplica: node.semisync && tree.links.some((link) => link.replica === node.name),
    },
    variables: node.variables,
  });
  return { name: node.name, directory: place.directory, port, family: binaries.family, version: binaries.version, command: [...command], admin: template.admin };
}

function softwareOf(software: Software, node: TreeNode): { readonly binaries: ServerBinaries; readonly template: DataTemplate } {
  const found = software.get(nameOfWish(node.server));
  if (found === undefined) throw new SandboxError('no-server-binaries', `No server for ${nameOfWish(node.server)}.`);
  return found;
}

interface Start {
  readonly request: SandboxRequest;
  readonly clusters: readonly PlannedCluster[];
  readonly software: Software;
  readonly state: SandboxState;
}

async function startServers(sandbox: Sandbox, { request, clusters, software, state }: Start): Promise<void> {
  const nodes = clusters.flatMap(({ name, tree }) => tree.nodes.map((node) => ({ node, cluster: name })));
  await mapLimited(nodes, START_WIDTH, async ({ node, cluster }) => {
    const server = sandbox.server(`${cluster}.${node.name}`);
    const { binaries, template } = softwareOf(software, node);
    await copyDirectory(template.dataDirectory, join(sandbox.directory, 'servers', `${cluster}.${node.name}`, 'data'));
    await server.start();
    const accounts: readonly GrantedAccount[] = [
      { ...state.credentials.topology, grants: topologyGrants(binaries) },
      { ...state.credentials.replication, grants: REPLICATION_GRANTS },
      ...(request.extraAccounts ?? []),
    ];
    await createAccounts(server, accounts, node.readOnly);
  });
  await Promise.all(sandbox.clusters.map((cluster: SandboxCluster, index) => {
    const tree = clusters[index]?.tree;
    return tree === undefined ? null : wireReplication({ tree, servers: cluster.servers, replication: state.credentials.replication });
  }));
}
