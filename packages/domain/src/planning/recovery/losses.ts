/** What the successor of a dead master will not have, and on which server it is: all of it is said, and nothing of it deleted. */
import type { InstanceId } from '../../topology/address.ts';
import type { ReplicationChannel } from '../../topology/observation.ts';
import { edgesTo } from '../../topology/queries.ts';
import { isFail } from '../assemble.ts';
import { warn } from '../checks.ts';
import type { LaterLane } from '../control/control-context.ts';
import { detachReplica } from '../control/source-acts.ts';
import { message } from '../message.ts';
import type { Check } from '../plan.ts';
import { beyond, placeOf, receivedBy } from '../reshape/received.ts';
import type { Received } from '../reshape/received.ts';
import { channelOf } from './received-by-heirs.ts';
import type { Heir } from './heirs.ts';
import type { Replacing } from './replacing.ts';

/** Replicas that received what nobody can get from them, also where their applier stands: it is in their relay logs alone. */
export function lostBy(
  { successor, ranked }: Replacing,
  received: ReadonlyMap<InstanceId, Received>,
  has: Received | null,
): ReadonlyMap<InstanceId, Check> {
  const lost = new Map<InstanceId, Check>();
  if (has === null) return lost;
  const standing = ranked.flatMap((heir): readonly (readonly [InstanceId, Received])[] => {
    const waiting = waitingIn(heir, has);
    return waiting === null ? [] : [[heir.instance.id, waiting]];
  });
  for (const [id, each] of [...received, ...standing]) {
    const ahead = id === successor.id ? '' : beyond(each, has);
    if (ahead !== '') lost.set(id, warn(id, message('lost-ahead', { replica: id, candidate: successor.id, ahead })));
  }
  return lost;
}

/** With what an applier that failed, or that somebody stopped, would bring. */
function waitingIn(heir: Heir, has: Received): Received | null {
  const { instance } = heir;
  const { observation, health } = instance;
  const channel = channelOf(heir);
  if (observation === null || channel === undefined || health !== 'ok' || channel.applier === 'running') return null;
  const applying = (one: ReplicationChannel): ReplicationChannel => ({ ...one, applier: 'running' });
  if (has.family === 'coordinates') return placeOf(applying(channel));
  return receivedBy({ ...instance, observation: { ...observation, channels: observation.channels.map(applying) } });
}

/** As far as it told when it still answered. */
export function lostOnMaster({ master }: Replacing, has: Received | null): readonly Check[] {
  const { observation } = master;
  if (observation === null || has === null || has.family === 'coordinates') return [];
  // Of MariaDB's positions the one that its own writes advance.
  const { gtid } = observation;
  const own = receivedBy({
    ...master,
    observation: {
      ...observation,
      channels: [],
      gtid: gtid.kind === 'mariadb' ? { ...gtid, slavePosition: gtid.binlogPosition } : gtid,
    },
  });
  const ahead = own === null ? '' : beyond(own, has);
  return ahead === '' ? [] : [warn(master.id, message('lost-on-master', { master: master.id, ahead }))];
}

export function silent({ ranked, successor }: Replacing): readonly Check[] {
  return ranked
    .filter(({ instance }) => instance.id !== successor.id && instance.health !== 'ok')
    .map(({ instance: { id } }) => warn(id, message('lost-silent', { replica: id })));
}

/** So that nothing of the old master comes to them any more, and they can be looked at as they are. */
export function detaching(
  { snapshot, policy, successor, master }: Replacing,
  lost: ReadonlyMap<InstanceId, Check>,
): readonly LaterLane[] {
  if (!policy.promotion.detachesLost) return [];
  return [...lost.keys()].flatMap((id): readonly LaterLane[] => {
    const instance = snapshot.instances.get(id);
    const observed = instance?.observation ?? null;
    const edge = edgesTo(snapshot, master.id).find(({ replica }) => replica === id);
    if (instance?.health !== 'ok' || observed === null || edge === undefined) return [];
    // Its relay logs may go when its source is changed while nothing is applied.
    const stands = observed.channels.some((one) => one.name === edge.channel && one.applier === 'stopped');
    if (stands) return [];
    const drafted = detachReplica(
      { snapshot, policy, instance, observed, reads: {} },
      { kind: 'detach-replica', channel: edge.channel },
    );
    const [steps] = drafted.checks.some(isFail) ? [] : drafted.lanes;
    return steps === undefined ? [] : [{ steps, after: [successor.id] }];
  });
}
