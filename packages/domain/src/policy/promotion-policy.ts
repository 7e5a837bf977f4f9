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
  detachesLost: true,
};
