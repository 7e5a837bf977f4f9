/** `topiary serve` as a process of its own, as users start it: it can be ended, killed and started again on the same store. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@topiary/contract';
import type { CallInput, CallOutput, Client, ClusterView, InstanceId, PlanView, RouteName } from '@topiary/contract';
import type { ServerRoom } from '@topiary/sandbox';

const START_DEADLINE_MS = 60_000;
const EXIT_DEADLINE_MS = 30_000;
const LOOK_EVERY_MS = 20;
export const TOPIARY_COMMAND = new URL('../../../node_modules/.bin/topiary', import.meta.url).pathname;

export interface Account {
  readonly user: string;
  readonly password: string;
}

export interface TopiaryOptions {
  readonly seeds: readonly string[];
  readonly account: Account;
  /** Who asks it, where it asks for a name and a password. */
  readonly person?: Account;
  /** Shared by processes on the same store. */
  readonly directory?: string;
  readonly config?: Readonly<Record<string, unknown>>;
  /** Where it runs; on loopback when left out. */
  readonly room?: Pick<ServerRoom, 'host' | 'prefix'>;
  /** With Node's debugger on a free port of loopback; the output says which. */
  readonly inspected?: boolean;
}

export class TopiaryProcess {
  readonly url: string;
  readonly client: Client;
  readonly output: string[] = [];
  private readonly child: ChildProcess;

  constructor(child: ChildProcess, url: string, person?: Account) {
    this.child = child;
    this.url = url;
    const headers = person === undefined ? {} : { authorization: `Basic ${btoa(`${person.user}:${person.password}`)}` };
    this.client = createClient({
      baseUrl: url,
      fetch: (target, init) => fetch(target, { ...init, headers: { ...init.headers, ...headers } }),
    });
    child.stdout?.setEncoding('utf8').on('data', (text: string) => this.output.push(text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => this.output.push(text));
  }

  get processId(): number {
    return this.child.pid ?? 0;
  }

  call<Name extends RouteName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>> {
    return this.client.call(name, input);
  }

  /** The cluster of an instance, once it holds as many members as asked for and all of them were probed. */
  async clusterOf(member: string, members: number): Promise<ClusterView> {
    return eventually(async () => {
      const { clusters } = await this.call('fleet', {});
      const views = await Promise.all(clusters.map(({ id }) => this.call('cluster', { params: { cluster: id } })));
      const found = views.find(({ nodes }) => nodes.some(({ id }) => id === member));
      if (
        found === undefined ||
        found.nodes.length !== members ||
        found.nodes.some(({ health }) => health === 'unprobed')
      ) {
        throw new Error(
          `not found yet: ${JSON.stringify(views.map(({ nodes }) => nodes.map(({ id, health }) => `${id} ${health}`)))}`,
        );
      }
      return found;
    });
  }

  relocation(replica: string, target: string): Promise<PlanView> {
    return this.call('propose', { body: { kind: 'relocate', replica, target } });
  }

  confirm(plan: PlanView, wait: boolean): Promise<PlanView> {
    return this.call('confirm', {
      params: { plan: plan.id },
      query: { wait: String(wait) },
      idempotencyKey: crypto.randomUUID(),
    });
  }

  plan(id: string): Promise<PlanView> {
    return this.call('plan', { params: { plan: id } });
  }

  finished(id: string): Promise<PlanView> {
    return eventually(async () => {
      const plan = await this.plan(id);
      if (plan.status !== 'finished') throw new Error(`plan is ${plan.status}`);
      return plan;
    });
  }

  kill(): Promise<number | null> {
    return this.end('SIGKILL');
  }

  terminate(): Promise<number | null> {
    return this.end('SIGTERM');
  }

  private end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return Promise.resolve(this.child.exitCode);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no exit within ${EXIT_DEADLINE_MS} ms after ${signal}: ${this.output.join('')}`)),
        EXIT_DEADLINE_MS,
      );
      this.child.once('exit', (code) => {
        clearTimeout(timer);
        resolve(code);
      });
      this.child.kill(signal);
    });
  }
}

/** Starts processes and ends what is left of them, with their files. */
export class TopiaryStarter {
  private readonly started: TopiaryProcess[] = [];
  private readonly directories: string[] = [];

  async directory(): Promise<string> {
    const made = await mkdtemp(join(tmpdir(), 'topiary-test-'));
    this.directories.push(made);
    return made;
  }

  async start(options: TopiaryOptions): Promise<TopiaryProcess> {
    const directory = options.directory ?? (await this.directory());
    const port = await freePort();
    const host = options.room?.host ?? '127.0.0.1';
    const file = join(directory, `topiary-${port}.json`);
    await writeFile(
      file,
      JSON.stringify({
        ListenAddress: `${host}:${port}`,
        BackendDB: 'sqlite',
        SQLite3DataFile: join(directory, 'topiary.sqlite'),
        MySQLTopologyUser: options.account.user,
        MySQLTopologyPassword: options.account.password,
        DiscoverySeeds: options.seeds,
        ...options.config,
      }),
    );
    const [program, ...args] = [...(options.room?.prefix ?? []), TOPIARY_COMMAND];
    const child = spawn(program, [...args, 'serve', '--config', file], {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.inspected === true
        ? { env: { ...process.env, NODE_OPTIONS: '--inspect=127.0.0.1:0 --inspect-publish-uid=stderr' } }
        : {}),
    });
    const topiary = new TopiaryProcess(child, `http://${host}:${port}`, options.person);
    this.started.push(topiary);
    await eventually(() => topiary.call('status', {}), START_DEADLINE_MS);
    return topiary;
  }

  async endAll(): Promise<void> {
    await Promise.all(this.started.splice(0).map((topiary) => topiary.kill()));
    await Promise.all(this.directories.splice(0).map((directory) => rm(directory, { recursive: true, force: true })));
  }
}

/** Tries again until it does not throw; fails with the last error. */
export async function eventually<Result>(attempt: () => Promise<Result>, deadlineMs = 20_000): Promise<Result> {
  const until = performance.now() + deadlineMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
}

export function sourceIn(view: ClusterView, replica: string): InstanceId | null {
  return view.edges.find((edge) => edge.replica === replica)?.source ?? null;
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
