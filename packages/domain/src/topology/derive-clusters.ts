/** From the graph of a region to its clusters: components, places within them, and the ids they go on with. */
import type { InstanceId } from './address.ts';
import { assignClusterIds } from './cluster-ids.ts';
import type { Assignment, Knowledge, Member, Part } from './cluster-ids.ts';
import { componentsOf } from './components.ts';
import type { Link } from './components.ts';
import type { Group } from './groups.ts';
import { healthOf } from './health.ts';
import type { Region } from './region.ts';
import { standingOf } from './roles.ts';
import type { Graph, Standing } from './roles.ts';
import type { SnapshotInput } from './snapshot-input.ts';
import type { ServerRecord } from './server-record.ts';
import type { ClusterId, ClusterSplit } from './snapshot.ts';

export interface DerivedCluster {
  readonly id: ClusterId;
  /** Sorted. */
  readonly members: readonly InstanceId[];
  readonly standing: Standing;
  readonly splitFrom: ClusterSplit | null;
}

export function deriveClusters(region: Region, input: SnapshotInput): readonly DerivedCluster[] {
  const { previous } = input;
  const clusters = previous?.clusters ?? new Map();
  const graph = graphOf(region);
  const standings = new Map<Part, Standing>();
  const parts = componentsOf([...region.records.keys()].toSorted(), linksOf(region)).map((ids) => {
    const standing = standingOf(ids, graph);
    const part: Part = { members: ids.map((id) => memberOf(id, { region, input, standing })) };
    standings.set(part, standing);
    return part;
  });
  const assignments = assignClusterIds(parts, {
    asOf: input.asOf,
    previous: clusters,
    isTaken: (id) => clusters.has(id) && !region.former.has(id),
    mint: input.mintClusterId,
  });
  return assignments.map((assignment) => derivedCluster(assignment, standings, graph));
}

/**
 * In this run; or, of one that was asked now and did not answer, in an earlier run, which kept its sources: that it has none of
 * them is known too.
 */
function wasReached(record: ServerRecord | undefined): boolean {
  if (record === undefined) return false;
  return record.observation !== null || (record.observedAt !== null && record.failure !== null);
}

export function graphOf({ edges, groups, records, leftBehind }: Region): Graph {
  const groupByMember = new Map<InstanceId, Group>();
  for (const group of groups) for (const member of group.members.keys()) groupByMember.set(member, group);
  return {
    edgesOf: (id) => edges.get(id) ?? [],
    groupOf: (id) => groupByMember.get(id) ?? null,
    isObserved: (id) => wasReached(records.get(id)),
    isLeftBehind: (id) => leftBehind.has(id),
  };
}

function derivedCluster(
  { cluster, splitFrom, parts }: Assignment,
  standings: ReadonlyMap<Part, Standing>,
  graph: Graph,
): DerivedCluster {
  const members = parts.flatMap((part) => part.members.map(({ id }) => id));
  const [only] = parts;
  const known = parts.length === 1 && only !== undefined ? standings.get(only) : undefined;
  if (known !== undefined) return { id: cluster, members, standing: known, splitFrom };
  const sorted = members.toSorted();
  return { id: cluster, members: sorted, standing: standingOf(sorted, graph), splitFrom };
}

interface MemberContext {
  readonly region: Region;
  readonly input: SnapshotInput;
  readonly standing: Standing;
}

function memberOf(id: InstanceId, { region, input, standing }: MemberContext): Member {
  const record = region.records.get(id);
  const before = input.previous?.instances.get(id);
  const placed = input.claims?.get(id);
  const observation = record?.observation ?? null;
  return {
    id,
    claim: placed === undefined ? (before?.cluster ?? record?.lastCluster ?? null) : placed,
    claimedIn: before === undefined && placed === undefined ? 'record' : 'snapshot',
    knowledge: input.records.has(id) && record !== undefined ? knowledgeOf(record) : 'name-only',
    answers: record !== undefined && healthOf(record) === 'ok',
    writable: observation?.settings.readOnly === false,
    isMaster: standing.masters.includes(id),
  };
}

function knowledgeOf(record: ServerRecord): Knowledge {
  if (record.observation !== null) return 'observed';
  return healthOf(record) === 'unreachable' ? 'missing' : 'awaited';
}

function* linksOf({ edges, groups, leftBehind }: Region): Generator<Link<InstanceId>> {
  for (const [from, to] of leftBehind) yield { from, to };
  for (const own of edges.values()) for (const { replica, source } of own) yield { from: replica, to: source };
  for (const { members } of groups) {
    const [first, ...others] = members.keys();
    for (const other of others) if (first !== undefined) yield { from: first, to: other };
  }
}
