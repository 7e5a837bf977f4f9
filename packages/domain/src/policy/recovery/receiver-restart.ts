/**
 * A replica that connects anew to a server that stands still gets no greeting, and shows it at once: where no heartbeat is due
 * for long, one receiver that is restarted tells sooner what the others would tell in the end. Which one that may be.
 *
 * Never one whose acknowledgement commits wait for. Never one of MariaDB: a receiver there that waits for a greeting cannot be
 * stopped before `slave_net_timeout`, and could not be put below the next master; and with GTIDs, started while its applier
 * stands, it throws away what it received. If there is a choice, never the one that would take the server's place.
 */
import type { ReplicationChannel, Observation } from '../../topology/observation.ts';
import { familyOf } from '../../replication/product.ts';
import { supposeGone } from '../../planning/recovery/suppose-gone.ts';
import { rankSuccessors } from '../../planning/recovery/rank-successors.ts';
import type { InstanceId } from '../../topology/address.ts';
import { edgesTo } from '../../topology/queries.ts';
import type { Edge, TopologySnapshot } from '../../topology/snapshot.ts';
import type { Policy } from '../policy.ts';

export interface RestartedReceiver {
  readonly replica: InstanceId;
  readonly channel: string;
}

export interface RestartQuestion {
  readonly snapshot: TopologySnapshot;
  readonly policy: Policy;
  readonly source: InstanceId;
}

/** `null`: none below it may be. */
export function receiverToRestart({ snapshot, policy, source }: RestartQuestion): RestartedReceiver | null {
  const free = edgesTo(snapshot, source).filter((edge) => mayRestart(snapshot, edge));
  if (free.length === 0) return null;
  const ranked = rankSuccessors({ snapshot: supposeGone(snapshot, source), policy, master: source, user: null });
  const places = new Map(ranked.map(({ instance }, place) => [instance.id, place]));
  const acknowledges = ({ replica }: Edge): number => Number(isSemiSync(observed(snapshot, replica)));
  const placeOf = ({ replica }: Edge): number => places.get(replica) ?? 0;
  const [best] = free.toSorted(
    (left, right) => acknowledges(left) - acknowledges(right) || placeOf(right) - placeOf(left),
  );
  return best === undefined ? null : { replica: best.replica, channel: best.channel };
}

function mayRestart(snapshot: TopologySnapshot, { replica, source, channel: name }: Edge): boolean {
  const instance = snapshot.instances.get(replica);
  const observation = instance?.observation ?? null;
  if (instance?.health !== 'ok' || observation === null || instance.registered.maintenance !== null) return false;
  const channel = observation.channels.find((one) => one.name === name);
  return (
    channel !== undefined && isOwnReceiver(observation, channel) && !isNeeded(observed(snapshot, source), observation)
  );
}

function isOwnReceiver({ product, group }: Observation, { receiver }: ReplicationChannel): boolean {
  return receiver === 'running' && group === null && product.flavor !== 'maxscale' && familyOf(product) === 'mysql';
}

/** Commits wait for its acknowledgement, or it is not known that enough others give theirs. */
function isNeeded(source: Observation | null, replica: Observation): boolean {
  if (!isSemiSync(replica)) return false;
  const { sourceClients = null, sourceWaitForReplicas = null } = source?.semiSync ?? {};
  return sourceClients === null || sourceWaitForReplicas === null || sourceClients <= sourceWaitForReplicas;
}

function isSemiSync(replica: Observation | null): boolean {
  return replica?.semiSync.replicaEnabled === true || replica?.semiSync.replicaActive === true;
}

function observed(snapshot: TopologySnapshot, id: InstanceId): Observation | null {
  return snapshot.instances.get(id)?.observation ?? null;
}
