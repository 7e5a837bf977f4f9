import type { Environment } from '../cache/cache-directory.ts';
import { nameOfWish } from '../binaries/releases.ts';
import { completeCredentials, standardAccounts } from '../sandbox/credentials.ts';
import { planServer, rolesOf, serverDirectory } from '../sandbox/plan-server.ts';
import type { Sandbox, SandboxCluster } from '../sandbox/sandbox.ts';
import { SandboxServer } from '../sandbox/sandbox-server.ts';
import type { Credentials } from '../sandbox/sandbox-state.ts';
import { prepareSoftware, type Software } from '../sandbox/software.ts';
import { startSandbox } from '../sandbox/start-sandbox.ts';
import { takeDownWithProcess, type TakenDown } from '../sandbox/take-down.ts';
import { createAccounts, wireReplication } from '../sandbox/wire-replication.ts';
import { SandboxError } from '../shared/errors.ts';
import { SILENT, type OnProgress } from '../shared/progress.ts';
import { parseTree } from '../tree/parse-tree.ts';
import type { TreeDescription, TreeNode } from '../tree/tree-description.ts';
import { quiesceServer, readBaseline, resetServer, type Baseline } from './reset-server.ts';

export interface PoolOptions {
  readonly environment?: Environment;
  readonly onProgress?: OnProgress;
  readonly basePort?: number;
  /** How many servers may exist at a time; 12 when left out. */
  readonly maxServers?: number;
}

/** A tree on loan. Give it back when done, or declare it with `await using`. */
export interface PooledTree extends SandboxCluster, AsyncDisposable {
  readonly credentials: Credentials;
  /** @throws SandboxError `unknown-server`. */
  server(name: string): SandboxServer;
  release(): Promise<void>;
}

const DEFAULT_MAX_SERVERS = 12;

/**
 * Trees for tests, on servers that are started once and reset between uses: a tree of three is there in a third of a
 * second. A server that cannot be reset is thrown away and replaced. The pool lives in this process, and ends with it.
 */
export class ServerPool {
  readonly #options: PoolOptions;
  readonly #credentials = completeCredentials();
  readonly #idle: PooledServer[] = [];
  readonly #all = new Set<PooledServer>();
  /** One loan at a time is being prepared: two would start servers for each other's needs. */
  #turn: Promise<unknown> = Promise.resolve();
  #serial = 0;
  #untie: (() => void) | null = null;

  constructor(options: PoolOptions = {}) {
    this.#options = options;
  }

  /**
   * A running tree, as fresh as one from `startSandbox`. @throws SandboxError `pool-full` when more servers would be
   * on loan than the pool may have.
   */
  acquireTree(description: string | TreeDescription): Promise<PooledTree> {
    const tree = typeof description === 'string' ? parseTree(description) : description;
    const loan = this.#turn.then(() => this.#lend(tree));
    this.#turn = loan.catch(() => undefined);
    return loan;
  }

