import type { Kysely, Transaction } from 'kysely';
import type { ClusterId, InstanceId } from '@topiary/domain';
import type { KnownCluster, KnownInstance } from '@topiary/engine';
import { LOAD_CHUNK_ROWS, MAX_KNOWN_CLUSTERS, MAX_KNOWN_INSTANCES } from '../bounds.ts';
import type { KnownClusterRow, KnownInstanceRow, StoreTables } from '../schema/tables.ts';
import { StoreError } from '../store-error.ts';

/** `replace into` is the upsert that SQLite and MySQL share; nothing refers to these rows. */
export async function saveInstances(tx: Transaction<StoreTables>, instances: readonly KnownInstance[]): Promise<void> {
  if (instances.length === 0) return;
  await tx.replaceInto('known_instance').values(instances.map(instanceRow)).execute();
}

export async function saveClusters(tx: Transaction<StoreTables>, clusters: readonly KnownCluster[]): Promise<void> {
  if (clusters.length === 0) return;
  await tx.replaceInto('known_cluster').values(clusters.map(clusterRow)).execute();
}

export async function deleteInstances(tx: Transaction<StoreTables>, ids: readonly InstanceId[]): Promise<void> {
  if (ids.length > 0) await tx.deleteFrom('known_instance').where('id', 'in', ids).execute();
}

export async function deleteClusters(tx: Transaction<StoreTables>, ids: readonly ClusterId[]): Promise<void> {
  if (ids.length > 0) await tx.deleteFrom('known_cluster').where('id', 'in', ids).execute();
}

export async function loadInstances(db: Kysely<StoreTables>): Promise<readonly KnownInstanceRow[]> {
  return loadInChunks('The list of known instances', MAX_KNOWN_INSTANCES, (after) =>
    db.selectFrom('known_instance').selectAll().where('id', '>', after).orderBy('id').limit(LOAD_CHUNK_ROWS).execute(),
  );
}

export async function loadClusters(db: Kysely<StoreTables>): Promise<readonly KnownClusterRow[]> {
  return loadInChunks('The list of known clusters', MAX_KNOWN_CLUSTERS, (after) =>
    db.selectFrom('known_cluster').selectAll().where('id', '>', after).orderBy('id').limit(LOAD_CHUNK_ROWS).execute(),
  );
}

async function loadInChunks<Row extends { readonly id: string }>(
  what: string,
  limit: number,
  readAfter: (id: string) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (;;) {
    const chunk = await readAfter(rows.at(-1)?.id ?? '');
    rows.push(...chunk);
    if (rows.length > limit) throw new StoreError('store-too-large', { what, size: rows.length, limit });
    if (chunk.length < LOAD_CHUNK_ROWS) return rows;
  }
}

function instanceRow(instance: KnownInstance): KnownInstanceRow {
  return {
    id: instance.id,
    cluster_id: instance.cluster,
    server_uuid: instance.serverUuid,
    sources: JSON.stringify(instance.sources),
    answers: JSON.stringify(instance.answers),
    first_seen_at: instance.firstSeenAt,
    last_seen_at: instance.lastSeenAt,
    failing_since: instance.failingSince,
  };
}

function clusterRow(cluster: KnownCluster): KnownClusterRow {
  return {
    id: cluster.id,
    name: cluster.name,
    alias: cluster.alias,
    first_seen_at: cluster.firstSeenAt,
    revision: cluster.revision,
  };
}
