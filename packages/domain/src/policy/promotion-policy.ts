/** What the configuration says of who may become a master, and of what is done to who does. */

export interface PromotionPolicy {
  /** `PreventCrossDataCenterMasterFailover`. */
  readonly staysInDataCenter: boolean;
  /** `PreventCrossRegionMasterFailover`. */
  readonly staysInRegion: boolean;
  /** `FailMasterPromotionOnLagMinutes`, in seconds; `null`: any lag will do. */
  readonly maxLagSeconds: number | null;
  /** `FailMasterPromotionIfSQLThreadNotUpToDate`: what it received has to be applied when it is chosen. */
  readonly mustHaveApplied: boolean;
  /** `ApplyMySQLPromotionAfterMasterFailover`: it forgets its source and takes writes; else somebody else sees to that. */
  readonly opensSuccessor: boolean;
  /** `CoMasterRecoveryMustPromoteOtherCoMaster`: nobody else takes the place of one of two that replicate from each other. */
  readonly otherCoMaster: boolean;
  /** `MasterFailoverDetachReplicaMasterHost`: one that keeps its source is told to find it no more. */
  readonly detachesSuccessor: boolean;
  /** `PostponeReplicaRecoveryOnLagMinutes`, in seconds: from this lag on a replica is moved after the others; `null`: none is. */
  readonly postponesFromSeconds: number | null;
  /** `TopiaryPromoteFilteredReplicas`: one that leaves out a part of what its master has may be chosen by itself. */
  readonly mayBeFiltered: boolean;
  /** `DetachLostReplicasAfterMasterFailover`. */
  readonly detachesLost: boolean;
}

/** As orchestrator has it where nothing is configured. */
export const DEFAULT_PROMOTION: PromotionPolicy = {
  staysInDataCenter: false,
  staysInRegion: false,
  maxLagSeconds: null,
  mustHaveApplied: false,
  opensSuccessor: true,
  otherCoMaster: true,
  detachesSuccessor: false,
  postponesFromSeconds: null,
  mayBeFiltered: false,
  detachesLost: true,
};
