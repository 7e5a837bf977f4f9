/**
 * A writer as an application is one: a row at a time, on connections that are held open to every server of a cluster, on
 * whichever takes it. Who is refused, cut off or kept waiting goes to the next server at once.
 */
import { SqlClient } from '@topiary/sandbox';
import type { SandboxServer } from '@topiary/sandbox';
import { pause } from '../scale/numbers.ts';

/** Between two rows, and between two rounds in which nobody took one. */
const PACE_MS = 1;
/** More than a row takes on a busy machine. */
const PATIENCE_MS = 150;

export interface Switch {
  readonly to: SandboxServer;
  /** By `performance.now()`: when the first row was taken there. */
  readonly atMs: number;
  /** Since the last one that was taken elsewhere. */
  readonly gapMs: number;
}

export class Application {
  readonly switches: Switch[] = [];
  rows = 0;
  readonly #clients: readonly (readonly [SandboxServer, SqlClient])[];
  #last: { readonly on: SandboxServer; readonly atMs: number } | null = null;
  private isWriting = true;
  readonly #running: Promise<void>;

  constructor(
    servers: readonly SandboxServer[],
    { user, password }: { readonly user: string; readonly password: string },
  ) {
    this.#clients = servers.map((server) => [
      server,
      new SqlClient({ host: server.host, port: server.port, user, password }),
    ]);
    this.#running = this.#run();
  }

  /** Once as many rows more were taken. */
  async hasWritten(more: number): Promise<void> {
    const wanted = this.rows + more;
    while (this.rows < wanted) await pause(PACE_MS);
  }

  async end(): Promise<void> {
    this.isWriting = false;
    await this.#running;
    await Promise.all(this.#clients.map(([, client]) => client.close()));
  }

  async #run(): Promise<void> {
    for (let at = 0; this.isWriting;) {
      const [server, client] = this.#clients[at % this.#clients.length] ?? [];
      if (server === undefined || client === undefined) return;
      const isTaken = await client.query('INSERT INTO shop.orders (at) VALUES (1)', [], PATIENCE_MS).then(
        () => true,
        () => false,
      );
      if (isTaken) this.#took(server);
      else at += 1;
      if (isTaken || at % this.#clients.length === 0) await pause(PACE_MS);
    }
  }

  #took(on: SandboxServer): void {
    const atMs = performance.now();
    if (this.#last !== null && this.#last.on !== on)
      this.switches.push({ to: on, atMs, gapMs: atMs - this.#last.atMs });
    this.#last = { on, atMs };
    this.rows += 1;
  }
}
