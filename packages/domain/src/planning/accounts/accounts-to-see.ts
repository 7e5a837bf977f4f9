/** Whose accounts have to be known before a master dies: then nobody is asked. */
import type { InstanceId } from '../../topology/address.ts';
import { edgesTo } from '../../topology/queries.ts';
import type { TopologySnapshot } from '../../topology/snapshot.ts';
import { MAX_ACCOUNT_NAMES } from './seen-account.ts';
import type { NewConnection } from './seen-account.ts';

/** Each replica of a master that has others beside it, with the names by which those would connect to it. */
export function accountsToSee(snapshot: TopologySnapshot): ReadonlyMap<InstanceId, readonly string[]> {
  const masters = [...snapshot.clusters.values()].flatMap((cluster) => cluster.masters);
  return new Map(
    masters.flatMap((master) => {
      const replicas = [...new Set(edgesTo(snapshot, master).map(({ replica }) => replica))];
      return replicas.flatMap((candidate): readonly (readonly [InstanceId, readonly string[]])[] => {
        const { health, observation } = snapshot.instances.get(candidate) ?? {};
        if (health !== 'ok' || observation?.product.flavor === 'maxscale') return [];
        const users = new Set(siblingConnections(snapshot, { master, candidate }).map(({ user }) => user));
        return users.size === 0 ? [] : [[candidate, [...users].toSorted().slice(0, MAX_ACCOUNT_NAMES)]];
      });
    }),
  );
}

/** Of the other replicas of a master, should this one take its place. */
export function siblingConnections(
  { edgesBySource, instances }: TopologySnapshot,
  { master, candidate }: { readonly master: InstanceId; readonly candidate: InstanceId },
): readonly NewConnection[] {
  return (edgesBySource.get(master) ?? []).flatMap(({ replica, channel: name }): readonly NewConnection[] => {
    const channel = instances.get(replica)?.observation?.channels.find((one) => one.name === name);
    if (replica === candidate || channel === undefined || channel.user === '') return [];
    return [{ replica, source: candidate, user: channel.user, settings: channel.settings }];
  });
}
