/** Structure → tree → layout → React Flow. Each stage is redone only when its own input changes; lag changes none. */
import { useMemo, useState } from 'react';
import type { ClusterView, InstanceId, PlanView } from '@topiary/contract';
import type { Orientation } from '../../shared/config/preferences.ts';
import { buildTree, structureHash } from '../../shared/topology/cluster-tree.ts';
import type { ClusterTree } from '../../shared/topology/cluster-tree.ts';
import { layoutTree } from './model/layout.ts';
import type { Layout } from './model/layout.ts';
import { toFlow } from './model/to-flow.ts';
import type { Flow } from './model/to-flow.ts';

export interface FlowOptions {
  readonly cluster: ClusterView;
  readonly orientation: Orientation;
  readonly collapsed: readonly InstanceId[];
  readonly changes: PlanView['changes'];
  /** While true the drawing stays as it is, whatever comes in: a card is held. */
  readonly frozen: boolean;
}

export interface FlowResult {
  readonly tree: ClusterTree;
  readonly layout: Layout;
  readonly flow: Flow;
}

export function useFlow({ cluster, orientation, collapsed, changes, frozen }: FlowOptions): FlowResult {
  const structure = useStructure(cluster, frozen);
  const tree = useMemo(() => buildTree(structure), [structure]);
  const layout = useMemo(
    () => layoutTree(tree, { orientation, collapsed: new Set(collapsed) }),
    [tree, orientation, collapsed],
  );
  const flow = useMemo(
    () => toFlow({ cluster: structure, tree, layout, lens: { changes } }),
    [structure, tree, layout, changes],
  );
  return useMemo(() => ({ tree, layout, flow }), [tree, layout, flow]);
}

/** The same object as long as the structure is the same. */
function useStructure(cluster: ClusterView, frozen: boolean): ClusterView {
  const hash = useMemo(() => structureHash(cluster), [cluster]);
  const [kept, setKept] = useState({ hash, cluster });
  if (!frozen && kept.hash !== hash) setKept({ hash, cluster });
  return kept.cluster;
}
