/** Which data center a card stands in and which edges leave theirs: nothing is told apart where there is only one. */
import type { ClusterView, EdgeId } from '@topiary/contract';

/** Each has a colour and a pattern of its own (`data-center.module.css`). */
export const DATA_CENTER_SLOTS = 8;

/**
 * From a data center's name to its slot, `0` to `DATA_CENTER_SLOTS - 1`, in the order of names; empty where servers are
 * known in fewer than two. Beyond the last slot they begin anew: the name on the card tells those apart.
 */
export type DataCenters = ReadonlyMap<string, number>;

export const NO_DATA_CENTERS: DataCenters = new Map();

export function dataCenterNames(nodes: ClusterView['nodes']): readonly string[] {
  const names = nodes.flatMap(({ classification }) => classification.dataCenter ?? []);
  return [...new Set(names)].toSorted();
}

export function dataCentersOf(names: readonly string[]): DataCenters {
  if (names.length < 2) return NO_DATA_CENTERS;
  return new Map(names.map((name, index) => [name, index % DATA_CENTER_SLOTS]));
}

/** Edges whose two ends are known to stand in different data centers. */
export function crossingEdges({ nodes, edges }: Pick<ClusterView, 'nodes' | 'edges'>): readonly EdgeId[] {
  const known = new Map(nodes.map(({ id, classification }) => [id, classification.dataCenter]));
  return edges
    .filter(({ source, replica }) => {
      const [from, to] = [known.get(source) ?? null, known.get(replica) ?? null];
      return from !== null && to !== null && from !== to;
    })
    .map(({ id }) => id);
}
