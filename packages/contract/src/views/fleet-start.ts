/**
 * What the page of the fleet shows first, written into the page itself: its first rows, what it says above them, and the
 * order that both sides hold to. The whole fleet comes after it.
 */
import { z } from 'zod';
import { clusterSummary } from './fleet.ts';
import type { ClusterSummary } from './fleet.ts';

/** More than a screen shows. */
export const FLEET_START_ROWS = 25;
/** Of the element of the page that holds it. */
export const FLEET_START_ID = 'topiary-fleet-start';

/** Without what the rows do not show, and is long where a cluster is large. */
const firstRow = clusterSummary.omit({ servers: true, tags: true });

export const fleetStart = z.object({
  /** In the order of the page. */
  clusters: z.array(firstRow).max(FLEET_START_ROWS),
  /** Of the whole fleet. */
  totals: z.object({ clusters: z.number().int(), instances: z.number().int() }),
  /** Of the names of these clusters, those that other clusters have too. */
  sharedNames: z.array(z.string()),
});

export type FleetStart = z.output<typeof fleetStart>;

type Named = Pick<ClusterSummary, 'name' | 'alias'>;

export function nameOfCluster(cluster: Named): string {
  return cluster.alias ?? cluster.name;
}

/** The most critical servers first, then the most warnings, then by name. */
export function byNeed(
  left: Named & Pick<ClusterSummary, 'critical' | 'warning'>,
  right: Named & Pick<ClusterSummary, 'critical' | 'warning'>,
): number {
  return (
    right.critical - left.critical ||
    right.warning - left.warning ||
    byName.compare(nameOfCluster(left), nameOfCluster(right))
  );
}

const byName = new Intl.Collator('en', { numeric: true });
