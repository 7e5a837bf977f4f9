import type { Environment } from '../cache/cache-directory.ts';
import { SandboxError } from '../shared/errors.ts';
import type { LightWriter } from '../writer/light-writer.ts';
import { removeSandbox } from './registry.ts';
import { SandboxServer } from './sandbox-server.ts';
import type { Credentials, SandboxState } from './sandbox-state.ts';

export interface SandboxCluster {
  readonly name: string;
  /** By name, in the order of the tree's text. */
  readonly servers: ReadonlyMap<string, SandboxServer>;
}

/** A sandbox that exists: clusters of real servers on loopback or in rooms, and the accounts on them. */
export class Sandbox {
  readonly name: string;
  readonly directory: string;
  readonly credentials: Credentials;
  readonly clusters: readonly SandboxCluster[];
  readonly #state: SandboxState;
  readonly #environment: Environment;
  readonly #beforeStop: (() => Promise<void>)[] = [];
  readonly #afterStop: (() => void)[] = [];
  #stopping: Promise<void> | null = null;
  readonly #writers = new Map<string, LightWriter>();

  constructor(directory: string, state: SandboxState, environment: Environment) {
    this.name = state.name;
    this.directory = directory;
    this.credentials = state.credentials;
    this.clusters = state.clusters.map((cluster) => ({
      name: cluster.name,
      servers: new Map(cluster.servers.map((server) => [server.name, new SandboxServer(cluster.name, server)])),
    }));
    this.#state = state;
    this.#environment = environment;
  }

  /** All servers, cluster by cluster. */
  get servers(): readonly SandboxServer[] {
    return this.clusters.flatMap((cluster) => [...cluster.servers.values()]);
  }

  /**
   * The server called `name`, or `cluster.name`, or at `host:port`. @throws SandboxError `unknown-server` for a name
   * that no server has, or that several have.
   */
  server(name: string): SandboxServer {
    const found = this.servers.filter((server) =>
      [server.name, `${server.cluster}.${server.name}`, server.address].includes(name),
    );
    const [only] = found;
    if (only !== undefined && found.length === 1) return only;
    const all = this.servers.map((server) => `${server.cluster}.${server.name}`).join(', ');
    const problem = found.length === 0 ? `No server is called ${name}` : `Several servers are called ${name}`;
    throw new SandboxError('unknown-server', `${problem}: use one of ${all}.`, { data: { name } });
  }

  /** Work to be done before the servers go, for example ending a writer. */
  beforeStop(work: () => Promise<void>): void {
    this.#beforeStop.push(work);
  }

  afterStop(work: () => void): void {
    this.#afterStop.push(work);
  }

  /** Its end is then the sandbox's concern. */
  addWriter(cluster: string, writer: LightWriter): void {
    this.#writers.set(cluster, writer);
    this.beforeStop(() => writer.stop());
  }

  /** The writer of a cluster that was asked for one; undefined otherwise, and on a handle in another process. */
  writer(cluster: string): LightWriter | undefined {
    return this.#writers.get(cluster);
  }

  /** Takes every server down at once and removes the sandbox's files. May be called again, also meanwhile. */
  stop(): Promise<void> {
    this.#stopping ??= this.#takeDown().finally(() => {
      for (const work of this.#afterStop.splice(0)) work();
    });
    return this.#stopping;
  }

  async #takeDown(): Promise<void> {
    for (const work of this.#beforeStop.splice(0)) await work();
    await this.disconnect();
    await removeSandbox({ directory: this.directory, traces: this.#state, environment: this.#environment });
  }

  /** SIGKILL to every server, without waiting: for a process that is about to end. */
  killNow(): void {
    for (const server of this.servers) server.killNow();
  }

  /** Closes this handle's connections and leaves the servers running. */
  async disconnect(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.disconnect()));
  }
}
