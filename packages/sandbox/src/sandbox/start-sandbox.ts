import { mkdir, mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { GrantedAccount } from '../accounts/account-sql.ts';
import type { Environment } from '../cache/cache-directory.ts';
import type { ServerRoom } from '../rooms/rooms.ts';
import { copyDirectory, copyInto } from '../server/copy-directory.ts';
import { dataDirectoryOf } from '../server/server-process.ts';
import { SandboxError } from '../shared/errors.ts';
import { mapLimited } from '../shared/limit.ts';
import { identityOf } from '../shared/process-table.ts';
import { SILENT, type OnProgress } from '../shared/progress.ts';
import { parseTree } from '../tree/parse-tree.ts';
import type { TreeDescription } from '../tree/tree-description.ts';
import { LightWriter } from '../writer/light-writer.ts';
import { completeCredentials, standardAccounts } from './credentials.ts';
import { groupPlaces } from './group-places.ts';
import { planServer, serverDirectory } from './plan-server.ts';
import { DEFAULT_BASE_PORT, findFreePorts } from './ports.ts';
import { register, takenPorts, sweepLeftovers, withRegistryLock } from './registry.ts';
import { Sandbox, type SandboxCluster } from './sandbox.ts';
import { writeState, type ClusterState, type Credentials, type SandboxState } from './sandbox-state.ts';
import { prepareSoftware, type Software } from './software.ts';
import { takeDownWithProcess } from './take-down.ts';
import { createAccounts, wireReplication } from './wire-replication.ts';

export interface ClusterRequest {
  readonly name: string;
  /** `parseTree`'s language, or what it returns. */
  readonly tree: string | TreeDescription;
  /** Writes rows into the cluster's first server while the sandbox runs, and after a failover into the writable one. */
  readonly writer?: { readonly rowsPerSecond: number };
}

export interface SandboxRequest {
  readonly clusters: readonly ClusterRequest[];
  /** Where its files go: a new or empty directory. A new one under the system's temporary folder when left out. */
  readonly directory?: string;
  /** For people; the last part of the directory's path when left out. */
  readonly name?: string;
  /** Chosen at random where left out; the topology account is then called `topiary`. */
  readonly credentials?: Partial<Credentials>;
  /** Made on every server, beside the three of `credentials`. */
  readonly extraAccounts?: readonly GrantedAccount[];
  /**
   * `owner` (the default): the sandbox ends with this process, also on Ctrl-C. `detached`: it stays until somebody
   * stops it.
   */
  readonly lifetime?: 'owner' | 'detached';
  /**
   * False: this process takes it down itself when it ends, also on Ctrl-C; nothing listens for that here. A sandbox that
   * is left all the same is cleared by the next sweep.
   */
  readonly endsWithProcess?: boolean;
  readonly basePort?: number;
  /** By `cluster.name`: servers that do not run on loopback. The sandbox must be stopped before they are closed. */
  readonly rooms?: ReadonlyMap<string, ServerRoom>;
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
  if (process.platform !== 'linux')
    throw new SandboxError('platform-not-supported', 'Sandboxes need Linux: they read /proc to know their servers.');
  const clusters = request.clusters.map((cluster): PlannedCluster => ({
    ...cluster,
    tree: typeof cluster.tree === 'string' ? parseTree(cluster.tree) : cluster.tree,
  }));
  await sweepLeftovers(environment);
  const software = await prepareSoftware(
    clusters.flatMap(({ tree }) => tree.nodes.map((node) => node.server)),
    { environment, onProgress },
  );
  const directory = await prepareDirectory(request.directory);
  const plan: Plan = { request, clusters, software, directory, environment, onProgress };
  const state = await withRegistryLock(environment, () => reserve(plan));
  const sandbox = new Sandbox(directory, state, environment);
  if (state.owner !== null && request.endsWithProcess !== false) {
    sandbox.afterStop(takeDownWithProcess(sandbox));
  }
  onProgress(`starting ${sandbox.servers.length} servers on ports from ${sandbox.servers[0]?.port ?? 0} on`);
  const ending = new AbortController();
  const starting = startAll(sandbox, plan, ending.signal);
  // Stopped while it starts, on Ctrl-C for example: nothing may be started behind the back of what takes it down.
  sandbox.beforeStop(async () => {
    ending.abort();
    await Promise.all(sandbox.servers.map((server) => server.kill()));
    await starting.catch(() => undefined);
  });
  try {
    await starting;
  } catch (error) {
    await sandbox.stop();
    throw error;
  }
  return sandbox;
}

async function startAll(sandbox: Sandbox, plan: Plan, signal: AbortSignal): Promise<void> {
  await startServers(sandbox, plan, signal);
  await wireClusters(sandbox, plan.clusters);
}

interface PlannedCluster extends ClusterRequest {
  readonly tree: TreeDescription;
}

interface Plan {
  readonly request: SandboxRequest;
  readonly clusters: readonly PlannedCluster[];
  readonly software: Software;
  readonly directory: string;
  readonly environment: Environment;
  readonly onProgress: OnProgress;
}

async function prepareDirectory(wanted: string | undefined): Promise<string> {
  if (wanted === undefined) return mkdtemp(join(tmpdir(), 'topiary-'));
  const directory = resolve(wanted);
  await mkdir(directory, { recursive: true });
  const present = await readdir(directory);
  if (present.length > 0)
    throw new SandboxError(
      'directory-in-use',
      `${directory} is not empty: choose another directory, or stop the sandbox that is in it.`,
      { data: { directory } },
    );
  return directory;
}

/** Chooses ports and writes everything down before the first process exists, so that nothing can be left unknown. */
async function reserve({ request, clusters, software, directory, environment }: Plan): Promise<SandboxState> {
  const taken = await takenPorts(environment);
  const servers = clusters.reduce((sum, { tree }) => sum + tree.nodes.length, 0);
  const members = clusters.flatMap(({ tree }) => tree.groups).reduce((sum, group) => sum + group.members.length, 0);
  const basePort = request.basePort ?? DEFAULT_BASE_PORT;
  const ports = [...(await findFreePorts({ count: servers + members, basePort, taken }))];
  // Those of groups last, so that servers keep their ports when a group comes to another cluster.
  const groupPorts = ports.splice(servers);
  const unplaced = [...groupPorts];
  const planned = clusters.map(async ({ name, tree }): Promise<ClusterState> => {
    const groups = groupPlaces(tree.groups, unplaced);
    const plans = tree.nodes.map((node) =>
      planServer({
        node,
        tree,
        software: software.of(node.server),
        directory: serverDirectory(directory, name, node.name),
        port: ports.shift() ?? 0,
        group: groups.get(node.name) ?? null,
        room: request.rooms?.get(`${name}.${node.name}`),
      }),
    );
    return { name, servers: await Promise.all(plans) };
  });
  const state: SandboxState = {
    name: request.name ?? basename(directory),
    owner: request.lifetime === 'detached' ? null : identityOf(process.pid),
    credentials: completeCredentials(request.credentials),
    clusters: await Promise.all(planned),
    groupPorts,
  };
  await writeState(directory, state);
  await register(directory, environment);
  return state;
}

async function startServers(
  sandbox: Sandbox,
  { request, clusters, software, onProgress }: Plan,
  signal: AbortSignal,
): Promise<void> {
  const nodes = clusters.flatMap(({ name, tree }) => tree.nodes.map((node) => ({ node, cluster: name })));
  let answering = 0;
  await mapLimited(nodes, START_WIDTH, async ({ node, cluster }) => {
    const server = sandbox.server(`${cluster}.${node.name}`);
    const place = { directory: serverDirectory(sandbox.directory, cluster, node.name) };
    await furnish({
      template: software.of(node.server).template.dataDirectory,
      target: dataDirectoryOf(place),
      room: request.rooms?.get(`${cluster}.${node.name}`),
    });
    signal.throwIfAborted();
    await server.start();
    await createAccounts(
      server,
      [...standardAccounts(server, sandbox.credentials), ...(request.extraAccounts ?? [])],
      node.readOnly,
    );
    onProgress(`${++answering} of ${nodes.length} servers answer`);
  });
}

interface Furnishing {
  readonly template: string;
  readonly target: string;
  readonly room: ServerRoom | undefined;
}

async function furnish({ template, target, room }: Furnishing): Promise<void> {
  if (room === undefined) return copyDirectory(template, target);
  await mkdir(target, { recursive: true });
  await room.mountDisk(target);
  await copyInto(template, target, room.prefix);
}

async function wireClusters(sandbox: Sandbox, planned: readonly PlannedCluster[]): Promise<void> {
  await Promise.all(
    sandbox.clusters.map(async (cluster, index) => {
      const plan = planned[index];
      if (plan === undefined) return;
      await wireReplication({
        tree: plan.tree,
        servers: cluster.servers,
        replication: sandbox.credentials.replication,
      });
      if (plan.writer !== undefined) startWriter({ sandbox, cluster, rowsPerSecond: plan.writer.rowsPerSecond });
    }),
  );
}

interface WriterStart {
  readonly sandbox: Sandbox;
  readonly cluster: SandboxCluster;
  readonly rowsPerSecond: number;
}

function startWriter({ sandbox, cluster, rowsPerSecond }: WriterStart): void {
  const candidates = [...cluster.servers.values()].map(({ host, port }) => ({
    host,
    port,
    ...sandbox.credentials.application,
  }));
  const [target] = candidates;
  if (target === undefined) return;
  const writer = new LightWriter({ target, rowsPerSecond, candidates });
  sandbox.addWriter(cluster.name, writer);
}
