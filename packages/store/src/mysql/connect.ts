/** Kysely's MySQL dialect over a mysql2 pool whose connections are given up when they are of no use any more. */
import { Kysely, MysqlDialect } from '#kysely';
import type { MysqlPool, MysqlPoolConnection } from 'kysely';
import { createPool } from 'mysql2';
import type { Pool, PoolConnection, PoolOptions } from 'mysql2';
import type { SharedTables } from '../schema/shared-tables.ts';
import type { BackendOptions, BackendTls } from './backend-options.ts';
import { driverErrorOf, endsConnection, LOCK_WAIT_SECONDS } from './mysql-error.ts';
import { DONE_BEFORE, schemaPlugin } from './schema-dialect.ts';

export interface Connections {
  readonly db: Kysely<SharedTables>;
  /** Ends all of them now, and what runs on them with an error. */
  destroy(): void;
}

export interface ConnectionUse {
  readonly maxConnections: number;
  readonly readTimeoutMs: number;
  /** `yes`: statements that find their work done are passed over, so that a migration which was cut off can run again. */
  readonly migrates?: 'yes' | 'no';
}

export function connectTo(options: BackendOptions, use: ConnectionUse): Connections {
  const pool = createPool({
    ...poolOptions(options),
    connectionLimit: use.maxConnections,
    maxIdle: use.maxConnections,
  });
  const adapter = adapt(pool, use);
  const db = new Kysely<SharedTables>({ dialect: new MysqlDialect({ pool: adapter }), plugins: [schemaPlugin()] });
  return { db, destroy: () => adapter.destroyAll() };
}

function poolOptions(options: BackendOptions): PoolOptions {
  const { host, port, user, password, database, connectTimeoutMs, tls } = options;
  return {
    host,
    port,
    user,
    password,
    database,
    connectTimeout: connectTimeoutMs,
    charset: 'utf8mb4_bin',
    waitForConnections: true,
    idleTimeout: IDLE_MS,
    ...(tls === null ? {} : { ssl: sslOf(tls) }),
  };
}

function sslOf({ ca, cert, key, skipVerify }: BackendTls): NonNullable<Exclude<PoolOptions['ssl'], string>> {
  return {
    minVersion: 'TLSv1.2',
    rejectUnauthorized: !skipVerify,
    // The certificate must come from the CA; servers are known by many names.
    verifyIdentity: false,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}

const IDLE_MS = 60_000;

/** Values are escaped here, with backslashes; a value that does not fit is an error and is not cut. */
const SESSION = `set session sql_mode = 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION', innodb_lock_wait_timeout = ${LOCK_WAIT_SECONDS}, lock_wait_timeout = ${LOCK_WAIT_SECONDS}`;

interface Adapter extends MysqlPool {
  destroyAll(): void;
}

function adapt(pool: Pool, use: ConnectionUse): Adapter {
  const known = new Map<PoolConnection, MysqlPoolConnection>();
  const forget = (connection: PoolConnection): void => {
    known.delete(connection);
    connection.destroy();
  };
  return {
    getConnection: (callback) =>
      pool.getConnection((error, connection) => {
        // Kysely asks for a connection only where there was no error.
        if (error !== null && error !== undefined) return callback(error, undefined as never);
        const before = known.get(connection);
        if (before !== undefined) return callback(null, before);
        const adapted = adaptConnection(connection, use, forget);
        known.set(connection, adapted);
        connection.query({ sql: SESSION, timeout: use.readTimeoutMs }, (failed) => {
          if (failed === null) return callback(null, adapted);
          forget(connection);
          callback(failed, undefined as never);
        });
      }),
    end: (callback) => pool.end((error) => callback(error)),
    destroyAll: () => {
      for (const connection of known.keys()) forget(connection);
      pool.end(() => undefined);
    },
  };
}

function adaptConnection(
  connection: PoolConnection,
  { readTimeoutMs, migrates = 'no' }: ConnectionUse,
  forget: (connection: PoolConnection) => void,
): MysqlPoolConnection {
  let isGone = false;
  const query: MysqlPoolConnection['query'] = (sql, values: unknown, callback) => {
    // With the connection went its transaction; an error here would stand before the one that says why.
    if (isGone && sql === 'rollback') callback?.(null, []);
    else
      connection.query({ sql, values: values as unknown[], timeout: readTimeoutMs }, (error, result) => {
        if (error !== null && migrates === 'yes' && DONE_BEFORE.has(driverErrorOf(error).number ?? 0))
          return callback?.(null, []);
        if (error !== null && endsConnection(error)) {
          isGone = true;
          forget(connection);
        }
        callback?.(error, result as never);
      });
    // The store reads no streams.
    return { stream: () => ({}) as never };
  };
  return {
    config: connection.config,
    threadId: connection.threadId,
    connect: () => undefined,
    query,
    destroy: () => forget(connection),
    release: () => {
      if (!isGone) connection.release();
    },
  };
}