  /** Ends every server, those on loan too. */
  async close(): Promise<void> {
    await this.#turn;
    await Promise.all([...this.#all].map((server) => this.#discard(server)));
    this.#untie?.();
    this.#untie = null;
  }

  async #lend(tree: TreeDescription): Promise<PooledTree> {
    if (tree.groups.length > 0)
      throw new SandboxError(
        'tree-meaning',
        'The pool has no groups, which take a start of their own: use startSandbox.',
      );
    const software = await prepareSoftware(
      tree.nodes.map((node) => node.server),
      { environment: this.#options.environment ?? process.env, onProgress: this.#options.onProgress ?? SILENT },
    );
    const reused = tree.nodes.map((node) => ({ node, pooled: this.#takeIdle(shapeOf(node, tree)) }));
    const missing = reused.filter(({ pooled }) => pooled === null).length;
    await this.#makeRoom(
      missing,
      reused.flatMap(({ pooled }) => (pooled === null ? [] : [pooled])),
    );
    const taken: PooledServer[] = [];
    const servers = await Promise.all(
      reused.map(async ({ node, pooled }) => {
        const ready = await this.#prepare({ node, tree, software, pooled });
        taken.push(ready.pooled);
        return ready.server;
      }),
    );
    const named = new Map(servers.map((server) => [server.name, server]));
    await wireReplication({ tree, servers: named, replication: this.#credentials.replication });
    return this.#loanOf(named, taken);
  }

  #takeIdle(shape: string): PooledServer | null {
    const index = this.#idle.findIndex((pooled) => pooled.shape === shape);
    return this.#idle.splice(index, index < 0 ? 0 : 1)[0] ?? null;
  }

  async #makeRoom(count: number, kept: readonly PooledServer[]): Promise<void> {
    const max = this.#options.maxServers ?? DEFAULT_MAX_SERVERS;
    const excess = this.#all.size + count - max;
    if (excess > this.#idle.length) {
      this.#idle.push(...kept);
      throw new SandboxError(
        'pool-full',
        `${count} more servers are needed and the pool may have ${max}: release trees that are no longer used, or allow more.`,
        { data: { count, max } },
      );
    }
    await Promise.all(this.#idle.splice(0, Math.max(0, excess)).map((pooled) => this.#discard(pooled)));
  }

  async #prepare({ pooled, ...wanted }: Preparation): Promise<PreparedServer> {
    if (pooled !== null) {
      const server = await this.#reuse({ ...wanted, pooled }).catch(() => null);
      if (server !== null) return { server, pooled };
      await this.#discard(pooled);
    }
    const fresh = await this.#startServer(wanted.node, wanted.tree);
    const server = await this.#handle({ ...wanted, pooled: fresh });
    await this.#giveRole(server, wanted);
    return { server, pooled: fresh };
  }

  async #reuse(preparation: Preparation & { readonly pooled: PooledServer }): Promise<SandboxServer> {
    const server = await this.#handle(preparation);
    if (server.state === 'frozen') await server.thaw();
    await server.start();
    await resetServer(server, preparation.pooled.baseline);
    await this.#giveRole(server, preparation);
    return server;
  }

  async #giveRole(server: SandboxServer, { node, tree }: Pick<Preparation, 'node' | 'tree'>): Promise<void> {
    await createAccounts(server, standardAccounts(server, this.#credentials), node.readOnly);
    const { isSource, isReplica } = rolesOf(node, tree);
    if (node.semisync) await server.query(server.sql.semisync({ asSource: isSource, asReplica: isReplica }));
  }

  /** The pooled server under the name, and with the start command, that it has in this tree. */
  async #handle({
    node,
    tree,
    software,
    pooled,
  }: Preparation & { readonly pooled: PooledServer }): Promise<SandboxServer> {
    const state = await planServer({
      node,
      tree,
      software: software.of(node.server),
      directory: pooled.directory,
      port: pooled.port,
      group: null,
    });
    return new SandboxServer(CLUSTER, state);
  }

  async #startServer(node: TreeNode, tree: TreeDescription): Promise<PooledServer> {
    this.#untie ??= takeDownWithProcess(this.#asTakenDown());
    const alone: TreeDescription = {
      ...tree,
      nodes: [{ ...node, name: `server-${++this.#serial}`, readOnly: false }],
      links: [],
      groups: [],
    };
    const { environment, onProgress, basePort } = this.#options;
    const sandbox = await startSandbox({
      clusters: [{ name: CLUSTER, tree: alone }],
      credentials: this.#credentials,
      endsWithProcess: false,
      ...(environment === undefined ? {} : { environment }),
      ...(onProgress === undefined ? {} : { onProgress }),
      ...(basePort === undefined ? {} : { basePort }),
    });
    const [server] = sandbox.servers;
    if (server === undefined)
      throw new SandboxError('server-did-not-start', 'A sandbox for one server came without it.');
    const pooled: PooledServer = {
      shape: shapeOf(node, tree),
      sandbox,
      directory: serverDirectory(sandbox.directory, CLUSTER, server.name),
      port: server.port,
      baseline: await readBaseline(server),
    };
    this.#all.add(pooled);
    await server.disconnect();
    return pooled;
  }

  #loanOf(servers: ReadonlyMap<string, SandboxServer>, taken: readonly PooledServer[]): PooledTree {
    let released: Promise<void> | null = null;
    const giveBack = async (): Promise<void> => {
      await Promise.all([...servers.values()].map(quiesceOrLeave));
      this.#idle.push(...taken.filter((pooled) => this.#all.has(pooled)));
    };
    const release = (): Promise<void> => {
      released ??= giveBack();
      return released;
    };
    const server = (name: string): SandboxServer => {
      const found = servers.get(name);
      if (found === undefined)
        throw new SandboxError(
          'unknown-server',
          `No server is called ${name}: use one of ${[...servers.keys()].join(', ')}.`,
          { data: { name } },
        );
      return found;
    };
    return { name: CLUSTER, servers, credentials: this.#credentials, server, release, [Symbol.asyncDispose]: release };
  }

  #asTakenDown(): TakenDown {
    return {
      stop: () => this.close(),
      killNow: () => {
        for (const { sandbox } of this.#all) sandbox.killNow();
      },
    };
  }

  async #discard(pooled: PooledServer): Promise<void> {
    this.#all.delete(pooled);
    await pooled.sandbox.stop();
  }
}

/** A server that a test killed or broke is started, and reset or thrown away, when somebody needs one. */
async function quiesceOrLeave(server: SandboxServer): Promise<void> {
  if (server.state === 'frozen') await server.thaw();
  if (server.state === 'running') await quiesceServer(server).catch(() => undefined);
  await server.disconnect();
}

const CLUSTER = 'pool';

interface PooledServer {
  readonly shape: string;
  /** A sandbox of its own, so that it can be thrown away alone, and is swept like any other when this process dies. */
  readonly sandbox: Sandbox;
  readonly directory: string;
  readonly port: number;
  readonly baseline: Baseline;
}

interface Preparation {
  readonly node: TreeNode;
  readonly tree: TreeDescription;
  readonly software: Software;
  readonly pooled: PooledServer | null;
}

interface PreparedServer {
  readonly server: SandboxServer;
  readonly pooled: PooledServer;
}

/** What only a restart could change; servers of one shape stand in for each other. */
function shapeOf(node: TreeNode, tree: TreeDescription): string {
  return JSON.stringify([
    nameOfWish(node.server),
    tree.gtid,
    node.logsUpdates,
    Object.entries(node.variables).toSorted(([left], [right]) => left.localeCompare(right)),
  ]);
}
