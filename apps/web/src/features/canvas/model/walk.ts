/** Where an arrow key leads from a card: along the drawing, not along positions. */
import type { InstanceId } from '@topiary/contract';
import type { Orientation } from '../../../shared/config/preferences.ts';
import type { ClusterTree } from '../../../shared/topology/cluster-tree.ts';

export type Step = 'in' | 'out' | 'next' | 'previous' | 'first' | 'last';

const ARROWS: Readonly<Record<Orientation, Readonly<Record<string, Step>>>> = {
  LR: { ArrowRight: 'in', ArrowLeft: 'out', ArrowDown: 'next', ArrowUp: 'previous', Home: 'first', End: 'last' },
  TB: { ArrowDown: 'in', ArrowUp: 'out', ArrowRight: 'next', ArrowLeft: 'previous', Home: 'first', End: 'last' },
};

export function stepOf(key: string, orientation: Orientation): Step | undefined {
  return ARROWS[orientation][key];
}

/** `visible`: in reading order. `next` and `previous` go on to cousins, so that a whole level can be walked. */
export function walk(
  tree: ClusterTree,
  visible: readonly InstanceId[],
  from: InstanceId,
  step: Step,
): InstanceId | null {
  const node = tree.nodes.get(from);
  if (node === undefined) return visible[0] ?? null;
  switch (step) {
    case 'in':
      return node.children.find((child) => visible.includes(child)) ?? null;
    case 'out':
      return node.parent;
    case 'first':
      return visible[0] ?? null;
    case 'last':
      return visible.at(-1) ?? null;
    case 'next':
    case 'previous': {
      const level = visible.filter((id) => tree.nodes.get(id)?.level === node.level);
      return level[level.indexOf(from) + (step === 'next' ? 1 : -1)] ?? null;
    }
  }
}
