/**
 * An application that remembers what was promised to it: a row at a time, on whichever server of a cluster takes writes, and
 * a list of every row whose commit was acknowledged, with the server that did and when.
 */
import { SqlClient } from '@topiary/sandbox';
import type { Account, SandboxServer } from '@topiary/sandbox';

export interface Acknowledged {
  readonly row: number;
  readonly on: SandboxServer;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Between two rows, and between two rounds in which nobody took one. */
const PACE_MS = 5;
/** Of a commit that waits for a replica, or a server that stands still. */
const PATIENCE_MS = 300;

export class AcknowledgedWriter {
  readonly acknowledged: Acknowledged[] = [];
  readonly #clients: readonly (readonly [SandboxServer, SqlClient])[];
  readonly #running: Promise<void>;
  #isEnding = false;
  /** A number is used once: a row that nobody acknowledged may be there all the same. */
  #row = 0;

  constructor(servers: readonly SandboxServer[], { user, password }: Account) {
    this.#clients = servers.map((server) => [
      server,
      new SqlClient({ host: server.host, port: server.port, user, password }),
    ]);
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
      await new Promise((resolve) => setTimeout(resolve, PACE_MS));
    }
  }

  async #write(on: SandboxServer, client: SqlClient): Promise<boolean> {
    this.#row += 1;
    const row = this.#row;
    try {
      await client.query('INSERT INTO shop.acknowledged (id) VALUES (?)', [row], PATIENCE_MS);
      this.acknowledged.push({ row, on, at: Date.now() });
      return true;
    } catch {
      return false;
    }
  }
}
