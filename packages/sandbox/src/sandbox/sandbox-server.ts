import { familySql, type FamilySql } from '../sql/family-sql.ts';
import { errnoOf, SqlClient, type SqlRow, type SqlValue } from '../sql/sql-client.ts';
import {
  dataDirectoryOf,
  freezeServer,
  killServer,
  logFileOf,
  logTail,
  pidOf,
  processStateOf,
  signalServer,
  spawnServer,
  stopServer,
  thawServer,
  type ProcessState,
} from '../server/server-process.ts';
import { SandboxError } from '../shared/errors.ts';
import { waitUntil } from '../shared/wait-until.ts';
import type { ServerState } from './sandbox-state.ts';

const START_TIMEOUT_MS = 60_000;
const ANSWER_TIMEOUT_MS = 2_000;
/**
 * A process that is between `fork` and `exec`, or that its supervisor is just starting again, cannot be recognised for an
 * instant; one that stays away for longer has ended.
 */
const GONE_AFTER_MS = 500;

/**
 * One server of a sandbox. It is a handle on files and a process id, so several processes may hold one each; what it
 * says about the process is read anew every time.
 */
export class SandboxServer {
  readonly name: string;
  readonly cluster: string;
  readonly host: string;
  readonly port: number;
  /** `host:port`. */
  readonly address: string;
  readonly family: ServerState['family'];
  readonly version: string;
  readonly sql: FamilySql;
  readonly #state: ServerState;
  readonly #client: SqlClient;

  constructor(cluster: string, state: ServerState) {
    this.name = state.name;
    this.cluster = cluster;
    this.host = state.host;
    this.port = state.port;
    this.address = `${state.host}:${state.port}`;
    this.family = state.family;
    this.version = state.version;
    this.sql = familySql(state);
    this.#state = state;
    this.#client = new SqlClient({ host: state.host, port: state.port, ...state.admin });
  }

  /** Its data, and the socket on which it listens too. */
  get dataDirectory(): string {
    return dataDirectoryOf(this.#state);
  }

  /** The id of its process; null while it does not run. */
  get pid(): number | null {
    return pidOf(this.#state);
  }

  get state(): ProcessState {
    return processStateOf(this.#state);
  }

  /** Where it writes its error log. */
  get logFile(): string {
    return logFileOf(this.#state);
  }

  /** Starts it if it does not run; resolves when it answers. @throws SandboxError `server-did-not-start` with the end of its log. */
  async start(): Promise<void> {
    if (this.pid === null) await spawnServer(this.#state, this.#state.command);
    await this.waitUntilAnswers();
  }

  /** An orderly shutdown; resolves when the process is gone. */
  async stop(): Promise<void> {
    await this.#client.close();
    await stopServer(this.#state);
  }

  /** `kill -9`; resolves when the process is gone. */
  async kill(): Promise<void> {
    await killServer(this.#state);
  }

  /** `kill -9` without waiting. */
  killNow(): void {
    signalServer(this.#state, 'SIGKILL');
  }

  /** SIGSTOP: its connections stay open and nothing answers. Resolves when all its threads have stopped. */
  async freeze(): Promise<void> {
    await freezeServer(this.#state);
  }

  /** SIGCONT. */
  async thaw(): Promise<void> {
    await thawServer(this.#state);
  }

  /**
   * Runs SQL as an account that may do everything. Several statements, separated by `;`, may go in one text: the rows
   * of the last one that has rows are returned. @throws SandboxError `query-failed`, the error number in `data.errno`;
   * also when no answer comes within `timeoutMs` (20 s when left out), as from a frozen server.
   */
  async query(sql: string, values: readonly SqlValue[] = [], timeoutMs?: number): Promise<readonly SqlRow[]> {
    return this.#client.query(sql, values, timeoutMs);
  }

  /** Closes the handle's own connection; the server runs on. */
  async disconnect(): Promise<void> {
    await this.#client.close();
  }

  async waitUntilAnswers(timeoutMs: number = START_TIMEOUT_MS): Promise<void> {
    let lastSeen = performance.now();
    const answered = await waitUntil(
      async () => {
        if (this.pid !== null) lastSeen = performance.now();
        if (performance.now() - lastSeen > GONE_AFTER_MS) throw this.#startFailure('ended while starting');
        return this.#answers();
      },
      { timeoutMs },
    );
    if (answered === null) throw this.#startFailure(`did not answer within ${timeoutMs / 1000} s`);
  }

  async #answers(): Promise<true | null> {
    try {
      await this.#client.query('SELECT 1', [], ANSWER_TIMEOUT_MS);
      return true;
    } catch (error) {
      // A server that refuses what we say does answer, and will not change its mind: waiting would hide it.
      const refused = error instanceof SandboxError && errnoOf(error.cause) === ER_ACCESS_DENIED;
      if (refused) throw error;
      return null;
    }
  }

  #startFailure(what: string): SandboxError {
    return new SandboxError(
      'server-did-not-start',
      `${this.cluster}.${this.name} (${this.family} ${this.version}, port ${this.port}) ${what}. The end of its log:\n${logTail(this.#state)}`,
      {
        data: { cluster: this.cluster, server: this.name, port: this.port },
      },
    );
  }
}

const ER_ACCESS_DENIED = 1045;
