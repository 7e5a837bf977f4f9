import { createConnection, type Connection } from 'mysql2/promise';
import { SandboxError } from '../shared/errors.ts';

export type SqlRow = Readonly<Record<string, unknown>>;
export type SqlValue = string | number | boolean | null;

export interface SqlTarget {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Instead of its port: from this machine, whatever becomes of the network. */
  readonly socketPath?: string;
}

const CONNECT_TIMEOUT_MS = 5_000;
const DEFAULT_QUERY_TIMEOUT_MS = 20_000;

/**
 * One connection to one server, opened when first needed and again after it broke. Several statements may go in one
 * text; the rows of the last one that has rows are returned. Dates come as text and 64-bit numbers as text where a
 * JavaScript number could not hold them.
 */
export class SqlClient {
  readonly #target: SqlTarget;
  #connection: Promise<Connection> | null = null;

  constructor(target: SqlTarget) {
    this.#target = target;
  }

  /** @throws SandboxError `query-failed`, with the server's error number in `data.errno` where it gave one. */
  async query(
    sql: string,
    values: readonly SqlValue[] = [],
    timeoutMs: number = DEFAULT_QUERY_TIMEOUT_MS,
  ): Promise<readonly SqlRow[]> {
    try {
      const connection = await this.#open(timeoutMs);
      const [results] = await connection.query({ sql, timeout: timeoutMs }, [...values]);
      return lastRows(results);
    } catch (cause) {
      if (!isServerAnswer(cause)) this.#drop();
      throw queryFailure(this.#target, cause);
    }
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = null;
    await connection?.then((open) => open.end()).catch(() => undefined);
  }

  #open(timeoutMs: number): Promise<Connection> {
    this.#connection ??= connect(this.#target, {
      timeoutMs: Math.min(timeoutMs, CONNECT_TIMEOUT_MS),
      onBroken: () => {
        this.#connection = null;
      },
    });
    return this.#connection;
  }

  /** A time-out or a broken socket leaves the connection in an unknown state: the next query gets a new one. */
  #drop(): void {
    const connection = this.#connection;
    this.#connection = null;
    connection?.then((open) => open.destroy()).catch(() => undefined);
  }
}

interface ConnectOptions {
  readonly timeoutMs: number;
  readonly onBroken: () => void;
}

async function connect(target: SqlTarget, { timeoutMs, onBroken }: ConnectOptions): Promise<Connection> {
  const connection = await createConnection({
    ...target,
    connectTimeout: timeoutMs,
    multipleStatements: true,
    dateStrings: true,
    supportBigNumbers: true,
    maxPreparedStatements: 10,
  });
  connection.on('error', onBroken);
  return connection;
}

/** The driver gives rows, or one result per statement, each rows or an outcome without rows. */
function lastRows(results: unknown): readonly SqlRow[] {
  if (!Array.isArray(results)) return [];
  const entries: readonly unknown[] = results;
  const rows = entries.findLast(isList) ?? entries;
  return rows.filter(isRow);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isRow(value: unknown): value is SqlRow {
  return typeof value === 'object' && value !== null && value.constructor.name !== 'ResultSetHeader';
}

function isServerAnswer(error: unknown): boolean {
  return errnoOf(error) !== null && error instanceof Error && 'sqlState' in error && error.sqlState !== undefined;
}

/** The server's error number; null for an error of the network or the driver. */
export function errnoOf(error: unknown): number | null {
  return error instanceof Error && 'errno' in error && typeof error.errno === 'number' && error.errno > 0
    ? error.errno
    : null;
}

function queryFailure(target: SqlTarget, cause: unknown): SandboxError {
  const reason =
    cause instanceof Error ? cause.message || ('code' in cause ? String(cause.code) : cause.name) : 'unknown reason';
  return new SandboxError('query-failed', `${target.host}:${target.port} did not do what was asked: ${reason}`, {
    data: {
      port: target.port,
      errno: errnoOf(cause),
      driverCode: cause instanceof Error && 'code' in cause ? cause.code : null,
    },
    cause,
  });
}
