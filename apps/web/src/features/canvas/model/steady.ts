/**
 * Lays a cluster out so that as little as possible moves from the layout before it: for stepping through its past. A tidy
 * tree shifts everything when one card comes or goes, so that the eye loses what really changed.
 */
import type { InstanceId } from '@topiary/contract';
import type { Layout, Placement, Point } from './layout.ts';

type Placements = ReadonlyMap<InstanceId, Placement>;

export interface Settled {
  readonly placements: Map<InstanceId, Placement>;
  /** Cards of before that stand elsewhere. */
  readonly moved: number;
}

/** Shifted as a whole so that most cards stand where they stood. */
export function settle(placements: Placements, before: Layout['placements']): Settled {
  const shifts = Map.groupBy(
    [...placements].flatMap(([id, { x, y }]) => {
      const was = before.get(id);
      return was === undefined ? [] : [{ x: was.x - x, y: was.y - y }];
    }),
    ({ x, y }) => `${Math.round(x)} ${Math.round(y)}`,
  );
  const [most = []] = [...shifts.values()].toSorted((a, b) => b.length - a.length || distance(a[0]) - distance(b[0]));
  const shared = [...shifts.values()].reduce((sum, same) => sum + same.length, 0);
  const [shift = { x: 0, y: 0 }] = most;
  const moved = new Map([...placements].map(([id, placement]) => [id, shifted(placement, shift)]));
  return { placements: moved, moved: shared - most.length };
}

function distance(point: Point | undefined): number {
  return point === undefined ? 0 : Math.hypot(point.x, point.y);
}

function shifted({ x, y, lane }: Placement, by: Point): Placement {
  const move = (point: Point): Point => ({ x: point.x + by.x, y: point.y + by.y });
  return { ...move({ x, y }), lane: lane === null ? null : { enter: move(lane.enter), leave: move(lane.leave) } };
}

/** So much further from the shape of a screen may a layout be than the best one, if less moves. */
const WORSE = 1.6;

/** Of layouts with how far each is from the shape of a screen: the one in which least moves, among those that are about as good. */
export function steadiest(
  candidates: readonly { readonly placements: Placements; readonly misfit: number }[],
  before: Layout['placements'],
): Map<InstanceId, Placement> {
  const best = Math.min(...candidates.map(({ misfit }) => misfit));
  const [least] = candidates
    .filter(({ misfit }) => misfit <= best * WORSE)
    .map((one) => ({ ...settle(one.placements, before), misfit: one.misfit }))
    .toSorted((a, b) => a.moved - b.moved || a.misfit - b.misfit);
  return least?.placements ?? new Map<InstanceId, Placement>();
}
