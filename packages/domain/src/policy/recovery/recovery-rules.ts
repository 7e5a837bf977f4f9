/** What the configuration says of automatic recovery, as values. */
import type { InstanceId } from '../../topology/address.ts';
import type { ClusterFilter } from './cluster-filter.ts';
import type { RecoveryScope } from './recovery-scope.ts';

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
  /** `TopiaryRejoinOldMasters`: one that comes back with nothing of its own goes below the new master. */
  readonly rejoinsOldMasters: boolean;
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
  rejoinsOldMasters: false,
};

export function filtersFor(scope: RecoveryScope, rules: RecoveryRules): readonly ClusterFilter[] {
  return scope === 'intermediate' ? rules.intermediateMasters : rules.masters;
}

export function filterKeyFor(scope: RecoveryScope): string {
  return scope === 'intermediate' ? 'RecoverIntermediateMasterClusterFilters' : 'RecoverMasterClusterFilters';
}
