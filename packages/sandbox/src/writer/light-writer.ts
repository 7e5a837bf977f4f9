import { setTimeout as sleep } from 'node:timers/promises';
import { SandboxError } from '../shared/errors.ts';
import { textOf } from '../sql/text-of.ts';
import { SqlClient, type SqlTarget } from '../sql/sql-client.ts';

/**
 * Writes small rows into a cluster, so that positions, GTID sets and lag move. It keeps to a fixed number of slots, so
 * tables do not grow; it goes on trying while its server fails, and can be told, or can find out, where to write next.
 */
export interface WriterOptions {
  readonly target: SqlTarget;
  /** From 0.1 to 1000. */
  readonly rowsPerSecond: number;
  /**
   * Other servers of the cluster. When a write fails, the writer goes to the one that is writable, as an application
   * behind a proxy would. Empty or left out: it stays where it was told to write.
   */
  readonly candidates?: readonly SqlTarget[];
  /** Its own database; created when it is missing. */
  readonly database?: string;
}

export interface WriterStatistics {
  readonly written: number;
  readonly failed: number;
  /** Port of the server it writes to now. */
  readonly port: number;
  /** The server's number for the last failure, null when it could not be reached, undefined when none has failed. */
  readonly lastErrno: number | null | undefined;
}

const SLOTS = 1_000;
const WRITE_TIMEOUT_MS = 1_000;
const LOOK_TIMEOUT_MS = 500;
const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 1_000;
const MIN_RATE = 0.1;
const MAX_RATE = 1_000;
const DEFAULT_DATABASE = 'topiary_writer';
/** No such database, no such table. */
const MISSING = new Set([1049, 1146]);

export class LightWriter {
  readonly #pauseMs: number;
  readonly #database: string;
  readonly #candidates: readonly SqlTarget[];
  readonly #ending = new AbortController();
  readonly #loop: Promise<void>;
  #target: SqlTarget;
  #client: SqlClient;
  #written = 0;
  #failed = 0;
  #lastErrno: number | null | undefined = undefined;

  constructor({ target, rowsPerSecond, candidates, database }: WriterOptions) {
    this.#pauseMs = 1000 / Math.min(MAX_RATE, Math.max(MIN_RATE, rowsPerSecond));
    this.#database = database ?? DEFAULT_DATABASE;
    this.#candidates = candidates ?? [];
    this.#target = target;
    this.#client = new SqlClient(target);
    this.#loop = this.#run();
  }

  get statistics(): WriterStatistics {
    return { written: this.#written, failed: this.#failed, port: this.#target.port, lastErrno: this.#lastErrno };
  }

  /** Writes there from now on. */
  follow(target: SqlTarget): void {
    const old = this.#client;
    this.#target = target;
    this.#client = new SqlClient(target);
    void old.close();
  }

  /** Ends it; resolves when the last write is over. */
  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#loop;
    await this.#client.close();
  }

  async #run(): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    let due = performance.now();
    while (!this.#ending.signal.aborted) {
      const ok = await this.#writeOnce();
      retryMs = ok ? FIRST_RETRY_MS : Math.min(LAST_RETRY_MS, retryMs * 2);
      // Rows that could not be written in time are left out, not made up for: a stall must not be followed by a flood.
      due = Math.max(due + this.#pauseMs, performance.now());
      await this.#pause(ok ? due - performance.now() : retryMs);
    }
  }

  async #writeOnce(): Promise<boolean> {
    const client = this.#client;
    try {
      const number = this.#written + 1;
      await client.query(
        `INSERT INTO ${this.#database}.slots (slot, number, written_at) VALUES (?, ?, NOW(6)) ON DUPLICATE KEY UPDATE number = VALUES(number), written_at = VALUES(written_at)`,
        [number % SLOTS, number],
        WRITE_TIMEOUT_MS,
      );
      this.#written = number;
      return true;
    } catch (error) {
      const errno =
        error instanceof SandboxError && typeof error.data['errno'] === 'number' ? error.data['errno'] : null;
      // It was told to write elsewhere meanwhile; what the old connection says is of no interest.
      if (client !== this.#client) return true;
      await this.#repair(errno);
      return false;
    }
  }

  async #repair(errno: number | null): Promise<void> {
    if (errno !== null && MISSING.has(errno)) return this.#createTable();
    this.#failed++;
    this.#lastErrno = errno;
    const current = this.#client;
    const found = await firstWritable(
      this.#candidates.filter(({ port, host }) => port !== this.#target.port || host !== this.#target.host),
    );
    if (found !== null && current === this.#client) this.follow(found);
  }

  async #createTable(): Promise<void> {
    await this.#client
      .query(
        `CREATE DATABASE IF NOT EXISTS ${this.#database}; CREATE TABLE IF NOT EXISTS ${this.#database}.slots (slot INT PRIMARY KEY, number BIGINT NOT NULL, written_at DATETIME(6) NOT NULL)`,
        [],
        WRITE_TIMEOUT_MS,
      )
      .catch(() => undefined);
  }

  async #pause(milliseconds: number): Promise<void> {
    await sleep(Math.max(0, milliseconds), undefined, { signal: this.#ending.signal }).catch(() => undefined);
  }
}

async function firstWritable(targets: readonly SqlTarget[]): Promise<SqlTarget | null> {
  const answers = await Promise.all(
    targets.map(async (target) => {
      const client = new SqlClient(target);
      const rows = await client.query('SELECT @@global.read_only AS read_only', [], LOOK_TIMEOUT_MS).catch(() => []);
      await client.close();
      return textOf(rows[0]?.['read_only']) === '0' ? target : null;
    }),
  );
  return answers.find((target) => target !== null) ?? null;
}
