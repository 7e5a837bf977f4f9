/**
 * An application that remembers what was promised to it: a row at a time, on whichever server of a cluster takes writes, and
 * a list of every row whose commit was acknowledged, with the server that did and when.
 */
import { join } from 'node:path';
import { SqlClient } from '@topiary/sandbox';
import type { Account, SandboxServer } from '@topiary/sandbox';

export interface Acknowledged {
  readonly row: number;
  readonly on: SandboxServer;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface WriterOptions {
  readonly account: Account;
  /** Of a commit that waits for a replica, or a server that stands still. */
  readonly patienceMs: number;
  readonly paceMs: number;
  /** Several writers write rows of their own: every `step`th from `first` on. */
  readonly first: number;
  readonly step: number;
  /** Sits beside each server and uses its socket: no cut network keeps it away. Where that is as seen from here. */
  readonly beside?: (server: SandboxServer) => string;
}

export class AcknowledgedWriter {
  readonly acknowledged: Acknowledged[] = [];
  readonly #clients: readonly (readonly [SandboxServer, SqlClient])[];
  readonly #options: WriterOptions;
  readonly #running: Promise<void>;
  #isEnding = false;
  /** A number is used once: a row that nobody acknowledged may be there all the same. */
  #row: number;

  constructor(servers: readonly SandboxServer[], options: WriterOptions) {
    const { account, beside } = options;
    this.#clients = servers.map((server) => [
      server,
      new SqlClient({
        host: server.host,
        port: server.port,
        ...account,
        ...(beside !== undefined && { socketPath: beside(server) }),
      }),
    ]);
    this.#options = options;
    this.#row = options.first - options.step;
    this.#running = this.#run();
  }

  async end(): Promise<void> {
    this.#isEnding = true;
    await this.#running;
    await Promise.all(this.#clients.map(([, client]) => client.close()));
  }

  async #run(): Promise<void> {
    let at = 0;
    while (!this.#isEnding) {
      const [server, client] = this.#clients[at % this.#clients.length] ?? [];
      if (server === undefined || client === undefined) return;
      if (!(await this.#write(server, client))) at += 1;
      await new Promise((resolve) => setTimeout(resolve, this.#options.paceMs));
    }
  }

  async #write(on: SandboxServer, client: SqlClient): Promise<boolean> {
    this.#row += this.#options.step;
    const row = this.#row;
    try {
      await client.query('INSERT INTO shop.acknowledged (id) VALUES (?)', [row], this.#options.patienceMs);
      this.acknowledged.push({ row, on, at: Date.now() });
      return true;
    } catch {
      return false;
    }
  }
}

/** Beside a server on this machine's own file systems. */
export function besideOnThisMachine({ dataDirectory }: SandboxServer): string {
  return join(dataDirectory, 'mysqld.sock');
}
