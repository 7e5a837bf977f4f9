/** Shapes that are moves to a neighbour, which the tree names. Source: spec/refactoring §5.1, §5.2. */
import { edgesOf } from '../../topology/queries.ts';
import type { TopologySnapshot } from '../../topology/snapshot.ts';
import { replicasTo } from '../wanted-moves.ts';
import type { Reshape } from './reshape.ts';
import { edgeAbove, edgeOf, refused } from './wanted-shape.ts';
import type { WantedShape } from './wanted-shape.ts';

type Shape<Kind extends Reshape['kind']> = Extract<Reshape, { kind: Kind }>;

export function moveUp(snapshot: TopologySnapshot, { replica, channel }: Shape<'move-up'>): WantedShape {
  const own = edgeOf(snapshot, replica, channel);
  if (!own.ok) return own.shape;
  const above = edgeAbove(snapshot, replica, own.edge.source);
  if (!above.ok) return above.shape;
  const move = { replica, channel: own.edge.channel, target: above.edge.source };
  return { kind: 'wanted', moves: [move], mayLeaveBehind: false };
}

export function moveUpReplicas(snapshot: TopologySnapshot, { source, only }: Shape<'move-up-replicas'>): WantedShape {
  const above = edgeAbove(snapshot, source, source);
  if (!above.ok) return above.shape;
  const target = above.edge.source;
  const moves = replicasTo(snapshot, { source, target, only });
  if (moves.length === 0) return refused(source, 'no-replicas-to-move', { source, target });
  return { kind: 'wanted', moves, mayLeaveBehind: true };
}

/** The sibling is found by its place, so a server that is known by two names is one. */
export function moveBelow(snapshot: TopologySnapshot, { replica, sibling }: Shape<'move-below'>): WantedShape {
  const masters = new Set(edgesOf(snapshot, sibling).map(({ source }) => source));
  const common = edgesOf(snapshot, replica).filter(({ source }) => masters.has(source));
  const [edge, other] = common;
  if (edge === undefined) return refused(replica, 'not-siblings', { replica, sibling });
  if (other !== undefined)
    return refused(replica, 'channel-ambiguous', {
      replica,
      channels: common.map(({ channel }) => `"${channel}"`).join(', '),
    });
  const move = { replica, channel: edge.channel, target: sibling };
  return { kind: 'wanted', moves: [move], mayLeaveBehind: false };
}

export function takeSiblings(snapshot: TopologySnapshot, { replica }: Shape<'take-siblings'>): WantedShape {
  const own = edgeOf(snapshot, replica);
  if (!own.ok) return own.shape;
  const moves = replicasTo(snapshot, { source: own.edge.source, target: replica, only: null });
  if (moves.length === 0) return refused(replica, 'no-siblings', { replica, master: own.edge.source });
  return { kind: 'wanted', moves, mayLeaveBehind: true };
}
