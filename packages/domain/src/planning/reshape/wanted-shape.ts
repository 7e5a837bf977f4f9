/** What the rows of reshapes answer, and how they look around in the tree. */
import type { InstanceId } from '../../topology/address.ts';
import type { Edge, TopologySnapshot } from '../../topology/snapshot.ts';
import { fail } from '../checks.ts';
import type { Drafted } from '../control/control-context.ts';
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import { resolveReplica } from '../move-context.ts';
import type { Check } from '../plan.ts';
import type { Wanted } from '../wanted-moves.ts';

export type WantedShape =
  /** `judgedOn`: the moves are judged as if servers stood so; absent: as they stand. */
  | ({ readonly kind: 'wanted'; readonly judgedOn?: TopologySnapshot } & Wanted)
  /** What is no move. `instance`: the server whose cluster it is planned in. */
  | { readonly kind: 'drafted'; readonly instance: InstanceId; readonly drafted: Drafted }
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
  const reason = isTop(snapshot, master) ? message('nobody-above-master', { replica, master }) : found.reason;
  return { ok: false, shape: { kind: 'refused', checks: [fail(replica, reason)] } };
}

/** It reads from nobody. */
export function isTop({ instances }: TopologySnapshot, id: InstanceId): boolean {
  return instances.get(id)?.observation?.channels.length === 0;
}
