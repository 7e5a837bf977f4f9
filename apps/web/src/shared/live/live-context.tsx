import { createContext, use, useEffect } from 'react';
import { useStore } from 'zustand';
import type { ClusterId } from '@topiary/contract';
import type { LiveFeed } from './live-feed.ts';
import type { LinkState } from './live-link.ts';

export const LiveContext = createContext<LiveFeed | null>(null);

export function useLiveFeed(): LiveFeed {
  const feed = use(LiveContext);
  if (feed === null) throw new Error('useLiveFeed needs a LiveContext above it');
  return feed;
}

export function useLinkState(): LinkState {
  return useStore(useLiveFeed().state);
}

/** Of all tabs of this browser, the one that does what is done once. */
export function useIsFirstTab(): boolean {
  return useStore(useLiveFeed().first);
}

/** Events of this cluster come as long as the component is there. */
export function useWatchCluster(id: ClusterId): void {
  const feed = useLiveFeed();
  useEffect(() => feed.watch(id), [feed, id]);
}
