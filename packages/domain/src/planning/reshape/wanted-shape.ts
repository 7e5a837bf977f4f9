/** What the rows of reshapes answer, and how they look around in the tree. */
import type { InstanceId } from '../../topology/address.ts';
import { edgesTo } from '../../topology/queries.ts';
import type { Edge, TopologySnapshot } from '../../topology/snapshot.ts';
import { fail } from '../checks.ts';
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import { resolveReplica } from '../move-context.ts';
import type { Check } from '../plan.ts';
import type { Wanted, WantedMove } from '../wanted-moves.ts';

export type WantedShape =
  | ({ readonly kind: 'wanted' } & Wanted)
  | { readonly kind: 'refused'; readonly checks: readonly Check[] };

export function refused(replica: InstanceId, code: Message['code'], params: Message['params']): WantedShape {
  return { kind: 'refused', checks: [fail(replica, message(code, params))] };
}

export type Found = { readonly ok: true; readonly edge: Edge } | { readonly ok: false; readonly shape: WantedShape };

/** The channel of a replica by which it reads; `null`: the only one. */
export function edgeOf(snapshot: TopologySnapshot, replica: InstanceId, channel: string | null = null): Found {
  const found = resolveReplica(snapshot, replica, channel);
  if (found.ok) return { ok: true, edge: found.edge };
  return { ok: false, shape: { kind: 'refused', checks: [fail(replica, found.reason)] } };
}

/** Where a master reads from itself: what is above it. */
export function edgeAbove(snapshot: TopologySnapshot, replica: InstanceId, master: InstanceId): Found {
  const found = resolveReplica(snapshot, master, null);
  if (found.ok) return { ok: true, edge: found.edge };
  const isTop = snapshot.instances.get(master)?.observation?.channels.length === 0;
  const reason = isTop ? message('nobody-above-master', { replica, master }) : found.reason;
  return { ok: false, shape: { kind: 'refused', checks: [fail(replica, reason)] } };
}

/** Moves of the replicas of a server, by the channels that come from it; without those of `except`. */
export function replicasTo(
  snapshot: TopologySnapshot,
  {
    source,
    target,
    only,
  }: { readonly source: InstanceId; readonly target: InstanceId; readonly only: readonly InstanceId[] | null },
): readonly WantedMove[] {
  const chosen = only === null ? null : new Set(only);
  return edgesTo(snapshot, source)
    .filter(({ replica }) => replica !== target && (chosen === null || chosen.has(replica)))
    .map(({ replica, channel }) => ({ replica, channel, target }));
}
