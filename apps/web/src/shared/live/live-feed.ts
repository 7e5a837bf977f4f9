/** Joins the link to the query cache: what comes in is folded, written into the cache, and counted for the status chip. */
import type { QueryClient } from '@tanstack/react-query';
import type { ClusterId, ClusterView, FleetView, LiveEvent } from '@topiary/contract';
import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import { applyLiveEvent } from './apply-live-event.ts';
import type { LinkState, LiveLink } from './live-link.ts';
import { EMPTY_WHOLE, reduceLive } from './reduce-live.ts';

/** The newest that was pushed, while the link is live; `null` when a fetched answer is the better one. */
export interface LiveReader {
  fleet(): FleetView | null;
  cluster(id: ClusterId): ClusterView | null;
}

export interface LiveFeed extends LiveReader {
  readonly state: StoreApi<LinkState>;
  /** Whether this tab does what is done once for all tabs of this browser. */
  readonly first: StoreApi<boolean>;
  /** When the last event came, in milliseconds since 1970. */
  heardAt(): number;
  start(): () => void;
  /** Asks for events of a cluster until the answer is called. */
  watch(cluster: ClusterId): () => void;
}

/** First parts of the keys of what comes whole when the link begins. */
const PUSHED_WHOLE: ReadonlySet<unknown> = new Set(['status', 'fleet', 'cluster']);

export interface LiveFeedOptions {
  readonly cache: QueryClient;
  readonly link: LiveLink;
  readonly now: () => number;
}

export function createLiveFeed({ cache, link, now }: LiveFeedOptions): LiveFeed {
  const state = createStore<LinkState>(() => ({ kind: 'connecting' }));
  const first = createStore<boolean>(() => false);
  const watchers = new Map<ClusterId, number>();
  let whole = EMPTY_WHOLE;
  let heardAt = now();

  function onEvent(event: LiveEvent): void {
    heardAt = now();
    const reduced = reduceLive(whole, event);
    if (reduced.outcome === 'gap') return link.resync();
    whole = reduced.whole;
    applyLiveEvent(cache, event, whole);
  }

  function onState(next: LinkState): void {
    const before = state.getState().kind;
    state.setState(next, true);
    if (next.kind !== 'live' || before === 'live') return;
    // What is not pushed as a whole (plans, audit, single instances) may have changed while nobody listened.
    if (before === 'disconnected') void cache.invalidateQueries();
    else void cache.invalidateQueries({ predicate: ({ queryKey }) => !PUSHED_WHOLE.has(queryKey[0]) });
  }

  function count(cluster: ClusterId, by: number): void {
    const left = (watchers.get(cluster) ?? 0) + by;
    if (left > 0) watchers.set(cluster, left);
    else watchers.delete(cluster);
    link.want([...watchers.keys()]);
  }

  const pushed = (): boolean => ['live', 'polling'].includes(state.getState().kind);

  return {
    state,
    first,
    heardAt: () => heardAt,
    fleet: () => (pushed() ? (whole.fleet?.value ?? null) : null),
    cluster: (id) => (pushed() && watchers.has(id) ? (whole.clusters.get(id)?.value ?? null) : null),
    start() {
      link.start({ onEvent, onState, onFirst: (isFirst) => first.setState(isFirst, true) });
      return () => link.stop();
    },
    watch(cluster) {
      count(cluster, 1);
      return () => {
        count(cluster, -1);
        whole = { ...whole, clusters: new Map([...whole.clusters].filter(([id]) => watchers.has(id))) };
      };
    },
  };
}
