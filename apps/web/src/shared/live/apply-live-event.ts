/** Writes live events into the query cache, under the keys that the option factories read. */
import type { QueryClient } from '@tanstack/react-query';
import type { LiveEvent } from '@topiary/contract';
import { queryKeys } from '../api/queries.ts';
import type { LiveWhole } from './reduce-live.ts';

export function applyLiveEvent(cache: QueryClient, event: LiveEvent, whole: LiveWhole): void {
  switch (event.type) {
    case 'hello':
    case 'heartbeat':
      return;
    case 'status':
      cache.setQueryData(queryKeys.status, event.status);
      // A host that died or came back is said here first.
      void cache.invalidateQueries({ queryKey: queryKeys.hosts });
      return;
    case 'fleet':
    case 'fleet-patch':
      if (whole.fleet !== null) cache.setQueryData(queryKeys.fleet, whole.fleet.value);
      return;
    case 'cluster':
      cache.setQueryData(queryKeys.cluster(event.cluster.id), event.cluster);
      return;
    case 'cluster-patch':
      cache.setQueryData(queryKeys.cluster(event.id), whole.clusters.get(event.id)?.value);
      for (const node of event.nodes) void cache.invalidateQueries({ queryKey: queryKeys.instance(node.id) });
      return;
    case 'cluster-gone':
      void cache.invalidateQueries({ queryKey: queryKeys.cluster(event.id) });
      return;
    case 'recoveries':
      void cache.invalidateQueries({ queryKey: queryKeys.recoveries });
      return;
    case 'findings':
      void cache.invalidateQueries({ queryKey: queryKeys.findings });
      // What is wrong leads to a recovery, and one that ended leaves nothing wrong.
      void cache.invalidateQueries({ queryKey: queryKeys.recoveries });
      return;
    case 'plan':
      cache.setQueryData(queryKeys.plan(event.plan.id), event.plan);
      if (event.plan.status !== 'finished') return;
      void cache.invalidateQueries({ queryKey: queryKeys.audit });
      void cache.invalidateQueries({ queryKey: queryKeys.recoveries });
  }
}
