/**
 * Where a move stands before there is a plan. One at a time in a tab; drag, dialog and shortcut share it. What the
 * server says about targets is not here but in the query cache.
 */
import { createContext, use } from 'react';
import type { InstanceId, MessageView } from '@topiary/contract';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { Drop } from './drops.ts';
import type { MoveSubject } from './move-subject.ts';

export type MoveState =
  | { readonly kind: 'idle' }
  /** A card or a handle is held. `over`: the server under the pointer. */
  | { readonly kind: 'dragging'; readonly subject: MoveSubject; readonly over: InstanceId | null }
  /** The list of targets is open. */
  | { readonly kind: 'choosing'; readonly subject: MoveSubject }
  /** Dropped where several things could be meant; a person says which. */
  | {
      readonly kind: 'deciding';
      readonly subject: MoveSubject;
      readonly target: InstanceId;
      readonly drops: readonly Drop[];
    }
  /** Dropped or chosen; the server makes the plan. */
  | {
      readonly kind: 'proposing';
      readonly subject: MoveSubject;
      readonly target: InstanceId;
      /** `null`: not known yet what the drop means. */
      readonly drop: Drop | null;
    }
  /** It cannot be done, and why; shown until dismissed. */
  | {
      readonly kind: 'refused';
      readonly subject: MoveSubject;
      readonly target: InstanceId;
      readonly drop: Drop | null;
      readonly refusal: MoveRefusal;
    };

export interface MoveRefusal {
  /** Empty when the answer was an error without reasons. */
  readonly reasons: readonly MessageView[];
  readonly error: unknown;
}

export type MoveStore = StoreApi<MoveState>;

export function createMoveStore(): MoveStore {
  return createStore<MoveState>(() => ({ kind: 'idle' }));
}

export const IDLE: MoveState = { kind: 'idle' };

export const MoveContext = createContext<MoveStore | null>(null);

export function useMoveStore(): MoveStore {
  const store = use(MoveContext);
  if (store === null) throw new Error('useMoveStore needs a MoveContext above it');
  return store;
}

export function useMove<Selected>(select: (state: MoveState) => Selected): Selected {
  return useStore(useMoveStore(), select);
}

/** The subject while targets are shown, else `null`: candidates are asked for exactly then. */
export function subjectOf(state: MoveState): MoveSubject | null {
  return state.kind === 'idle' || state.kind === 'refused' ? null : state.subject;
}
