/**
 * The address and every setting of a channel, stated once more, below the same master or another. What it is for: a master
 * that has got another name, settings that a change of master had reset, a receiver that is to begin anew.
 */
import type { TopologySnapshot } from '../../topology/snapshot.ts';
import { replicasTo } from '../wanted-moves.ts';
import type { Reshape } from './reshape.ts';
import { edgeOf, refused } from './wanted-shape.ts';
import type { WantedShape } from './wanted-shape.ts';

type Shape<Kind extends Reshape['kind']> = Extract<Reshape, { kind: Kind }>;

export function repoint(snapshot: TopologySnapshot, { replica, channel, target }: Shape<'repoint'>): WantedShape {
  const own = edgeOf(snapshot, replica, channel);
  if (!own.ok) return own.shape;
  const move = { replica, channel: own.edge.channel, target: target ?? own.edge.source, restates: true } as const;
  return { kind: 'wanted', moves: [move], mayLeaveBehind: false };
}

export function repointReplicas(
  snapshot: TopologySnapshot,
  { source, target: asked, only }: Shape<'repoint-replicas'>,
): WantedShape {
  const target = asked ?? source;
  const moves = replicasTo(snapshot, { source, target, only }).map((move) => ({ ...move, restates: true }) as const);
  if (moves.length === 0) return refused(source, 'no-replicas-to-move', { source, target });
  return { kind: 'wanted', moves, mayLeaveBehind: true };
}
