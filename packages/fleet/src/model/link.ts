/** Links between servers: each direction is a thing of its own, so that cuts can be one-way. */
import type { InstanceId } from '@topiary/domain';
import type { Server } from './server.ts';
import type { World } from './world.ts';

/** One direction between two servers. */
export interface Link {
  readonly up: boolean;
  readonly delayMs: number;
  /** Every n-th message is lost once and comes again `RETRANSMISSION_MS` later; 0: none. */
  readonly lossEvery: number;
}

export interface LinkState extends Link {
  readonly downSinceMs: number | null;
  messages: number;
}

/**
 * TCP sends a lost segment again after this time, then waits longer each time. Until then a sender that gets no
 * acknowledgements goes on sending; after that it sends nothing new.
 */
export const RETRANSMISSION_MS = 200;

export function linkBetween(world: World, from: InstanceId, to: InstanceId): LinkState | null {
  return world.links.size === 0 ? null : (world.links.get(from)?.get(to) ?? null);
}

export function changeLink(
  world: World,
  ends: { readonly from: InstanceId; readonly to: InstanceId },
  change: Partial<Link>,
): void {
  const fromHere = world.links.get(ends.from) ?? new Map<InstanceId, LinkState>();
  world.links.set(ends.from, fromHere);
  const before = fromHere.get(ends.to);
  const up = change.up ?? before?.up ?? true;
  fromHere.set(ends.to, {
    up,
    delayMs: change.delayMs ?? before?.delayMs ?? world.options.linkDelayMs,
    lossEvery: change.lossEvery ?? before?.lossEvery ?? 0,
    downSinceMs: up ? null : (before?.downSinceMs ?? world.nowMs),
    messages: before?.messages ?? 0,
  });
}

export function isUp(world: World, from: Server, to: Server): boolean {
  return linkBetween(world, from.id, to.id)?.up ?? true;
}

/** Whether what is sent now arrives: the way there is open, and so is (or was a moment ago) the way back. */
export function passes(world: World, from: Server, to: Server): boolean {
  if (!isUp(world, from, to)) return false;
  const back = linkBetween(world, to.id, from.id);
  return back === null || back.up || world.nowMs - (back.downSinceMs ?? 0) < RETRANSMISSION_MS;
}

/** How long the next message takes. Counts it, since loss hits every n-th. */
export function travelMs(world: World, from: Server, to: Server): number {
  const link = linkBetween(world, from.id, to.id);
  if (link === null) return world.options.linkDelayMs;
  link.messages += 1;
  const isLost = link.lossEvery > 0 && link.messages % link.lossEvery === 0;
  return link.delayMs + (isLost ? RETRANSMISSION_MS : 0);
}
