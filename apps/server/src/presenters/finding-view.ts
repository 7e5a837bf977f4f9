/** Findings in the contract's shape, with whether each would be repaired by itself. */
import type { FindingView, NearMissView } from '@topiary/contract';
import { closedGate, message, recoveryScopeOf } from '@topiary/domain';
import type { ClusterId, MessageCode, NearMiss, Severity, Switches, TopologySnapshot } from '@topiary/domain';
import type { CurrentFinding, Engine } from '@topiary/engine';
import type { DeepReadonly } from './readonly.ts';

export interface FindingsWorld {
  readonly snapshot: TopologySnapshot;
  readonly recoveries: Engine['recoveries'];
  readonly switches: Switches;
}

/** Rejects when the recoveries of before cannot be read. */
export async function presentFinding(
  { since, ...finding }: CurrentFinding,
  world: FindingsWorld,
): Promise<DeepReadonly<FindingView>> {
  const cluster = world.snapshot.clusters.get(finding.cluster);
  return {
    ...finding,
    clusterName: cluster?.name ?? finding.cluster,
    clusterAlias: cluster?.alias?.text ?? null,
    clusterMaster: cluster?.masters[0] ?? null,
    since,
    repair: await repairOf(finding, world),
  };
}

async function repairOf(
  { code, act, outrankedBy, skipped, instance: id, cluster }: Omit<CurrentFinding, 'since'>,
  { recoveries, switches }: FindingsWorld,
): Promise<DeepReadonly<FindingView['repair']>> {
  const scope = act === 'recover' && outrankedBy === null ? recoveryScopeOf(code) : null;
  if (scope === null) return null;
  const readiness = await recoveries.readinessOf({ id, scope, cluster, switches });
  if (readiness === null) return null;
  const { gates } = readiness;
  return { scope, ready: skipped === null && closedGate(gates) === null, gates };
}

/** What a server is, and not how it fares. */
const OF_PLACE: ReadonlySet<MessageCode> = new Set([
  'clause-is-master',
  'clause-is-not-master',
  'clause-is-co-master',
  'clause-takes-writes',
  'clause-is-group-member',
  'clause-is-no-group-member',
  'clause-is-binlog-server',
  'clause-is-first-tier',
  'clause-has-no-replica',
  'clause-has-replicas',
  'clause-has-one-replica',
  'clause-has-several-replicas',
  'clause-semi-sync-source',
]);

/** A failure of another kind of server, as that of an intermediate master is for a leaf, is none that nearly holds. */
export function isWorthTelling({ missing }: Pick<NearMiss, 'missing'>): boolean {
  return !missing.some(({ clause, value }) => value === 'no' && OF_PLACE.has(clause.code));
}

export function presentNearMiss({ instance, code, missing }: NearMiss): DeepReadonly<NearMissView> {
  return { instance, code, summary: message(`finding-${code}`, { instance }), missing };
}

const GRAVITY: Readonly<Record<Severity, number>> = { critical: 0, warning: 1, info: 2 };

/** The gravest first, and those of one gravity by the name of the cluster; within a cluster as they are. */
export function byGravity({ clusters }: TopologySnapshot): (left: CurrentFinding, right: CurrentFinding) => number {
  const nameOf = (id: ClusterId) => clusters.get(id)?.name ?? id;
  return (left, right) =>
    GRAVITY[left.severity] - GRAVITY[right.severity] || nameOf(left.cluster).localeCompare(nameOf(right.cluster), 'en');
}
