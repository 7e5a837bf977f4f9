/** One fake as the contract suite knows servers. */
import type { Fleet, ServerState } from '@topiary/fleet';
import type { Fakes } from '@topiary/mysql-fake';
import { createConnection, type Connection } from 'mysql2/promise';
import type { ContractServer, SqlRecord } from '../contract/world.ts';
import { ROOT } from './fake-accounts.ts';

export interface FakeServer {
  readonly fleet: Fleet;
  readonly fakes: Fakes;
  readonly id: ServerState['id'];
  readonly isMariadb: boolean;
}

export function contractServer({ fleet, fakes, id, isMariadb }: FakeServer): ContractServer {
  const { address } = fleet.server(id);
  const act = (act: () => void): Promise<void> => {
    fakes.sync();
    act();
    fakes.sync();
    return fakes.settled();
  };
  const sql = async (statements: string): Promise<readonly SqlRecord[]> => {
    const connection = await createConnection({ ...address, ...ROOT, multipleStatements: true, dateStrings: true });
    try {
      return await lastRows(connection, statements);
    } finally {
      connection.destroy();
    }
  };
  return {
    address,
    sql,
    administer: async (statements) => {
      const [row] = await sql('SELECT @@global.read_only AS value');
      const wasReadOnly = Number(row?.['value']) === 1;
      const before = isMariadb ? '' : 'SET GLOBAL super_read_only = 0; ';
      await sql(
        `${before}SET GLOBAL read_only = 0; SET SESSION sql_log_bin = 0; ${statements.join('; ')}; SET SESSION sql_log_bin = 1; SET GLOBAL read_only = ${wasReadOnly ? 1 : 0}`,
      );
    },
    freeze: () => act(() => fleet.freeze(id)),
    thaw: () => act(() => fleet.thaw(id)),
    kill: () => act(() => fleet.crash(id, { losesUnsynced: false })),
    start: () => act(() => fleet.restart(id)),
  };
}

/** Rows of the last statement that has any. */
async function lastRows(connection: Connection, statements: string): Promise<readonly SqlRecord[]> {
  const [results] = await connection.query(statements);
  const lists: unknown[] = Array.isArray(results) ? results : [];
  const several = lists.some((item) => Array.isArray(item));
  const rows = several ? lists.findLast((item) => Array.isArray(item)) : lists;
  return (rows ?? []) as readonly SqlRecord[];
}
