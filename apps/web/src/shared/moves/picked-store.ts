/** Servers that a person picked out on the canvas, to be moved together. One set per cluster page; nothing is remembered. */
import { createContext, use } from 'react';
import type { InstanceId } from '@topiary/contract';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';

/** As many as one plan moves. */
export const MAX_PICKED = 1000;

export type Picked = ReadonlySet<InstanceId>;
export type PickedStore = StoreApi<{ readonly ids: Picked }>;

const NOBODY: Picked = new Set();

export function createPickedStore(): PickedStore {
  return createStore(() => ({ ids: NOBODY }));
}

export function togglePicked(store: PickedStore, id: InstanceId): void {
  const { ids } = store.getState();
  store.setState({ ids: ids.has(id) ? new Set([...ids].filter((other) => other !== id)) : atMost([...ids, id]) });
}

export function addPicked(store: PickedStore, more: readonly InstanceId[]): void {
  const { ids } = store.getState();
  if (more.some((id) => !ids.has(id))) store.setState({ ids: atMost([...ids, ...more]) });
}

export function clearPicked(store: PickedStore): void {
  if (store.getState().ids.size > 0) store.setState({ ids: NOBODY });
}

function atMost(ids: readonly InstanceId[]): Picked {
  return new Set([...new Set(ids)].slice(0, MAX_PICKED));
}

export const PickedContext = createContext<PickedStore | null>(null);

export function usePickedStore(): PickedStore {
  const store = use(PickedContext);
  if (store === null) throw new Error('usePickedStore needs a PickedContext above it');
  return store;
}

export function usePicked(): Picked {
  return useStore(usePickedStore(), ({ ids }) => ids);
}
