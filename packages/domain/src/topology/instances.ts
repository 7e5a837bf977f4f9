/** From records and places to the instances of a snapshot. What did not change stays the same object. */
import type { InstanceId } from './address.ts';
import { classificationOf } from '../classification/classification.ts';
import type { InstanceClassification } from '../classification/classification.ts';
import { pairOf } from '../registry/declared.ts';
import { NOTHING_REGISTERED } from '../registry/registered.ts';
import { sameValue } from '../shared/same-value.ts';
import type { DerivedCluster } from './derive-clusters.ts';
import { errantOn, errantText, sameErrant } from './errant.ts';
import type { Replication } from './errant.ts';
import { healthOf } from './health.ts';
import { identitiesOf, identityKeyOf } from './identity.ts';
import { errantProblems, inOrder, isStructuralProblem, liveProblems, structuralProblems } from './problems.ts';
import type { StructuralFacts } from './problems.ts';
import type { Region } from './region.ts';
import type { ServerRecord } from './server-record.ts';
import type { Graph } from './roles.ts';
import type { SnapshotInput } from './snapshot-input.ts';
import type { Instance, Problem } from './snapshot.ts';

export interface InstanceContext {
  readonly input: SnapshotInput;
  readonly replication: Replication;
}

/** The members of clusters that were derived anew. */
export function deriveInstances(
  clusters: readonly DerivedCluster[],
  { region, graph }: { readonly region: Region; readonly graph: Graph },
  context: InstanceContext,
): ReadonlyMap<InstanceId, Instance> {
  const { aliases } = context.input;
  if (clusters.length === 0) return new Map();
  const own = new Set([...region.records.values()].map(({ observation }) => identityKeyOf(observation)));
  const identities = identitiesOf(context.input.records.values(), aliases, (key) => own.has(key));
  const hasReplicas = new Set([...region.edges.values()].flatMap((own) => own.map(({ source }) => source)));
  for (const group of region.groups) if (group.members.size > 1) for (const id of group.primaries) hasReplicas.add(id);
  const instances = new Map<InstanceId, Instance>();
  for (const cluster of clusters) {
    const serverIds = sharersOf(cluster.members, (id) => serverIdOf(region.records.get(id)));
    const nobodyWrites = cluster.standing.masters.every(
      (id) => region.records.get(id)?.observation?.settings.readOnly === true,
    );
    for (const id of cluster.members) {
      const record = region.records.get(id);
      const place = cluster.standing.places.get(id);
      if (record === undefined || place === undefined) continue;
      const identity = identityKeyOf(record.observation);
      const structural = structuralProblems(record, {
        role: place.role,
        hasReplicas: hasReplicas.has(id),
        nobodyElseWrites: nobodyWrites,
        aliases,
        isObserved: graph.isObserved,
        group: graph.groupOf(id),
        sameServerId: otherThan(id, serverIds.get(serverIdOf(record))),
        ...sameIdentityOf(id, identity === null ? [] : (identities.get(identity) ?? []), context.input),
      });
      instances.set(id, instanceOf(record, { cluster: cluster.id, ...place }, structural, context));
    }
  }
  return instances;
}

/** A binlog server tells its master's id as its own. */
function serverIdOf(record: ServerRecord | undefined): number | undefined {
  const observation = record?.observation ?? null;
  return observation === null || observation.product.flavor === 'maxscale' ? undefined : observation.identity.serverId;
}

/** An instance of which only the data changed: it stays where it is, and so do the problems that follow from that. */
export function refreshInstance(before: Instance, record: ServerRecord, context: InstanceContext): Instance {
  return instanceOf(record, before, before.problems.filter(isStructuralProblem), context);
}

function instanceOf(
  record: ServerRecord,
  { cluster, role, depth }: Pick<Instance, 'cluster' | 'role' | 'depth'>,
  structural: readonly Problem[],
  { input, replication }: InstanceContext,
): Instance {
  const { id, address, observation, observedAt, failure, failingSince } = record;
  const before = input.previous?.instances.get(id);
  const errant = errantOn(id, replication, before?.errant);
  const registered =
    (input.registered === undefined ? before?.registered : input.registered.get(id)) ?? NOTHING_REGISTERED;
  const found = inOrder([
    ...liveProblems(record, input.aliases, input.policy),
    ...structural,
    ...errantProblems(errantText(errant), registered),
  ]);
  const problems = before !== undefined && sameValue(before.problems, found) ? before.problems : found;
  const made: Instance = {
    id,
    address,
    cluster,
    health: healthOf(record),
    observation,
    observedAt,
    failure,
    failingSince,
    role,
    depth,
    problems,
    errant,
    classification: classificationIn(record, before, input),
    registered,
    ...(record.silences === undefined ? {} : { silences: record.silences }),
  };
  return before !== undefined && sameInstance(before, made) ? before : made;
}

/** The same object as long as nothing was answered anew: an instance is made at every probe. */
function classificationIn(
  { address, answers }: ServerRecord,
  before: Instance | undefined,
  { changed, policy }: SnapshotInput,
): InstanceClassification {
  if (changed !== null && before?.classification.answers === answers) return before.classification;
  const made = classificationOf(address, answers, policy.classification);
  return before !== undefined && sameValue(before.classification, made) ? before.classification : made;
}

function sameInstance(before: Instance, made: Instance): boolean {
  return (
    before.observation === made.observation &&
    before.observedAt === made.observedAt &&
    before.cluster === made.cluster &&
    before.health === made.health &&
    before.failingSince === made.failingSince &&
    before.role === made.role &&
    before.depth === made.depth &&
    sameErrant(before.errant, made.errant) &&
    before.classification === made.classification &&
    before.registered === made.registered &&
    before.silences === made.silences &&
    sameValue(before.failure, made.failure) &&
    before.problems === made.problems
  );
}

function sharersOf<Key>(
  ids: readonly InstanceId[],
  keyOf: (id: InstanceId) => Key | undefined,
): ReadonlyMap<Key | undefined, readonly InstanceId[]> {
  return Map.groupBy(
    ids.filter((id) => keyOf(id) !== undefined),
    keyOf,
  );
}

/** One that is certainly another server goes before one of which it is not known. */
function sameIdentityOf(
  id: InstanceId,
  sharers: readonly InstanceId[],
  { unproved }: SnapshotInput,
): Pick<StructuralFacts, 'sameIdentity' | 'isUnproved'> {
  const isUnproved = (other: InstanceId): boolean => unproved?.has(pairOf(id, other)) === true;
  const certain = otherThan(
    id,
    sharers.filter((other) => other === id || !isUnproved(other)),
  );
  if (certain !== null) return { sameIdentity: certain, isUnproved: false };
  return { sameIdentity: otherThan(id, sharers), isUnproved: true };
}

/** The smallest id that is not this one. */
function otherThan(id: InstanceId, ids: readonly InstanceId[] | undefined): InstanceId | null {
  if (ids === undefined || ids.length < 2) return null;
  return ids.filter((other) => other !== id).reduce((least, other) => (other < least ? other : least));
}
