/** The first rows of the page of the fleet, chosen without sorting all of it: this is made in the turn that answers the page. */
import { byNeed, FLEET_START_ROWS, nameOfCluster } from '@topiary/contract';
import type { FleetStart } from '@topiary/contract';
import type { PresentedSummary } from './cluster-summary.ts';
import type { DeepReadonly } from './readonly.ts';

export function presentFleetStart(lines: readonly PresentedSummary[]): DeepReadonly<FleetStart> {
  const clusters = firstOf(lines);
  return {
    clusters: clusters.map(({ servers: _servers, tags: _tags, ...row }) => row),
    totals: { clusters: lines.length, instances: lines.reduce((sum, { instances }) => sum + instances, 0) },
    sharedNames: sharedAmong(clusters, lines),
  };
}

function firstOf(lines: readonly PresentedSummary[]): readonly PresentedSummary[] {
  const first: PresentedSummary[] = [];
  for (const line of lines) {
    const last = first.at(-1);
    if (first.length === FLEET_START_ROWS && last !== undefined && byNeed(line, last) >= 0) continue;
    const place = first.findIndex((other) => byNeed(line, other) < 0);
    first.splice(place === -1 ? first.length : place, 0, line);
    if (first.length > FLEET_START_ROWS) first.pop();
  }
  return first;
}

function sharedAmong(shown: readonly PresentedSummary[], lines: readonly PresentedSummary[]): readonly string[] {
  const counts = new Map(shown.map((line) => [nameOfCluster(line), 0]));
  for (const line of lines) {
    const count = counts.get(nameOfCluster(line));
    if (count !== undefined) counts.set(nameOfCluster(line), count + 1);
  }
  return [...counts].flatMap(([name, count]) => (count > 1 ? [name] : []));
}
