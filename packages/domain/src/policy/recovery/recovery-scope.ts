/**
 * What a recovery repairs, by the verdict that asks for it. The codes are orchestrator's (`spec` of its analysis); a verdict
 * that is not listed has no recovery of its own.
 */

/**
 * `writable`: a read-only master is made writable. `semi-sync`: a master that waits for acknowledgements, or has too many.
 * `old-master`: one that was replaced is back; it is closed, or goes below the one in its place.
 */
export const RECOVERY_SCOPES = ['master', 'writable', 'intermediate', 'semi-sync', 'old-master'] as const;
export type RecoveryScope = (typeof RECOVERY_SCOPES)[number];

const SCOPE_OF_CODE: Readonly<Record<string, RecoveryScope>> = {
  DeadMaster: 'master',
  DeadMasterAndSomeReplicas: 'master',
  DeadCoMaster: 'master',
  DeadCoMasterAndSomeReplicas: 'master',
  DeadIntermediateMaster: 'intermediate',
  DeadIntermediateMasterAndSomeReplicas: 'intermediate',
  DeadIntermediateMasterWithSingleReplica: 'intermediate',
  DeadIntermediateMasterWithSingleReplicaFailingToConnect: 'intermediate',
  AllIntermediateMasterReplicasFailingToConnectOrDead: 'intermediate',
  DeadReplicationGroupMemberWithReplicas: 'intermediate',
  LockedSemiSyncMaster: 'semi-sync',
  MasterWithTooManySemiSyncReplicas: 'semi-sync',
  NoWriteableMasterStructureWarning: 'writable',
  FormerMasterReturned: 'old-master',
  FormerMasterRejoins: 'old-master',
};

/** `null`: a verdict that nothing is done about by itself. */
export function recoveryScopeOf(code: string): RecoveryScope | null {
  return Object.hasOwn(SCOPE_OF_CODE, code) ? (SCOPE_OF_CODE[code] ?? null) : null;
}

/** A recovery holds back those of its own rank and below: what is small never keeps a dead master from being replaced. */
const RANK: Readonly<Record<RecoveryScope, number>> = {
  master: 3,
  writable: 2,
  intermediate: 1,
  'semi-sync': 0,
  'old-master': -1,
};

export function holdsBack(earlier: RecoveryScope, wanted: RecoveryScope): boolean {
  return RANK[earlier] >= RANK[wanted];
}
