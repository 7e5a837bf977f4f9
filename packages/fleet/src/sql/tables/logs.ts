/** Own log position, list of logs, connected replicas. Source: spec/dialects §2, column types [97][M10]. */
import type { BinlogFileState, DumpState } from '../../model/server-state.ts';
import type { Generation } from '../generation.ts';
import { executedGtids, type RowContext } from './context.ts';
import { shapeOf, type Shape } from './table.ts';

export interface LogItem {
  readonly context: RowContext;
  readonly file: BinlogFileState;
}

export interface ReplicaItem {
  readonly context: RowContext;
  readonly dump: DumpState;
}

export interface LogShapes {
  readonly status: Shape<LogItem>;
  readonly logs: Shape<LogItem>;
  /** SHOW REPLICAS; MariaDB and SLAVE HOSTS have the old names. */
  readonly replicas: Shape<ReplicaItem>;
  readonly slaveHosts: Shape<ReplicaItem>;
}

export function logShapes(generation: Generation): LogShapes {
  const { has, family } = generation;
  const status = shapeOf<LogItem>([
    ['File:VAR_STRING!', ({ file }) => file.name],
    ['Position:LONGLONGu!', ({ file }) => file.size],
    ['Binlog_Do_DB:VAR_STRING!', () => ''],
    ['Binlog_Ignore_DB:VAR_STRING!', () => ''],
    ...(has.gtids === 'mysql'
      ? ([['Executed_Gtid_Set:VAR_STRING!', ({ context }: LogItem) => executedGtids(context)]] as const)
      : []),
  ]);
  const logs = shapeOf<LogItem>([
    ['Log_name:VAR_STRING!', ({ file }) => file.name],
    ['File_size:LONGLONGu!', ({ file }) => file.size],
    ...(has.encryptedBinlogColumn ? ([['Encrypted:VAR_STRING!', () => 'No']] as const) : []),
  ]);
  return {
    status,
    logs,
    replicas: replicasShape('Server_Id', 'Source_Id', 'Replica_UUID'),
    slaveHosts: slaveHosts(family),
  };
}

function slaveHosts(family: Generation['family']): Shape<ReplicaItem> {
  return family !== 'mariadb'
    ? replicasShape('Server_id', 'Master_id', 'Slave_UUID')
    : replicasShape('Server_id', 'Master_id', null);
}

function replicasShape(serverId: string, sourceId: string, uuid: string | null): Shape<ReplicaItem> {
  return shapeOf<ReplicaItem>([
    [`${serverId}:LONGu!`, ({ dump }) => dump.replicaServerId],
    ['Host:VAR_STRING!', ({ dump }) => dump.reportHost],
    ['Port:LONGu!', ({ dump }) => dump.reportPort],
    [`${sourceId}:LONGu!`, ({ context }) => Number(context.fleet.variable(context.server.id, 'server_id') ?? 0)],
    ...(uuid === null ? [] : ([[`${uuid}:VAR_STRING!`, ({ dump }: ReplicaItem) => dump.replicaUuid]] as const)),
  ]);
}

/** Replicas that registered; MariaDB lists one that reports no host with an empty one, as MySQL does. */
export function registeredReplicas(context: RowContext): readonly ReplicaItem[] {
  return context.server.dumps.map((dump) => ({ context, dump }));
}
