/**
 * One value per key, each with its own listeners: a change to one of 500 servers wakes one card, not 500. It holds no
 * truth of its own; whoever owns it fills it from the query cache.
 */
import { useCallback, useSyncExternalStore } from 'react';

export class KeyedFeed<Key, Value> {
  private values: ReadonlyMap<Key, Value> = new Map();
  private readonly listeners = new Map<Key, Set<() => void>>();

  get(key: Key): Value | undefined {
    return this.values.get(key);
  }

  all(): ReadonlyMap<Key, Value> {
    return this.values;
  }

  /** Wakes the listeners of keys whose value is another object than before. */
  replace(values: ReadonlyMap<Key, Value>): void {
    const before = this.values;
    this.values = values;
    for (const [key, listeners] of this.listeners) {
      if (before.get(key) === values.get(key)) continue;
      for (const listener of listeners) listener();
    }
  }

  subscribe(key: Key, listener: () => void): () => void {
    const listeners = this.listeners.get(key) ?? new Set();
    this.listeners.set(key, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.listeners.delete(key);
    };
  }
}

export function useKeyed<Key, Value>(feed: KeyedFeed<Key, Value>, key: Key): Value | undefined {
  const subscribe = useCallback((listener: () => void) => feed.subscribe(key, listener), [feed, key]);
  return useSyncExternalStore(subscribe, () => feed.get(key));
}
