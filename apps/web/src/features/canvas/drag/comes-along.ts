/** Whom a move takes: the replicas that change their master, and those below them, which stay below them. */
import type { EdgeId, EdgeView, InstanceId } from '@topiary/contract';
import type { MoveSubject } from '../../../shared/moves/move-subject.ts';
import { subtree } from '../../../shared/topology/cluster-tree.ts';
import type { TreeNode } from '../../../shared/topology/cluster-tree.ts';

export interface Company {
  readonly moving: number;
  readonly below: number;
}

export interface Surroundings {
  readonly edges: ReadonlyMap<EdgeId, Pick<EdgeView, 'replica' | 'source'>>;
  readonly places: ReadonlyMap<InstanceId, TreeNode>;
}

export function comesAlong(subject: MoveSubject, { edges, places }: Surroundings): Company {
  const moving = new Set(movedBy(subject, [...edges.values()]));
  const all = new Set([...moving].flatMap((id) => subtree({ nodes: places }, id)));
  return { moving: moving.size, below: all.size - moving.size };
}

function movedBy(subject: MoveSubject, edges: readonly Pick<EdgeView, 'replica' | 'source'>[]): readonly InstanceId[] {
  if (subject.kind === 'relocate') return [subject.replica];
  if (subject.kind === 'move-many') return subject.replicas.map(({ replica }) => replica);
  const { source, only } = subject;
  return edges
    .filter((edge) => edge.source === source && (only === null || only.includes(edge.replica)))
    .map(({ replica }) => replica);
}
