/** Structure → tree → layout → React Flow. Each stage is redone only when its own input changes; lag changes none. */
import { useMemo, useState } from 'react';
import type { ClusterView, InstanceId, PlanView } from '@topiary/contract';
import type { Orientation } from '../../shared/config/preferences.ts';
import { buildTree, structureHash } from '../../shared/topology/cluster-tree.ts';
import type { ClusterTree } from '../../shared/topology/cluster-tree.ts';
import { layoutTree } from './model/layout.ts';
import type { Layout } from './model/layout.ts';
import type { FormerSource, PastLook } from '../../shared/topology/past-look.ts';
import { toFlow } from './model/to-flow.ts';
import type { Flow } from './model/to-flow.ts';

export interface FlowOptions {
  readonly cluster: ClusterView;
  readonly orientation: Orientation;
  readonly collapsed: readonly InstanceId[];
  readonly changes: PlanView['changes'];
  /** While true the drawing stays as it is, whatever comes in: a card is held. */
  readonly frozen: boolean;
  readonly past: PastLook | null;
}

const NOTHING_MOVED: readonly FormerSource[] = [];

export interface FlowResult {
  readonly tree: ClusterTree;
  readonly layout: Layout;
  readonly flow: Flow;
}

export function useFlow({ cluster, orientation, collapsed, changes, frozen, past }: FlowOptions): FlowResult {
  const structure = useStructure(cluster, frozen);
  const tree = useMemo(() => buildTree(structure), [structure]);
  const layout = useSteadyLayout(tree, { orientation, collapsed, isSteady: past !== null });
  const moved = past?.moved ?? NOTHING_MOVED;
  const flow = useMemo(
    () => toFlow({ cluster: structure, tree, layout, lens: { changes, moved } }),
    [structure, tree, layout, changes, moved],
  );
  return useMemo(() => ({ tree, layout, flow }), [tree, layout, flow]);
}

interface SteadyOptions extends Pick<FlowOptions, 'orientation' | 'collapsed'> {
  /** Each layout begins with the one before: steps of one story. The present is laid out by itself, as everybody sees it. */
  readonly isSteady: boolean;
}

interface ShownLayout extends Pick<FlowOptions, 'collapsed'> {
  readonly tree: ClusterTree;
  readonly layout: Layout;
}

function useSteadyLayout(tree: ClusterTree, { orientation, collapsed, isSteady }: SteadyOptions): Layout {
  const [shown, setShown] = useState<ShownLayout | null>(null);
  const layout = useMemo(() => {
    const isShown = shown?.tree === tree && shown.collapsed === collapsed && shown.layout.orientation === orientation;
    if (isSteady && isShown) return shown.layout;
    const near = isSteady && shown !== null ? { near: shown.layout } : {};
    return layoutTree(tree, { orientation, collapsed: new Set(collapsed), ...near });
  }, [tree, orientation, collapsed, isSteady, shown]);
  if (isSteady && shown?.layout !== layout) setShown({ tree, collapsed, layout });
  return layout;
}

/** The same object as long as the structure is the same. */
function useStructure(cluster: ClusterView, frozen: boolean): ClusterView {
  const hash = useMemo(() => structureHash(cluster), [cluster]);
  const [kept, setKept] = useState({ hash, cluster });
  if (!frozen && kept.hash !== hash) setKept({ hash, cluster });
  return kept.cluster;
}
