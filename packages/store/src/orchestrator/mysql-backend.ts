/** orchestrator's MySQL database. Everything is read in one read-only transaction, on one connection. */
import { createConnection } from 'mysql2/promise';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { OrchestratorBackend, RawRow } from './backend.ts';
import { OrchestratorBackendError } from './backend-error.ts';

export interface MysqlBackendTarget {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** `null`: without TLS. Texts of PEM files. */
  readonly tls: {
    readonly ca: string | null;
    readonly cert: string | null;
    readonly key: string | null;
    readonly verify: boolean;
  } | null;
}

const CONNECT_DEADLINE_MS = 5_000;
const QUERY_DEADLINE_MS = 120_000;

/** Rejects with `OrchestratorBackendError`. */
export async function openMysqlBackend(target: MysqlBackendTarget): Promise<OrchestratorBackend> {
  const place = `${target.host}:${target.port}/${target.database}`;
  const connection = await connect(target, place);
  const query = async (sql: string, values: readonly string[] = []): Promise<readonly RawRow[]> => {
    try {
      const [rows] = await connection.query<RowDataPacket[]>({ sql, values: [...values], timeout: QUERY_DEADLINE_MS });
      return rows;
    } catch (error) {
      throw new OrchestratorBackendError(`${place} did not answer: ${detailOf(error)}.`, { cause: error });
    }
  };
  return {
    place,
    columnsOf: async (table) => {
      const rows = await query(
        'select column_name as name from information_schema.columns where table_schema = database() and table_name = ?',
        [table],
      );
      return new Set(rows.map(({ name }) => String(name)));
    },
    secondsOf: (column) => `unix_timestamp(${column})`,
    query: (sql) => query(sql),
    close: () => connection.end(),
  };
}

async function connect(target: MysqlBackendTarget, place: string): Promise<Connection> {
  const { host, port, database, user, password, tls } = target;
  try {
    const connection = await createConnection({
      host,
      port,
      database,
      user,
      password,
      connectTimeout: CONNECT_DEADLINE_MS,
      supportBigNumbers: true,
      ...(tls !== null && { ssl: sslOf(tls) }),
    });
    await connection.query('start transaction with consistent snapshot, read only');
    return connection;
  } catch (error) {
    const sentence = `orchestrator's backend ${place} lets nobody in as ${user}: ${detailOf(error)}. An account with SELECT on that database is enough.`;
    throw new OrchestratorBackendError(sentence, { cause: error });
  }
}

function sslOf({ ca, cert, key, verify }: NonNullable<MysqlBackendTarget['tls']>) {
  return {
    rejectUnauthorized: verify,
    ...(ca !== null && { ca }),
    ...(cert !== null && { cert }),
    ...(key !== null && { key }),
  };
}

function detailOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
