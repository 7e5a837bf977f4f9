/** Hosts as lines of a list: those that are down first, then the gravest. */
import type { HostPage, HostSummary } from '@topiary/contract';
import { hostsIn, isMaster } from '@topiary/domain';
import type { HostIncident, HostName, Instance, TopologySnapshot } from '@topiary/domain';
import { countedOf, countProblems } from '../problem-counts.ts';
import type { ProblemFilter } from '../problem-counts.ts';
import type { DeepReadonly } from '../readonly.ts';

export interface HostsInput {
  readonly snapshot: TopologySnapshot;
  readonly incidents: readonly HostIncident[];
}

export interface HostsQuery {
  readonly text?: string | undefined;
  readonly page: number;
  readonly pageSize: number;
}

export interface HostsOptions {
  readonly problemFilter?: ProblemFilter;
}

type Summary = DeepReadonly<HostSummary>;

export function presentHosts(
  { snapshot, incidents }: HostsInput,
  query: HostsQuery,
  { problemFilter = () => null }: HostsOptions = {},
): DeepReadonly<HostPage> {
  const { page, pageSize } = query;
  const down = new Map(incidents.map((incident) => [incident.host, incident]));
  const wanted = query.text?.trim().toLowerCase() ?? '';
  const found = [...hostsIn(snapshot)]
    .filter(([host, instances]) => wanted === '' || isFound(wanted, { host, instances, snapshot }))
    .map(([host, instances]) => summaryOf({ host, instances, incident: down.get(host) ?? null, problemFilter }))
    .toSorted(byGravity);
  return { items: found.slice(page * pageSize, (page + 1) * pageSize), total: found.length, page, pageSize };
}

export function downOf(incident: HostIncident | null): Summary['down'] {
  if (incident === null) return null;
  const { since, instances, masters } = incident;
  return { since, instances, masters };
}

interface Place {
  readonly host: HostName;
  readonly instances: readonly Instance[];
  readonly snapshot: TopologySnapshot;
}

function isFound(wanted: string, { host, instances, snapshot }: Place): boolean {
  if (host.toLowerCase().includes(wanted)) return true;
  return instances.some(({ cluster, classification }) => {
    const name = snapshot.clusters.get(cluster)?.name.toLowerCase() ?? '';
    return name.includes(wanted) || classification.dataCenter?.toLowerCase().includes(wanted) === true;
  });
}

interface Line {
  readonly host: HostName;
  readonly instances: readonly Instance[];
  readonly incident: HostIncident | null;
  readonly problemFilter: ProblemFilter;
}

function summaryOf({ host, instances, incident, problemFilter }: Line): Summary {
  const inService = instances.filter(({ registered }) => registered.downtime === null);
  return {
    host,
    instances: instances.length,
    masters: instances.filter(isMaster).length,
    clusters: new Set(instances.map(({ cluster }) => cluster)).size,
    unreachable: instances.filter(({ health }) => health === 'unreachable').length,
    ...countProblems(countedOf(inService, problemFilter)),
    downtimed: instances.length - inService.length,
    down: downOf(incident),
  };
}

/** `db-9` comes before `db-10`. */
const NAMES = new Intl.Collator('en', { numeric: true });

function byGravity(left: Summary, right: Summary): number {
  const isDown = ({ down }: Summary): number => (down === null ? 0 : 1);
  return (
    isDown(right) - isDown(left) ||
    right.critical - left.critical ||
    right.warning - left.warning ||
    NAMES.compare(left.host, right.host)
  );
}
