/** The one registry of actions: each part of the page says what can be done with it while it is shown. */
import { createContext, use, useEffect } from 'react';
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import { ACTION_SECTIONS } from './action.ts';
import type { Action } from './action.ts';

export interface Actions {
  readonly byOwner: ReadonlyMap<string, readonly Action[]>;
  /** Somebody looks at them: what has to be asked for is asked for now. */
  readonly isShown: boolean;
}

export type ActionsStore = StoreApi<Actions>;

export function createActionsStore(): ActionsStore {
  return createStore<Actions>(() => ({ byOwner: new Map(), isShown: false }));
}

/** In order of their sections; in each, what can be done comes first, and else they stand as they were given. */
export function actionsOf({ byOwner }: Pick<Actions, 'byOwner'>): readonly Action[] {
  const rank = ({ section, refusal }: Action): number =>
    ACTION_SECTIONS.indexOf(section) * 2 + Number(refusal !== null);
  return [...byOwner.values()].flat().toSorted((left, right) => rank(left) - rank(right));
}

export function withActions(owner: string, actions: readonly Action[]): (before: Actions) => Partial<Actions> {
  return ({ byOwner }) => ({ byOwner: new Map(byOwner).set(owner, actions) });
}

export function withoutOwner(owner: string): (before: Actions) => Partial<Actions> {
  return ({ byOwner }) => ({ byOwner: new Map([...byOwner].filter(([name]) => name !== owner)) });
}

export const ActionsContext = createContext<ActionsStore | null>(null);

export function useActionsStore(): ActionsStore {
  const store = use(ActionsContext);
  if (store === null) throw new Error('useActionsStore needs an ActionsContext above it');
  return store;
}

/** For as long as the component is there. `owner`: of one component at a time. */
export function useActions(store: ActionsStore, owner: string, actions: readonly Action[]): void {
  useEffect(() => store.setState(withActions(owner, actions)), [store, owner, actions]);
  useEffect(() => () => store.setState(withoutOwner(owner)), [store, owner]);
}
