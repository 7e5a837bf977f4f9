/** Channels that are detached from a server: they read nothing now, and go on from where they stand once they are attached again. */
import type { InstanceId } from '../../topology/address.ts';
import { attachedAgain, canonicalId, isDetached } from '../../topology/edges.ts';
import type { Edge, TopologySnapshot } from '../../topology/snapshot.ts';

export function detachedFrom(
  { instances, aliases }: TopologySnapshot,
  source: InstanceId,
): readonly Pick<Edge, 'replica' | 'channel'>[] {
  return [...instances].flatMap(([replica, { observation }]) =>
    (observation?.channels ?? [])
      .filter((channel) => isDetached(channel.source))
      .filter((channel) => canonicalId(attachedAgain(channel.source), aliases) === source)
      .map(({ name }) => ({ replica, channel: name })),
  );
}
