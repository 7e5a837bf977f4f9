/**
 * The part of the graph that is derived anew. The first build, and one after which any address may lead elsewhere, takes
 * everything; later builds take the clusters around those servers whose structure changed, so that the work is in
 * proportion to the change. What lies outside a region has no link into it.
 */
import { NO_ANSWERS } from '../classification/answers.ts';
import type { InstanceId } from './address.ts';
import { addressOf } from './address.ts';
import { edgesOfRecord } from './edges.ts';
import { groupsOf } from './groups.ts';
import type { Group, GroupViewer } from './groups.ts';
import { healthOf } from './health.ts';
import { identityKeyOf } from './identity.ts';
import { leftBehindIn, NOBODY, tiedTo } from './left-behind.ts';
import type { Observation } from './observation.ts';
import type { ServerRecord } from './server-record.ts';
import type { ClusterId, Edge, Instance, TopologySnapshot } from './snapshot.ts';
import type { SnapshotInput } from './snapshot-input.ts';
import { sameStructure } from './structure.ts';

export interface Region {
  /** Servers, and names that a server or a group gives as its source or member: those have a record without facts. */
  readonly records: ReadonlyMap<InstanceId, ServerRecord>;
  readonly edges: ReadonlyMap<InstanceId, readonly Edge[]>;
  readonly groups: readonly Group[];
  /** Masters that another one replaced, and who that is. */
  readonly leftBehind: ReadonlyMap<InstanceId, InstanceId>;
  /** Clusters of the previous snapshot whose members are derived anew. */
  readonly former: ReadonlySet<ClusterId>;
}

/** The record of a server that is known and stands for itself; an alias has none. */
export function recordIn(input: SnapshotInput, id: InstanceId): ServerRecord | null {
  return input.aliases.has(id) ? null : (input.records.get(id) ?? null);
}

/** As the input says, else as it was. */
export function replacedIn({ replaced, previous }: SnapshotInput): ReadonlyMap<InstanceId, InstanceId> {
  return replaced ?? previous?.replaced ?? NOBODY;
}

/** Servers whose structure is not what the previous snapshot says; `null`: all are to be derived. */
export function structurallyChanged(input: SnapshotInput): readonly InstanceId[] | null {
  const { previous, changed, aliases } = input;
  if (previous === null || changed === null || !sameMap(previous.aliases, aliases)) return null;
  if (!sameMap(previous.replaced, replacedIn(input))) return null;
  return [...changed].filter((id) => differs(previous.instances.get(id), recordIn(input, id)));
}

export function regionOf(input: SnapshotInput, changed: readonly InstanceId[] | null): Region {
  const { previous } = input;
  if (previous === null || changed === null) {
    const ids = [...input.records.keys()].filter((id) => !input.aliases.has(id));
    return closedRegion(input, ids, new Set(previous?.clusters.keys()));
  }
  if (changed.length === 0) return EMPTY_REGION;
  return closedRegion(input, changed, clustersAround(input, previous, changed));
}

/** Adds what the region's servers name, until nothing is named that has a cluster outside. */
function closedRegion(input: SnapshotInput, ids: readonly InstanceId[], former: Set<ClusterId>): Region {
  const records = new Map<InstanceId, ServerRecord>();
  const edges = new Map<InstanceId, readonly Edge[]>();
  const include = (id: InstanceId): void => {
    const record = recordIn(input, id);
    if (record === null || records.has(id)) return;
    records.set(id, record);
    const own = edgesOfRecord(record, input.aliases, input.policy);
    if (own.length > 0) edges.set(id, own);
  };
  const includeCluster = (id: ClusterId): void => input.previous?.clusters.get(id)?.members.forEach(include);
  const replaced = replacedIn(input);
  ids.forEach(include);
  former.forEach(includeCluster);
  for (;;) {
    const groups = groupsOf(viewersIn(records), input.aliases);
    const names = namesIn(edges, groups).filter((id) => !records.has(id));
    const tied = [...tiedTo((id) => records.has(id), replaced)];
    const outside = new Set([...names, ...tied].flatMap((id) => input.previous?.instances.get(id)?.cluster ?? []));
    const added = [...outside].filter((id) => !former.has(id));
    if (added.length === 0) {
      for (const id of names) records.set(id, nameOnly(id));
      const region = { records, edges, groups, former, leftBehind: NOBODY };
      return { ...region, leftBehind: leftBehindIn(region, replaced) };
    }
    for (const id of added) former.add(id);
    added.forEach(includeCluster);
  }
}

function* viewersIn(records: Region['records']): Generator<GroupViewer> {
  for (const record of records.values()) {
    const { id, observation } = record;
    if (observation !== null && observation.group !== null) yield { id, observation, health: healthOf(record) };
  }
}

function namesIn(edges: Region['edges'], groups: readonly Group[]): readonly InstanceId[] {
  const names = new Set<InstanceId>();
  for (const own of edges.values()) for (const { source } of own) names.add(source);
  for (const { members } of groups) for (const id of members.keys()) names.add(id);
  return [...names];
}

/** Clusters that the changed servers were in, and those with which they now share a group, an identity or a memory. */
function clustersAround(
  input: SnapshotInput,
  previous: TopologySnapshot,
  changed: readonly InstanceId[],
): Set<ClusterId> {
  const clusters = new Set<ClusterId>();
  const marks = new Set<string>();
  for (const id of changed) {
    const before = previous.instances.get(id);
    const record = recordIn(input, id);
    if (before !== undefined) clusters.add(before.cluster);
    else if (record?.lastCluster && previous.clusters.has(record.lastCluster)) clusters.add(record.lastCluster);
    // With whom it shares a mark that it keeps has not changed.
    for (const mark of symmetricDifference(marksOf(before?.observation), marksOf(record?.observation))) marks.add(mark);
  }
  if (marks.size === 0) return clusters;
  for (const { cluster, observation } of previous.instances.values()) {
    if (!clusters.has(cluster) && marksOf(observation).some((mark) => marks.has(mark))) clusters.add(cluster);
  }
  return clusters;
}

function symmetricDifference(left: readonly string[], right: readonly string[]): readonly string[] {
  return [...left.filter((mark) => !right.includes(mark)), ...right.filter((mark) => !left.includes(mark))];
}

function marksOf(observation: Observation | null | undefined): readonly string[] {
  if (observation === null || observation === undefined) return [];
  const identity = identityKeyOf(observation);
  const group = observation.group === null ? [] : [`group ${observation.group.groupName}`];
  return identity === null ? group : [identity, ...group];
}

function differs(before: Instance | undefined, record: ServerRecord | null): boolean {
  if (before === undefined) return record !== null;
  if (record === null) return true;
  return healthOf(record) !== before.health || !sameStructure(before.observation, record.observation);
}

function nameOnly(id: InstanceId): ServerRecord {
  return {
    id,
    address: addressOf(id),
    observation: null,
    observedAt: null,
    failure: null,
    failingSince: null,
    failures: 0,
    lastCluster: null,
    lastSources: [],
    answers: NO_ANSWERS,
  };
}

function sameMap(left: SnapshotInput['aliases'], right: SnapshotInput['aliases']): boolean {
  if (left === right) return true;
  return left.size === right.size && [...left].every(([alias, id]) => right.get(alias) === id);
}

const EMPTY_REGION: Region = {
  records: new Map(),
  edges: new Map(),
  groups: [],
  leftBehind: NOBODY,
  former: new Set(),
};
