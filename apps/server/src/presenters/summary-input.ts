/**
 * What a line of the fleet is made from, to see whether it has to be made again. All facts of the members count but those
 * that change by mere traffic, which a line does not show: lag stands in the edges.
 */
import type { Automation } from '@topiary/contract';
import type { Cluster, Edge, HostIncident, Instance, Observation, TopologySnapshot } from '@topiary/domain';

export interface SummaryInput {
  readonly cluster: Cluster;
  readonly hostsDown: readonly HostIncident[];
  /** People change it without anything happening to the cluster. */
  readonly automation: Automation;
  readonly members: readonly (Instance | undefined)[];
  readonly edges: readonly (readonly Edge[] | undefined)[];
}

const CHANGED_BY_TRAFFIC: ReadonlySet<string> = new Set<keyof Instance | keyof Observation>([
  'observation',
  'observedAt',
  'uptimeSeconds',
  'gtid',
  'binlog',
  'channels',
  'connectedReplicas',
  // What of it is shown is among the problems.
  'errant',
]);

export function summaryInputOf(
  cluster: Cluster,
  snapshot: TopologySnapshot,
  { hostsDown, automation }: Pick<SummaryInput, 'hostsDown' | 'automation'>,
): SummaryInput {
  return {
    cluster,
    hostsDown,
    automation,
    members: cluster.members.map((id) => snapshot.instances.get(id)),
    edges: cluster.members.map((id) => snapshot.edgesByReplica.get(id)),
  };
}

/** True is certain; false may mean that equal facts are other objects. */
export function sameSummaryInput(before: SummaryInput, now: SummaryInput): boolean {
  return (
    before.cluster === now.cluster &&
    before.hostsDown === now.hostsDown &&
    before.automation === now.automation &&
    before.edges.every((edges, index) => edges === now.edges[index]) &&
    before.members.every((member, index) => sameMember(member, now.members[index]))
  );
}

function sameMember(before: Instance | undefined, now: Instance | undefined): boolean {
  if (before === now) return true;
  if (before === undefined || now === undefined) return false;
  return sameFields(before, now) && sameFields(before.observation, now.observation);
}

function sameFields<Facts extends object>(before: Facts | null, now: Facts | null): boolean {
  if (before === now) return true;
  if (before === null || now === null) return false;
  for (const key in now) if (now[key] !== before[key] && !CHANGED_BY_TRAFFIC.has(key)) return false;
  for (const key in before) if (!(key in now)) return false;
  return true;
}
