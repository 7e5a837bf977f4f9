/** The fleet as one numbered stream: whole for who joins, patches for who is there. */
import type { ClusterId } from '@topiary/domain';
import type { PresentedSummary } from '../presenters/cluster-summary.ts';
import type { TopologyViews } from '../services/topology-views.ts';
import { frameOf } from './connection.ts';
import type { Frame } from './connection.ts';

export interface FleetStream {
  whole(): Frame;
  /** Looks again at the clusters named; `null`: nothing that a line of the fleet shows changed. */
  advance(clusters: Iterable<ClusterId>): Frame | null;
}

export function createFleetStream(views: TopologyViews): FleetStream {
  let sequence = 0;
  const lines = new Map<ClusterId, PresentedSummary>(views.fleet().clusters.map((line) => [line.id, line]));

  return {
    whole: () => frameOf({ type: 'fleet', sequence, fleet: { clusters: [...lines.values()] } }),
    advance: (clusters) => {
      const changed: PresentedSummary[] = [];
      const removed: ClusterId[] = [];
      for (const id of clusters) {
        const line = views.summary(id);
        if (line === null) {
          if (lines.delete(id)) removed.push(id);
        } else if (line !== lines.get(id)) {
          lines.set(id, line);
          changed.push(line);
        }
      }
      if (changed.length === 0 && removed.length === 0) return null;
      sequence += 1;
      return frameOf({ type: 'fleet-patch', sequence, changed, removed });
    },
  };
}
