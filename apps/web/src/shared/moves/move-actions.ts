/**
 * The two things that can be done with a server here, each one object: the drag gesture, the context menu, the buttons
 * of the panel and the keys all take their label, their shortcut, their condition and their subject from it.
 */
import type { InstanceId, NodeView } from '@topiary/contract';
import type { IconName } from '../ui/icons.tsx';
import { moveOne, moveReplicasOf } from './move-subject.ts';
import type { MoveSubject } from './move-subject.ts';

export interface MoveAction {
  readonly id: 'move' | 'move-replicas';
  readonly label: 'action.move' | 'action.moveReplicas';
  readonly icon: IconName;
  /** `KeyboardEvent.key` on a focused server. */
  readonly shortcut: string;
  subject(id: InstanceId): MoveSubject;
  /** Why it makes no sense for this server, or `null`. Whether a target is legal, the server says. */
  refusal(node: Pick<NodeView, 'role' | 'replicas' | 'detached'>): Refusal | null;
}

type Refusal = 'action.masterStays' | 'action.isDetached' | 'action.noReplicas';

export const MOVE: MoveAction = {
  id: 'move',
  label: 'action.move',
  icon: 'move',
  shortcut: 'm',
  subject: (id) => moveOne(id),
  refusal(node) {
    if (node.role !== 'master') return null;
    return node.detached.length > 0 ? 'action.isDetached' : 'action.masterStays';
  },
};

export const MOVE_REPLICAS: MoveAction = {
  id: 'move-replicas',
  label: 'action.moveReplicas',
  icon: 'moveAll',
  shortcut: 'M',
  subject: (id) => moveReplicasOf(id),
  refusal: (node) => (node.replicas === 0 ? 'action.noReplicas' : null),
};

export const MOVE_ACTIONS: readonly MoveAction[] = [MOVE, MOVE_REPLICAS];
