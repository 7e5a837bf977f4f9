/** What the successor of a dead master will not have, and on which server it is: all of it is said, and nothing of it deleted. */
import type { InstanceId } from '../../topology/address.ts';
import { edgesTo } from '../../topology/queries.ts';
import { isFail } from '../assemble.ts';
import { warn } from '../checks.ts';
import type { LaterLane } from '../control/control-context.ts';
import { detachReplica } from '../control/source-acts.ts';
import { message } from '../message.ts';
import type { Check } from '../plan.ts';
import { beyond, receivedBy } from '../reshape/received.ts';
import type { Received } from '../reshape/received.ts';
import type { Replacing } from './replacing.ts';

/** Replicas that received what nobody can get from them. */
export function lostBy(
  { successor }: Replacing,
  received: ReadonlyMap<InstanceId, Received>,
  has: Received | null,
): ReadonlyMap<InstanceId, Check> {
  const lost = new Map<InstanceId, Check>();
  if (has === null) return lost;
  for (const [id, each] of received) {
    const ahead = id === successor.id ? '' : beyond(each, has);
    if (ahead !== '') lost.set(id, warn(id, message('lost-ahead', { replica: id, candidate: successor.id, ahead })));
  }
  return lost;
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
    const drafted = detachReplica(
      { snapshot, policy, instance, observed, reads: {} },
      { kind: 'detach-replica', channel: edge.channel },
    );
    const [steps] = drafted.checks.some(isFail) ? [] : drafted.lanes;
    return steps === undefined ? [] : [{ steps, after: [successor.id] }];
  });
}
