/** From a snapshot to the facts of one server. */
import { instancesOn } from '../hosts/host.ts';
import type { Tri } from '../shared/tri.ts';
import { triOf } from '../shared/tri.ts';
import { allOf, every } from '../shared/kleene.ts';
import type { InstanceId } from '../topology/address.ts';
import type { Observation } from '../topology/observation.ts';
import { edgesOf, edgesTo } from '../topology/queries.ts';
import type { Edge, Instance, TopologySnapshot } from '../topology/snapshot.ts';
import type { ReplicaFacts, SemiSyncFacts, ServerFacts } from './facts.ts';
import type { AnalysisContext } from './finding.ts';
import { channelNamed, gtidModeOf, hasConnectError, isBinlogServer, replicaFacts } from './replica-facts.ts';
import { answersInPart, answersOf } from './server-contact.ts';
import { writerFacts } from './writer-facts.ts';

export function serverFacts(snapshot: TopologySnapshot, instance: Instance, context: AnalysisContext): ServerFacts {
  const { id, cluster, observation, failure } = instance;
  const { settings } = context;
  const answers = answersOf(instance, snapshot.asOf, settings.staleAfterMs);
  const current = answers === 'yes' ? observation : null;
  return {
    id,
    cluster,
    isMaster: isMasterIn(instance),
    isCoMaster: isCoMasterIn(snapshot, instance),
    isGroupMember: isGroupMemberIn(observation),
    isBinlogServer: isBinlogServer(observation),
    depth: instance.depth,
    answers,
    answersInPart: answersInPart(failure),
    isFull: triOf(failure?.kind === 'too-many-connections'),
    cannotConnect: cannotConnectOf(current, edgesOf(snapshot, id)),
    readOnly: triOf(current === null ? null : current.settings.readOnly),
    semiSync: semiSyncFacts(instance, current, { snapshot, context }),
    gtidMode: gtidModeOf(observation),
    hasPseudoGtid: hasPseudoGtidIn(instance, context),
    ...writerFacts(snapshot, instance, context),
    sameIdentity: sameIdentityOf(instance),
    hostDown: hostDownAt(snapshot, instance, context),
    isDowntimed: instance.registered.downtime !== null,
    receiversJustRestarted: isJustRestarted(instance, { snapshot, context }),
    replicas: replicasOf(snapshot, id, context),
  };
}

interface Look {
  readonly snapshot: TopologySnapshot;
  readonly context: AnalysisContext;
}

function replicasOf(
  snapshot: TopologySnapshot,
  id: InstanceId,
  { settings }: AnalysisContext,
): readonly ReplicaFacts[] {
  const edges = Map.groupBy(edgesTo(snapshot, id), ({ replica }) => replica);
  return [...edges].flatMap(([replica, own]) => {
    const instance = snapshot.instances.get(replica);
    return instance === undefined ? [] : [replicaFacts(instance, own, snapshot, settings)];
  });
}

/** A server whose status may not be read may replicate from somebody. */
function isMasterIn({ role, observation }: Instance): Tri {
  if (role === 'unknown') return 'unknown';
  if (role !== 'master') return 'no';
  return observation?.unreadable.some(({ fact }) => fact === 'replica-status') === true ? 'unknown' : 'yes';
}

/** Two that replicate from each other; the members of a larger circle are not, as they are not in orchestrator. */
function isCoMasterIn(snapshot: TopologySnapshot, { id, role }: Instance): Tri {
  if (role !== 'co-master') return 'no';
  return triOf(
    edgesOf(snapshot, id).some(({ source }) => edgesOf(snapshot, source).some((back) => back.source === id)),
  );
}

/** One that left on purpose is none; one that was thrown out still is. */
function isGroupMemberIn(observation: Observation | null): Tri {
  if (observation === null) return 'no';
  const { group, identity } = observation;
  if (group === null) return 'no';
  if (group.members.length === 0) return 'unknown';
  const own = group.members.find(({ uuid }) => uuid === identity.serverUuid);
  return triOf(own !== undefined && own.state !== 'OFFLINE');
}

function cannotConnectOf(current: Observation | null, edges: readonly Edge[]): Tri {
  if (current === null) return 'unknown';
  const channels = edges.flatMap(({ channel }) => channelNamed(current, channel));
  if (channels.length === 0) return 'no';
  return every(channels, (channel) => allOf(hasConnectError(channel), triOf(channel.applier === 'running')));
}

function semiSyncFacts({ id }: Instance, current: Observation | null, { snapshot, context }: Look): SemiSyncFacts {
  const heldSince = context.positionHeldSince.get(id);
  const held = heldSince === undefined ? null : snapshot.asOf - heldSince;
  const state = current?.semiSync;
  return {
    isSource: triOf(state === undefined ? null : state.sourceEnabled === true),
    isActive: triOf(state === undefined ? null : state.sourceActive === true),
    waitsFor: state?.sourceWaitForReplicas ?? null,
    clients: state?.sourceClients ?? null,
    positionHeld: triOf(held === null ? null : held > context.settings.lockedSemiSyncSeconds * MS_PER_SECOND),
  };
}

/** Where nobody writes markers and no query says that there are some, there are none. */
function hasPseudoGtidIn({ cluster, classification }: Instance, { settings: { pseudoGtid } }: AnalysisContext): Tri {
  if (pseudoGtid?.writtenByTopiary === true) return triOf(!pseudoGtid.notWrittenIn.has(cluster));
  if (classification.answers['pseudo-gtid'] === undefined) return 'no';
  return triOf(classification.hasPseudoGtid);
}

function sameIdentityOf({ problems }: Instance): InstanceId | null {
  const other = problems.find(({ code }) => code === 'duplicate-identity')?.params['other'];
  return typeof other === 'string' ? (other as InstanceId) : null;
}

function hostDownAt(
  snapshot: TopologySnapshot,
  { id, address, cluster, health }: Instance,
  { hostsDown }: AnalysisContext,
): ServerFacts['hostDown'] {
  if (health === 'ok') return null;
  const incident = hostsDown.get(address.host);
  if (incident === undefined) return null;
  const first = instancesOn(snapshot, address.host).find((other) => other.cluster === cluster);
  return first?.id === id ? { host: incident.host, servers: incident.instances } : null;
}

function isJustRestarted({ id }: Instance, { snapshot, context }: Look): boolean {
  const at = context.receiversRestartedAt.get(id);
  return at !== undefined && snapshot.asOf - at < context.settings.restartGraceMs;
}

/** `ReduceReplicationAnalysisCount`: what is well and has no replicas is not spoken of. */
export function isWorthAnalysing(facts: ServerFacts): boolean {
  return (
    facts.replicas.length > 0 ||
    facts.answers !== 'yes' ||
    facts.cannotConnect === 'yes' ||
    facts.sameIdentity !== null ||
    facts.otherWriter !== null ||
    facts.hasOwnTransactions === 'yes'
  );
}

const MS_PER_SECOND = 1_000;
