/** What those who could take a master's place have got of it, so that they can be compared. */
import { writerOfLog } from '../coordinates/log-family.ts';
import type { InstanceId } from '../../topology/address.ts';
import type { ReplicationChannel } from '../../topology/observation.ts';
import type { TopologySnapshot } from '../../topology/snapshot.ts';
import { placeOf, receivedBy } from '../reshape/received.ts';
import type { Received } from '../reshape/received.ts';
import type { Heir } from './heirs.ts';

/** One of which nothing can be said is missing. */
export function receivedByHeirs(
  snapshot: TopologySnapshot,
  master: InstanceId,
  heirs: readonly Heir[],
): ReadonlyMap<InstanceId, Received> {
  const isByFile = goByFile(snapshot, master, heirs);
  return new Map(
    heirs.flatMap((heir): readonly (readonly [InstanceId, Received])[] => {
      const channel = channelOf(heir);
      if (channel === undefined) return [];
      const received = isByFile ? placeOf(channel) : receivedBy(heir.instance);
      return received === null ? [] : [[heir.instance.id, received]];
    }),
  );
}

/** All of them read the master's own log by file and position: places in it are what they can be compared by. */
export function goByFile(snapshot: TopologySnapshot, master: InstanceId, heirs: readonly Heir[]): boolean {
  const near = heirs.filter(({ instance, generation }) => generation === 'direct' && instance.observation !== null);
  return (
    near.length > 0 &&
    near.every((heir) => channelOf(heir)?.positioning === 'file' && writerOfLog(snapshot, heir.edge.source) === master)
  );
}

export function channelOf({ instance: { observation }, edge }: Heir): ReplicationChannel | undefined {
  return observation?.channels.find(({ name }) => name === edge.channel);
}
