/**
 * A binlog server on loopback, to test with: it keeps the logs of a real master byte for byte under their names, serves
 * them to real replicas, runs no SQL, and answers those who observe it as MaxScale's binlog router does.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atLeast, parseVersion } from '@topiary/domain';
import type { Account } from '../accounts/account-sql.ts';
import { findFreePorts } from '../sandbox/ports.ts';
import { takenPorts } from '../sandbox/registry.ts';
import { SandboxError } from '../shared/errors.ts';
import { waitUntil } from '../shared/wait-until.ts';
import type { SqlTarget } from '../sql/sql-client.ts';
import { serve } from './client.ts';
import { StoredLog } from './log/stored-log.ts';
import type { MasterFacts } from './master-facts.ts';
import { Receiver } from './receiver.ts';
import { RunningRouter } from './router/running-router.ts';
import { ROUTER_VERSION } from './router/statements.ts';
import type { RouterStatus } from './router/status.ts';
import { logIn } from './wire/login.ts';
import { Peer } from './wire/peer.ts';
import type { AuthPlugin } from './wire/proofs.ts';

export interface BinlogServerRequest {
  /** A running server that writes a binary log, and the account with which it is read. */
  readonly master: SqlTarget;
  /** The log to begin with, from its begin. */
  readonly file: string;
  /** Who may log in, be it a replica or somebody who observes. */
  readonly accounts: readonly Account[];
  readonly basePort?: number;
}

const HOST = '127.0.0.1';
/** Beyond those of sandboxes, which keep a port for some seconds before they listen on it. */
const BASE_PORT = 28_000;
const FIRST_CONTACT_TIMEOUT_MS = 10_000;

/** Resolves when it follows its master. @throws SandboxError `replication-did-not-start`. */
export async function startBinlogServer(request: BinlogServerRequest): Promise<BinlogServer> {
  const taken = await takenPorts(process.env);
  const [port = 0] = await findFreePorts({ count: 1, basePort: request.basePort ?? BASE_PORT, taken });
  const directory = await mkdtemp(join(tmpdir(), 'topiary-binlog-server-'));
  const server = new BinlogServer({ ...request, port, directory });
  try {
    await server.start();
  } catch (error) {
    await server.close();
    throw error;
  }
  return server;
}

interface Life {
  readonly log: StoredLog;
  readonly receiver: Receiver;
  readonly router: RunningRouter;
  readonly listener: Server;
}

export class BinlogServer implements AsyncDisposable {
  readonly host = HOST;
  readonly port: number;
  /** Where its logs are. */
  readonly directory: string;
  readonly #accounts: readonly Account[];
  readonly #firstFile: string;
  readonly #uuid = randomUUID();
  readonly #sockets = new Set<Socket>();
  #master: SqlTarget;
  #facts: MasterFacts | null = null;
  #life: Life | null = null;
  #connections = 0;

  constructor(options: BinlogServerRequest & { readonly port: number; readonly directory: string }) {
    this.#accounts = options.accounts;
    this.#firstFile = options.file;
    this.#master = options.master;
    this.port = options.port;
    this.directory = options.directory;
  }

  /** Whom it follows, and how far it is. @throws SandboxError `server-not-running`. */
  get status(): RouterStatus {
    if (this.#life === null)
      throw new SandboxError('server-not-running', 'The binlog server is stopped: start it first.');
    return this.#life.router.status;
  }

  /** Goes on with the logs that it has. The first time it resolves when it follows its master, later when it listens. */
  async start(): Promise<void> {
    if (this.#life !== null) return;
    const log = new StoredLog(this.directory);
    if (log.end === null) log.turnTo(this.#firstFile);
    const self = { serverId: this.port, uuid: this.#uuid, host: HOST, port: this.port };
    const receiver = new Receiver({ log, self, onFacts: (facts) => (this.#facts = facts) });
    const listener = createServer((socket) => void this.#onConnection(socket));
    const router = new RunningRouter({ log, receiver, master: this.#master, facts: () => this.#knownFacts() });
    this.#life = { log, receiver, router, listener };
    receiver.start(this.#master);
    if (this.#facts === null) await this.#firstContact(receiver);
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject);
      listener.listen({ host: HOST, port: this.port, exclusive: true }, resolve);
    });
  }

  /** As a process ends: its connections break. The logs stay, and so does whom it follows. */
  async stop(): Promise<void> {
    const life = this.#life;
    if (life === null) return;
    this.#life = null;
    this.#master = life.router.master;
    life.listener.close();
    for (const socket of this.#sockets) socket.resetAndDestroy();
    await life.receiver.stop();
    life.log.close();
  }

  /** Ends it, and its logs with it. */
  async close(): Promise<void> {
    await this.stop();
    await rm(this.directory, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #knownFacts(): MasterFacts {
    if (this.#facts !== null) return this.#facts;
    throw new SandboxError('server-not-running', 'The binlog server has not met its master yet.');
  }

  async #firstContact(receiver: Receiver): Promise<void> {
    const running = await waitUntil(async () => (receiver.state === 'running' ? true : null), {
      timeoutMs: FIRST_CONTACT_TIMEOUT_MS,
    });
    if (running !== null) return;
    const { host, port } = this.#master;
    const why = receiver.error === null ? 'no answer' : `${receiver.error.number}, ${receiver.error.text}`;
    throw new SandboxError('replication-did-not-start', `The binlog server cannot read from ${host}:${port}: ${why}.`);
  }

  async #onConnection(socket: Socket): Promise<void> {
    const life = this.#life;
    if (life === null) return void socket.destroy();
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    const peer = new Peer(socket);
    const facts = this.#knownFacts();
    this.#connections += 1;
    const user = await logIn(peer, {
      version: greetedVersion(facts),
      connectionId: this.#connections,
      plugin: pluginOf(facts),
      accounts: this.#accounts,
    });
    if (user !== null) await serve(peer, life);
    peer.end();
  }
}

/** Replicas compare the first number with their own; those who observe find out who speaks from the last word. */
function greetedVersion({ family, version }: MasterFacts): string {
  const [number = ''] = version.split('-');
  return `${family === 'mariadb' ? '5.5.5-' : ''}${number} ${ROUTER_VERSION}-maxscale`;
}

/** MySQL's replicas from 9.0 on have no other; MariaDB's, and those before 8.0, have the old one at hand. */
function pluginOf({ family, version }: MasterFacts): AuthPlugin {
  const number = parseVersion(version);
  const isNew = family === 'mysql' && number !== null && atLeast(number, 8);
  return isNew ? 'caching_sha2_password' : 'mysql_native_password';
}
