/** What replicas ask a binlog server about its master, and it therefore asks its master. */
import { createConnection } from 'mysql2/promise';
import type { Connection } from 'mysql2/promise';
import { detectFlavor, type Family } from '@topiary/domain';
import { textOf } from '../sql/text-of.ts';
import { literal } from '../sql/quote.ts';

export interface MasterFacts {
  readonly family: Family;
  readonly version: string;
  readonly serverId: number;
  /** Global variables, their names in small letters. */
  readonly variables: ReadonlyMap<string, string>;
}

export type MasterConnection = Connection;
export const openConnection = createConnection;

const ASKED: Readonly<Record<Family, readonly string[]>> = {
  mysql: ['server_uuid', 'gtid_mode'],
  mariadb: ['gtid_domain_id'],
};
const ASKED_OF_ALL = ['server_id', 'binlog_checksum', 'collation_server', 'time_zone', 'version'];
/** GTIDs, checkpoints of the log and events that may be ignored are understood: nothing is left out or rewritten. */
const MARIADB_CAPABILITY = 4;

export async function readFacts(connection: Connection): Promise<MasterFacts> {
  const version = await valueOf(connection, 'version');
  const family = detectFlavor(version, '') === 'mariadb' ? 'mariadb' : 'mysql';
  const variables = new Map<string, string>();
  for (const name of [...ASKED_OF_ALL, ...ASKED[family]]) variables.set(name, await valueOf(connection, name));
  return { family, version, serverId: Number(variables.get('server_id')), variables };
}

/** What a replica says of itself before it asks for the log. */
export async function introduce(
  connection: Connection,
  { uuid, heartbeatMs }: { readonly uuid: string; readonly heartbeatMs: number },
): Promise<void> {
  const values = {
    binlog_checksum: '@@global.binlog_checksum',
    heartbeat_period: String(heartbeatMs * 1e6),
  };
  const both = Object.entries(values).flatMap(([name, value]) => [
    `@master_${name} = ${value}`,
    `@source_${name} = ${value}`,
  ]);
  await connection.query(
    `SET ${both.join(', ')}, @slave_uuid = ${literal(uuid)}, @replica_uuid = ${literal(uuid)}, @mariadb_slave_capability = ${MARIADB_CAPABILITY}`,
  );
}

async function valueOf(connection: Connection, variable: string): Promise<string> {
  const [rows] = await connection.query({ sql: `SELECT @@global.${variable}`, rowsAsArray: true });
  const [row]: readonly unknown[] = Array.isArray(rows) ? rows : [];
  return textOf(Array.isArray(row) ? row[0] : null);
}
