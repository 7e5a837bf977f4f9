/** That a master is to be replaced, before it is known how: what the panel, the menu, a key and a drop have in common. */
import type { ClusterView, InstanceId } from '@topiary/contract';
import type { Drop } from './drops.ts';

export interface ReplaceWish {
  readonly master: InstanceId;
  /** Who is meant to take its place; `null`: nobody was named yet. */
  readonly successor: InstanceId | null;
}

/** `KeyboardEvent.key` on a focused server. */
export const REPLACE_KEY = 'p';

type Tree = Pick<ClusterView, 'masters' | 'edges' | 'nodes'>;

/** Of a master that stands alone at the top, or of a direct replica of one; `null`: there is nothing to replace from here. */
export function replaceWishOf(cluster: Tree, id: InstanceId): ReplaceWish | null {
  if (isReplaceable(cluster, id)) return { master: id, successor: null };
  const sources = cluster.edges.filter(({ replica }) => replica === id).map(({ source }) => source);
  const [master, ...others] = sources;
  if (master === undefined || others.length > 0 || !isReplaceable(cluster, master)) return null;
  return { master, successor: id };
}

/** A drop that is no plan yet: who, and how, is chosen in the dialog. */
export function wishOfDrop(cluster: Tree, { kind, subject, target }: Drop): ReplaceWish | null {
  const isWish = (kind === 'takeover' || kind === 'replace-master') && isReplaceable(cluster, target);
  return isWish ? { master: target, successor: subject } : null;
}

function isReplaceable({ masters, nodes, edges }: Tree, id: InstanceId): boolean {
  const node = nodes.find((one) => one.id === id);
  return (
    node !== undefined && node.role === 'master' && masters.includes(id) && edges.some(({ source }) => source === id)
  );
}
