/** What a cluster is called and reached by: from what was registered, what its master's tables say, and its master's address. */
import { textAnswered } from '../classification/answers.ts';
import type { QueriedFact } from '../classification/answers.ts';
import { clusterAliasOf } from '../classification/cluster-alias.ts';
import type { InstanceId } from './address.ts';
import type { SnapshotInput } from './snapshot-input.ts';
import type { Cluster, Instance, ToldByInstance } from './snapshot.ts';

export type ClusterNaming = Pick<Cluster, 'name' | 'alias' | 'domain'>;

export interface NamingContext {
  readonly input: Pick<SnapshotInput, 'knownClusters' | 'policy'>;
  readonly before: Cluster | null;
  readonly instances: ReadonlyMap<InstanceId, Instance>;
}

export function namingOf(
  cluster: Pick<Cluster, 'id' | 'masters' | 'members'>,
  { input, before, instances }: NamingContext,
): ClusterNaming {
  const address = addressNameOf(cluster, before);
  const byQuery = toldOf('cluster-alias', cluster, instances, beforeOf(before?.alias));
  const chosen = clusterAliasOf({
    byHand: input.knownClusters.get(cluster.id)?.alias ?? null,
    byQuery: byQuery?.text ?? null,
    byPattern: input.policy.classification.clusterAliases.find(({ pattern }) => pattern.test(address))?.alias ?? null,
  });
  const alias =
    chosen === null ? null : { ...chosen, from: chosen.origin === 'query' ? (byQuery?.from ?? null) : null };
  const domain = toldOf('cluster-domain', cluster, instances, before?.domain ?? null);
  return { name: alias?.text ?? address, alias, domain: domain?.text === '' ? null : domain };
}

/** Whether the alias that was registered for a cluster is the one that it shows. */
export function isNamedByHandAs({ id, alias }: Pick<Cluster, 'id' | 'alias'>, input: NamingContext['input']): boolean {
  const shown = alias?.origin === 'by-hand' ? alias.text : '';
  return (input.knownClusters.get(id)?.alias ?? '') === shown;
}

/** The address of a master, of the same one as long as it is a master. */
function addressNameOf(
  { id, masters, members }: Pick<Cluster, 'id' | 'masters' | 'members'>,
  before: Cluster | null,
): string {
  return masters.find((master) => master === before?.name) ?? masters[0] ?? members[0] ?? id;
}

/**
 * A master's word counts. While the masters have not been asked, or do not say, what was said before goes on: a cluster
 * keeps its name over a failover to a server that may not read the table. After a restart any member's memory is good.
 */
function toldOf(
  fact: QueriedFact,
  { masters, members }: Pick<Cluster, 'masters' | 'members'>,
  instances: NamingContext['instances'],
  before: ToldByInstance | null,
): ToldByInstance | null {
  return firstTold(fact, masters, instances) ?? before ?? firstTold(fact, members, instances);
}

function firstTold(
  fact: QueriedFact,
  ids: readonly InstanceId[],
  instances: NamingContext['instances'],
): ToldByInstance | null {
  for (const id of ids) {
    const answers = instances.get(id)?.classification.answers;
    const text = answers === undefined ? null : textAnswered(answers, fact);
    if (text !== null) return { text, from: id };
  }
  return null;
}

function beforeOf(alias: Cluster['alias'] | undefined): ToldByInstance | null {
  const from = alias?.from ?? null;
  return alias === null || alias === undefined || from === null ? null : { text: alias.text, from };
}
