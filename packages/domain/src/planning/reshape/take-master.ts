/**
 * A replica that goes above its master, or beside it with its siblings. The replica moves first; the rest only when that is
 * done, so that no circle closes: where the second half fails, the replica stands beside its former master and everybody
 * replicates. Who may write does not change, which is said. Source: spec/refactoring §5.2.
 */
import { isDescendant } from '../../topology/queries.ts';
import type { InstanceId } from '../../topology/address.ts';
import type { TopologySnapshot } from '../../topology/snapshot.ts';
import { warn } from '../checks.ts';
import { message } from '../message.ts';
import type { Check } from '../plan.ts';
import { replicasTo } from '../wanted-moves.ts';
import type { Reshape } from './reshape.ts';
import { edgeAbove, edgeOf, isTop, refused } from './wanted-shape.ts';
import type { WantedShape } from './wanted-shape.ts';

type Shape<Kind extends Reshape['kind']> = Extract<Reshape, { kind: Kind }>;

/**
 * The master must be a replica itself: above the top of a tree there is nobody to hang below, and who takes the writes
 * has to change with it, which a planned takeover does.
 */
export function takeMaster(snapshot: TopologySnapshot, { replica }: Shape<'take-master'>): WantedShape {
  const own = edgeOf(snapshot, replica);
  if (!own.ok) return own.shape;
  const master = own.edge.source;
  if (isDescendant(snapshot, master, master)) return refused(replica, 'master-in-circle', { replica, master });
  if (isTop(snapshot, master)) return refused(replica, 'master-takes-writes', { replica, master });
  const above = edgeAbove(snapshot, replica, master);
  if (!above.ok) return above.shape;
  return {
    kind: 'wanted',
    moves: [
      { replica, channel: own.edge.channel, target: above.edge.source },
      { replica: master, channel: above.edge.channel, target: replica, after: replica },
    ],
    mayLeaveBehind: false,
    checks: writable(snapshot, master),
    notes: [
      message('writers-stay', { replica, master }),
      message('half-a-swap', { replica, master, above: above.edge.source }),
    ],
  };
}

export function makeLocalMaster(snapshot: TopologySnapshot, { replica }: Shape<'make-local-master'>): WantedShape {
  const own = edgeOf(snapshot, replica);
  if (!own.ok) return own.shape;
  const master = own.edge.source;
  const above = edgeAbove(snapshot, replica, master);
  if (!above.ok) return above.shape;
  const siblings = replicasTo(snapshot, { source: master, target: replica, only: null });
  return {
    kind: 'wanted',
    moves: [
      { replica, channel: own.edge.channel, target: above.edge.source, isEssential: true },
      ...siblings.map((move) => ({ ...move, after: replica })),
    ],
    mayLeaveBehind: true,
  };
}

/** What is written on the old master comes to fewer servers from then on. */
function writable({ instances }: TopologySnapshot, master: InstanceId): readonly Check[] {
  const settings = instances.get(master)?.observation?.settings;
  return settings?.readOnly === false ? [warn(master, message('swapped-master-writable', { master }))] : [];
}
