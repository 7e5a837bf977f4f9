/**
 * Who reads a server's binary log, from two lists that each lack something: replicas register with the address that
 * they report (often empty), while the process list shows the client's host, whose port is not the replica's port.
 */
import type { ConnectedReplica } from '@topiary/domain';
import { columnsOf, RowReader, textOf, type ResultSet } from './result-set.ts';

/**
 * `null` when neither list could be read. A registered replica without a host takes no place of its own: the dump thread
 * beside it shows where it connects from. A dump thread adds an entry only for a host that no registered replica has.
 */
export function mergeReplicas(
  registered: ResultSet | undefined,
  dumpThreads: ResultSet | undefined,
  uuidColumn: string | null,
): readonly ConnectedReplica[] | null {
  if (registered === undefined && dumpThreads === undefined) return null;
  const known = registered === undefined ? [] : registeredReplicas(registered, uuidColumn);
  const hosts = new Set(known.map((replica) => replica.host));
  const others = new Set(
    (dumpThreads?.rows ?? [])
      .map(([client]) => clientHost(textOf(client)))
      .filter((host) => host !== '' && !hosts.has(host)),
  );
  return [...known, ...[...others].map((host) => ({ host, port: null, serverId: null, serverUuid: null }))];
}

function registeredReplicas(result: ResultSet, uuidColumn: string | null): readonly ConnectedReplica[] {
  if (result.rows.length === 0) return [];
  const reader = new RowReader(columnsOf(result));
  return result.rows
    .map((row) => replicaOf(reader.at(row), uuidColumn))
    .filter((replica) => replica.host !== '' && replica.port !== null);
}

function replicaOf(row: RowReader, uuidColumn: string | null): ConnectedReplica {
  const uuid = uuidColumn === null ? '' : row.text(uuidColumn);
  return {
    host: row.text('host').toLowerCase(),
    port: row.integer('port') || null,
    serverId: row.integer('server_id'),
    serverUuid: uuid === '' ? null : uuid,
  };
}

/** `host:port` of a client; an IPv6 host has colons itself, so the port is what follows the last one. */
function clientHost(client: string): string {
  const colon = client.lastIndexOf(':');
  return (colon < 0 ? client : client.slice(0, colon)).toLowerCase();
}
