/**
 * Presents one cluster again and again. A node or edge whose inputs are the same objects as last time is the same
 * object in the new view, so that finding what changed costs one comparison per node, not a deep one.
 */
import type { ClusterView, EdgeView, NodeView } from '@topiary/contract';
import { groupsIn } from '@topiary/domain';
import type { Cluster, Edge, EdgeId, Instance, InstanceId, PlanId, TopologySnapshot } from '@topiary/domain';
import { presentEdge } from './edge-view.ts';
import { presentGroup } from './group-view.ts';
import { nodeInputOf, presentNode } from './node-view.ts';
import type { NodeInput } from './node-view.ts';
import type { DeepReadonly } from './readonly.ts';

export interface RunningPlan {
  readonly plan: PlanId;
  readonly user: string;
}

export type PresentedCluster = DeepReadonly<ClusterView>;

export interface ClusterPresenter {
  present(cluster: Cluster, snapshot: TopologySnapshot, running: RunningPlan | null): PresentedCluster;
}

export function createClusterPresenter(): ClusterPresenter {
  let nodes = new Map<InstanceId, { readonly input: NodeInput; readonly view: DeepReadonly<NodeView> }>();
  let edges = new Map<
    EdgeId,
    { readonly edge: Edge; readonly replica: Instance | undefined; readonly view: DeepReadonly<EdgeView> }
  >();

  function presentNodes(cluster: Cluster, snapshot: TopologySnapshot): readonly DeepReadonly<NodeView>[] {
    const next: typeof nodes = new Map();
    for (const id of cluster.members) {
      const instance = snapshot.instances.get(id);
      if (instance === undefined) continue;
      const input = nodeInputOf(instance, snapshot);
      const before = nodes.get(id);
      next.set(
        id,
        before !== undefined && sameInput(before.input, input) ? before : { input, view: presentNode(input) },
      );
    }
    nodes = next;
    return [...next.values()].map(({ view }) => view);
  }

  function presentEdges(cluster: Cluster, snapshot: TopologySnapshot): readonly DeepReadonly<EdgeView>[] {
    const next: typeof edges = new Map();
    for (const edge of cluster.members.flatMap((member) => snapshot.edgesByReplica.get(member) ?? [])) {
      const replica = snapshot.instances.get(edge.replica);
      const before = edges.get(edge.id);
      const isSame = before !== undefined && before.edge === edge && before.replica === replica;
      next.set(edge.id, isSame ? before : { edge, replica, view: presentEdge(edge, replica) });
    }
    edges = next;
    return [...next.values()].map(({ view }) => view);
  }

  return {
    present: (cluster, snapshot, running) => ({
      id: cluster.id,
      name: cluster.name,
      alias: cluster.alias?.text ?? null,
      aliasOrigin: cluster.alias === null ? null : { origin: cluster.alias.origin, from: cluster.alias.from },
      domain: cluster.domain?.text ?? null,
      shape: cluster.shape,
      masters: cluster.masters,
      groups: groupsIn(snapshot, cluster.id).map(presentGroup),
      revision: cluster.revision,
      nodes: presentNodes(cluster, snapshot),
      edges: presentEdges(cluster, snapshot),
      running,
    }),
  };
}

function sameInput(before: NodeInput, after: NodeInput): boolean {
  return (
    before.instance === after.instance &&
    before.replicas === after.replicas &&
    before.edges.length === after.edges.length &&
    before.edges.every((edge, at) => edge === after.edges[at])
  );
}
