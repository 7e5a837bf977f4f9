/**
 * What changes the tree by more than a move whose two ends are named, as data: what a person asks for. The names are
 * orchestrator's (spec/refactoring §5). Each comes down to moves; GTID is always kept.
 */
import type { InstanceId } from '../../topology/address.ts';
import type { Move } from '../plan.ts';

/** `channel`: needed only of a replica of several masters. */
export type Reshape =
  /** Below the master of its master. */
  | { readonly kind: 'move-up'; readonly replica: InstanceId; readonly channel: string | null }
  /** `only: null`: all of them. */
  | { readonly kind: 'move-up-replicas'; readonly source: InstanceId; readonly only: readonly InstanceId[] | null }
  /** Below another replica of its master. */
  | { readonly kind: 'move-below'; readonly replica: InstanceId; readonly sibling: InstanceId }
  /** `target: null`: the one it has; then its settings are stated once more, and its receiver begins anew. */
  | {
      readonly kind: 'repoint';
      readonly replica: InstanceId;
      readonly channel: string | null;
      readonly target: InstanceId | null;
    }
  | {
      readonly kind: 'repoint-replicas';
      readonly source: InstanceId;
      readonly target: InstanceId | null;
      readonly only: readonly InstanceId[] | null;
    }
  /** The other replicas of its master go below it. */
  | { readonly kind: 'take-siblings'; readonly replica: InstanceId }
  /** It changes places with its master; the other replicas of that stay where they are. */
  | { readonly kind: 'take-master'; readonly replica: InstanceId }
  /** Beside its master, below the master of that, with its siblings below it. */
  | { readonly kind: 'make-local-master'; readonly replica: InstanceId }
  /** Its master becomes its replica as well. */
  | { readonly kind: 'make-co-master'; readonly replica: InstanceId }
  /** It takes the place of its master, which is gone, with its siblings below it. */
  | { readonly kind: 'make-master'; readonly replica: InstanceId }
  /** One of the replicas goes above the others. `candidate: null`: the best one. */
  | {
      readonly kind: 'regroup-replicas';
      readonly source: InstanceId;
      readonly candidate: InstanceId | null;
      /** One of the binlog servers goes above the other ones; left out: so where there are no other replicas. */
      readonly among?: 'binlog-servers';
    }
  /** Nobody is to replicate from these servers of one cluster any more. */
  | { readonly kind: 'evacuate'; readonly servers: readonly InstanceId[] }
  /** It is gone: each of its replicas goes to where it fits best. */
  | { readonly kind: 'rehome-replicas'; readonly source: InstanceId }
  /** As many replicas acknowledge as it waits for; `exact`: and no more. */
  | { readonly kind: 'enforce-semi-sync'; readonly master: InstanceId; readonly exact: boolean }
  /** Whatever they depend on: they are put in an order in which no circle closes. */
  | {
      readonly kind: 'move-many';
      readonly moves: readonly Move[];
      /** They bring back how the tree stood before; it is called so. */
      readonly restores?: true;
    };

export type ReshapeKind = Reshape['kind'];
export const RESHAPE_KINDS = [
  'move-up',
  'move-up-replicas',
  'move-below',
  'repoint',
  'repoint-replicas',
  'take-siblings',
  'take-master',
  'make-local-master',
  'make-co-master',
  'make-master',
  'regroup-replicas',
  'evacuate',
  'rehome-replicas',
  'enforce-semi-sync',
  'move-many',
] as const satisfies readonly ReshapeKind[];

/** The servers that it names, the one that it is about first. */
export function namedInShape(shape: Reshape): readonly InstanceId[] {
  switch (shape.kind) {
    case 'move-up':
    case 'take-siblings':
    case 'take-master':
    case 'make-local-master':
    case 'make-co-master':
    case 'make-master':
      return [shape.replica];
    case 'move-up-replicas':
      return [shape.source, ...(shape.only ?? [])];
    case 'move-below':
      return [shape.replica, shape.sibling];
    case 'repoint':
      return [shape.replica, ...given(shape.target)];
    case 'repoint-replicas':
      return [shape.source, ...given(shape.target), ...(shape.only ?? [])];
    case 'regroup-replicas':
      return [shape.source, ...given(shape.candidate)];
    case 'evacuate':
      return shape.servers;
    case 'rehome-replicas':
      return [shape.source];
    case 'enforce-semi-sync':
      return [shape.master];
    case 'move-many':
      return [...new Set(shape.moves.flatMap(({ replica, target }) => [replica, target]))];
  }
}

/** The same with every server named as `kept` names it. */
export function shapeWithNames(shape: Reshape, kept: (id: InstanceId) => InstanceId): Reshape {
  const orNull = (id: InstanceId | null): InstanceId | null => (id === null ? null : kept(id));
  switch (shape.kind) {
    case 'move-up':
    case 'take-siblings':
    case 'take-master':
    case 'make-local-master':
    case 'make-co-master':
    case 'make-master':
      return { ...shape, replica: kept(shape.replica) };
    case 'move-up-replicas':
      return { ...shape, source: kept(shape.source), only: shape.only?.map(kept) ?? null };
    case 'move-below':
      return { ...shape, replica: kept(shape.replica), sibling: kept(shape.sibling) };
    case 'repoint':
      return { ...shape, replica: kept(shape.replica), target: orNull(shape.target) };
    case 'repoint-replicas': {
      const only = shape.only?.map(kept) ?? null;
      return { ...shape, source: kept(shape.source), target: orNull(shape.target), only };
    }
    case 'regroup-replicas':
      return { ...shape, source: kept(shape.source), candidate: orNull(shape.candidate) };
    case 'evacuate':
      return { ...shape, servers: shape.servers.map(kept) };
    case 'rehome-replicas':
      return { ...shape, source: kept(shape.source) };
    case 'enforce-semi-sync':
      return { ...shape, master: kept(shape.master) };
    case 'move-many': {
      const moves = shape.moves.map((move) => ({ ...move, replica: kept(move.replica), target: kept(move.target) }));
      return { ...shape, moves };
    }
  }
}

function given(id: InstanceId | null): readonly InstanceId[] {
  return id === null ? [] : [id];
}
