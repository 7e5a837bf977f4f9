/** Servers and clusters: which of them are new here, and to which cluster each name of orchestrator's leads. */
import { addressOf, asClusterId } from '@topiary/domain';
import type { ClassificationAnswers, ClusterId, InstanceId, Instant, QueriedFact } from '@topiary/domain';
import type { KnownCluster, KnownInstance } from '@topiary/engine';
import type { OrchestratorData, OrchestratorRow } from '@topiary/store';
import type { Tally } from './report.ts';
import { idOf, shownServer } from './server-names.ts';
import type { StoreContents } from './store-contents.ts';

export const CLUSTER_GONE = 'the cluster is not there any more';

export interface InventoryQuestion {
  readonly data: OrchestratorData;
  readonly contents: StoreContents;
  readonly now: Instant;
  readonly mintClusterId: () => string;
  readonly tally: Tally;
}

export interface PlannedInventory {
  readonly instances: readonly KnownInstance[];
  readonly clusters: readonly KnownCluster[];
  /** By orchestrator's name of the cluster: the address of its master. */
  readonly clusterOf: ReadonlyMap<string, ClusterId>;
}

type Row = OrchestratorRow<'database_instance'>;

export function planInventory(question: InventoryQuestion): PlannedInventory {
  const { data, contents, tally } = question;
  const known = new Map(contents.known.instances.map((one) => [one.id, one]));
  const rows = data.rows.database_instance.flatMap((row) => {
    const id = idOf(row.hostname, row.port);
    if (id === null) tally.leave('servers', 'no address that could be asked', shownServer(row));
    return id === null ? [] : [{ id, row }];
  });
  const clusterOf = new Map<string, ClusterId>();
  for (const { id, row } of rows) {
    const kept = known.get(id);
    if (kept !== undefined && !clusterOf.has(row.cluster_name)) clusterOf.set(row.cluster_name, kept.cluster);
  }
  const clusters: KnownCluster[] = [];
  const instances: KnownInstance[] = [];
  for (const { id, row } of rows) {
    if (known.has(id)) tally.has('servers');
    else if (contents.registry.instances.get(id)?.forgotten)
      tally.leave('servers', 'it was forgotten here', shownServer(row));
    else {
      tally.take('servers');
      const cluster = clusterOf.get(row.cluster_name) ?? asClusterId(question.mintClusterId());
      if (!clusterOf.has(row.cluster_name)) clusters.push(newCluster(cluster, row, question.now));
      clusterOf.set(row.cluster_name, cluster);
      instances.push(newInstance({ id, row, cluster }, question));
    }
  }
  countTold(question, { clusterOf, isNew: new Set(instances.map(({ id }) => id)) });
  for (const _ of clusters) tally.take('clusters');
  for (let old = clusters.length; old < clusterOf.size; old += 1) tally.has('clusters');
  return { instances, clusters, clusterOf };
}

function newCluster(id: ClusterId, { cluster_name: name }: Row, firstSeenAt: Instant): KnownCluster {
  return { id, name, alias: null, firstSeenAt, revision: 0 };
}

function newInstance(
  { id, row, cluster }: { readonly id: InstanceId; readonly row: Row; readonly cluster: ClusterId },
  { data, now }: InventoryQuestion,
): KnownInstance {
  const source = idOf(row.master_host, row.master_port);
  return {
    id,
    cluster,
    serverUuid: row.server_uuid === '' ? null : row.server_uuid,
    sources: source === null ? [] : [{ channel: '', source: addressOf(source) }],
    answers: answersOf(id, row, data),
    firstSeenAt: now,
    lastSeenAt: row.last_seen,
    failingSince: null,
  };
}

/** What orchestrator's queries told last; Topiary asks again with its first probes, where the queries are configured. */
function answersOf(id: InstanceId, row: Row, data: OrchestratorData): ClassificationAnswers {
  const isMaster = row.cluster_name === id;
  const { alias, domain } = isMaster ? toldOf(row.cluster_name, data) : { alias: '', domain: '' };
  const told: readonly (readonly [QueriedFact, string])[] = [
    ['cluster-alias', alias],
    ['cluster-domain', domain],
    ['instance-alias', row.instance_alias],
    ['data-center', row.data_center],
    ['region', row.region],
    ['physical-environment', row.physical_environment],
  ];
  return Object.fromEntries(
    told.flatMap(([fact, text]) => (text.trim() === '' ? [] : [[fact, { kind: 'value', text: text.trim() }]])),
  ) as ClassificationAnswers;
}

/** An alias that is the cluster's name is none. */
function toldOf(cluster: string, { rows }: OrchestratorData) {
  const alias = rows.cluster_alias.find(({ cluster_name: name }) => name === cluster)?.alias ?? '';
  const domain = rows.cluster_domain_name.find(({ cluster_name: name }) => name === cluster)?.domain_name ?? '';
  return { alias: alias === cluster ? '' : alias, domain };
}

/** Aliases that a person set are registrations, and counted with them. */
function countTold(
  { data, tally }: InventoryQuestion,
  known: { readonly clusterOf: ReadonlyMap<string, ClusterId>; readonly isNew: ReadonlySet<string> },
): void {
  const byHand = new Set(data.rows.cluster_alias_override.map(({ cluster_name: name }) => name));
  const aliases = data.rows.cluster_alias.filter(
    (row) => row.alias !== row.cluster_name && !byHand.has(row.cluster_name),
  );
  const told = [
    ...aliases.map((row) => ({ what: 'cluster aliases', cluster: row.cluster_name, text: row.alias }) as const),
    ...data.rows.cluster_domain_name.map(
      (row) => ({ what: 'cluster domains', cluster: row.cluster_name, text: row.domain_name }) as const,
    ),
  ];
  for (const { what, cluster, text } of told) {
    if (!known.clusterOf.has(cluster)) tally.leave(what, CLUSTER_GONE, `${cluster} ${text}`);
    else if (known.isNew.has(cluster)) tally.take(what);
    else tally.has(what);
  }
}
