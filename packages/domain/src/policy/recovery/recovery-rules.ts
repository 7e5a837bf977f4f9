/** What the configuration says of automatic recovery, as values. */
import type { Instant } from '../../shared/time.ts';
import type { InstanceId } from '../../topology/address.ts';
import type { ClusterId } from '../../topology/snapshot.ts';
import { FAST } from '../detection-rules.ts';
import type { DetectionProfile } from '../detection-rules.ts';
import { matchingFilter } from './cluster-filter.ts';
import type { ClusterFilter, FilteredCluster } from './cluster-filter.ts';
import type { RecoveryScope } from './recovery-scope.ts';
import type { BrakeRules } from './storm.ts';

export interface RecoveryRules {
  /** `RecoverMasterClusterFilters`: masters, co-masters, and what is repaired on a master in place. Empty: none. */
  readonly masters: readonly ClusterFilter[];
  /** `RecoverIntermediateMasterClusterFilters`: intermediate masters and group members. Empty: none. */
  readonly intermediateMasters: readonly ClusterFilter[];
  /** `RecoveryIgnoreHostnameFilters`: answers with the expression that leaves this server alone; `null`: none does. */
  readonly ignores: (instance: InstanceId) => string | null;
  /** `RecoveryPeriodBlockSeconds`, in milliseconds. */
  readonly blockMs: number;
  /** `FailureDetectionPeriodBlockMinutes`, in milliseconds. */
  readonly detectionBlockMs: number;
  /** `EnforceExactSemiSyncReplicas` or `RecoverLockedSemiSyncMaster`. */
  readonly repairsSemiSync: boolean;
  /** `RecoverNonWriteableMaster`. */
  readonly makesWritable: boolean;
  /** `MasterFailoverLostInstancesDowntimeMinutes`, in milliseconds; 0: no downtime is set. */
  readonly lostDowntimeMs: number;
  /** `TopiaryRejoinOldMasters`: one that comes back with nothing of its own goes below the new master. */
  readonly rejoinsOldMasters: boolean;
  /** Absent: every cluster's failures are repaired as soon as they are sure. */
  readonly profiles?: ProfileRules;
  /** What a person chose for a cluster, which goes before `profiles`; `null`: nobody did. */
  readonly chosen?: (cluster: ClusterId) => ChosenProfile | null;
  /** `TopiaryRestartReceiverClusterFilters`: one receiver may be restarted to see whether a server stands still. Absent: none. */
  readonly restartsReceivers?: readonly ClusterFilter[];
  /** Absent: as `DEFAULT_BRAKE`. */
  readonly brake?: BrakeRules;
}

export interface ChosenProfile {
  readonly profile: DetectionProfile;
  readonly by: string;
  readonly reason: string;
  readonly at: Instant;
}

export interface ProfileRules {
  /** `TopiaryRecoverByHandClusterFilters`: goes before the other. */
  readonly byHand: readonly ClusterFilter[];
  /** `TopiaryGraceClusterFilters`. */
  readonly grace: readonly ClusterFilter[];
  readonly graceMs: number;
}

/** Nothing is recovered by itself. */
export const NO_AUTOMATIC_RECOVERY: RecoveryRules = {
  masters: [],
  intermediateMasters: [],
  ignores: () => null,
  blockMs: 3_600_000,
  detectionBlockMs: 3_600_000,
  repairsSemiSync: false,
  makesWritable: false,
  lostDowntimeMs: 0,
  rejoinsOldMasters: false,
};

export function profileOf(
  cluster: FilteredCluster & { readonly id: ClusterId },
  rules: Pick<RecoveryRules, 'profiles' | 'chosen'>,
): DetectionProfile {
  return rules.chosen?.(cluster.id)?.profile ?? configuredProfile(cluster, rules);
}

function configuredProfile(cluster: FilteredCluster, { profiles }: Pick<RecoveryRules, 'profiles'>): DetectionProfile {
  if (profiles === undefined) return FAST;
  if (matchingFilter(profiles.byHand, cluster) !== null) return { kind: 'by-hand' };
  return matchingFilter(profiles.grace, cluster) === null ? FAST : { kind: 'grace', graceMs: profiles.graceMs };
}

export function mayRestartReceiver(
  cluster: FilteredCluster,
  { restartsReceivers = [] }: Pick<RecoveryRules, 'restartsReceivers'>,
): boolean {
  return matchingFilter(restartsReceivers, cluster) !== null;
}

export function filtersFor(scope: RecoveryScope, rules: RecoveryRules): readonly ClusterFilter[] {
  return scope === 'intermediate' ? rules.intermediateMasters : rules.masters;
}

export function filterKeyFor(scope: RecoveryScope): string {
  return scope === 'intermediate' ? 'RecoverIntermediateMasterClusterFilters' : 'RecoverMasterClusterFilters';
}
