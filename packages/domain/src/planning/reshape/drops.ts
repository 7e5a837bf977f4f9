/**
 * What a drop on a server can mean beside a plain move, by where the server stands to what is dragged: its master, the
 * master of that, a sibling, a replica. Each with the request that asks for it, so that a page offers them by name.
 */
import type { InstanceId } from '../../topology/address.ts';
import { edgesOf, edgesTo } from '../../topology/queries.ts';
import type { TopologySnapshot } from '../../topology/snapshot.ts';
import type { CandidateRequest } from '../candidates.ts';
import type { Reshape } from './reshape.ts';
import { isTop } from './wanted-shape.ts';

/**
 * To judge a swap the tree between its halves is worked out anew, which takes time while somebody holds a card: it is offered
 * on the replicas of a server that has no more than these.
 */
export const MAX_SWAPS_OFFERED = 16;

export interface PossibleDrop {
  readonly shape: Reshape;
  /** It is the move itself, by another name: what is true of the one is true of the other. */
  readonly isTheMove: boolean;
}

/** By target; one that is not there has nothing to offer beside the move. */
export function possibleDrops(
  snapshot: TopologySnapshot,
  request: CandidateRequest,
): ReadonlyMap<InstanceId, readonly PossibleDrop[]> {
  if (request.kind === 'move-many') return new Map();
  const drops = request.kind === 'relocate' ? dropsOfOne(snapshot, request) : dropsOfAll(snapshot, request);
  return new Map(
    [...Map.groupBy(drops, ([target]) => target)].map(([target, found]) => [target, found.map(([, drop]) => drop)]),
  );
}

type Drop = readonly [target: InstanceId, drop: PossibleDrop];

function move(shape: Reshape): PossibleDrop {
  return { shape, isTheMove: true };
}

function another(shape: Reshape): PossibleDrop {
  return { shape, isTheMove: false };
}

function dropsOfOne(
  snapshot: TopologySnapshot,
  { replica, channel }: Extract<CandidateRequest, { kind: 'relocate' }>,
): readonly Drop[] {
  const own = edgesOf(snapshot, replica).find((edge) => channel === null || edge.channel === channel);
  if (own === undefined) return [];
  const master = own.source;
  const above = edgesOf(snapshot, master).filter(({ source }) => source !== replica);
  const siblings = edgesTo(snapshot, master).filter(({ replica: sibling }) => sibling !== replica);
  const below = edgesTo(snapshot, replica);
  const swapsBelow = below.length > MAX_SWAPS_OFFERED ? [] : below;
  return [
    [master, another({ kind: 'take-master', replica })],
    ...mastersPlace(snapshot, { replica, master }),
    [master, another({ kind: 'repoint', replica, channel, target: null })],
    ...above.map(({ source }): Drop => [source, move({ kind: 'move-up', replica, channel })]),
    ...siblings.map(({ replica: sibling }): Drop => [sibling, move({ kind: 'move-below', replica, sibling })]),
    ...swapsBelow.map(({ replica: lower }): Drop => [lower, another({ kind: 'take-master', replica: lower })]),
  ];
}

/** Beside it, where it is the top of its tree, or instead of it, where it is gone. */
function mastersPlace(
  snapshot: TopologySnapshot,
  { replica, master }: { readonly replica: InstanceId; readonly master: InstanceId },
): readonly Drop[] {
  if (snapshot.instances.get(master)?.health !== 'ok') return [[master, another({ kind: 'make-master', replica })]];
  return isTop(snapshot, master) ? [[master, another({ kind: 'make-co-master', replica })]] : [];
}

function dropsOfAll(
  snapshot: TopologySnapshot,
  { source, only }: Extract<CandidateRequest, { kind: 'relocate-replicas' }>,
): readonly Drop[] {
  const above = edgesOf(snapshot, source);
  const siblings = only === null ? edgesTo(snapshot, source) : [];
  const beside = isTop(snapshot, source) && siblings.length <= MAX_SWAPS_OFFERED ? siblings : [];
  return [
    [source, another({ kind: 'repoint-replicas', source, target: null, only })],
    ...above.map(({ source: target }): Drop => [target, move({ kind: 'move-up-replicas', source, only })]),
    ...siblings.map(({ replica }): Drop => [replica, move({ kind: 'take-siblings', replica })]),
    ...beside.map(({ replica }): Drop => [replica, another({ kind: 'make-co-master', replica })]),
  ];
}
