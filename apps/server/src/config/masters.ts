/** What the configuration says of masters that are replaced: who may come, and what is done to who goes. */
import type { Policy } from '@topiary/domain';
import type { Configuration } from './schema.ts';

export function mastersPolicy(configuration: Configuration): Pick<Policy, 'promotion' | 'fencing' | 'takeover'> {
  return {
    promotion: promotionPolicy(configuration),
    fencing: {
      required: configuration.TopiaryFencingRequired,
      hasHook: configuration.TopiaryFencingProcesses.length > 0,
    },
    takeover: {
      longSeconds: configuration.TopiaryLongTransactionSeconds,
      waitSeconds: configuration.TopiaryTakeoverWaitSeconds,
      promoted: configuration.TopiaryPromotedVariables,
      demoted: configuration.TopiaryDemotedVariables,
      persistsReadOnly: configuration.TopiaryPersistReadOnly,
    },
  };
}

function promotionPolicy(configuration: Configuration): Policy['promotion'] {
  const minutes = configuration.FailMasterPromotionOnLagMinutes;
  const postponed =
    configuration.PostponeReplicaRecoveryOnLagMinutes || configuration.PostponeSlaveRecoveryOnLagMinutes;
  return {
    staysInDataCenter: configuration.PreventCrossDataCenterMasterFailover,
    staysInRegion: configuration.PreventCrossRegionMasterFailover,
    maxLagSeconds: minutes === 0 ? null : minutes * 60,
    mustHaveApplied: configuration.FailMasterPromotionIfSQLThreadNotUpToDate,
    opensSuccessor: configuration.ApplyMySQLPromotionAfterMasterFailover,
    otherCoMaster: configuration.CoMasterRecoveryMustPromoteOtherCoMaster,
    postponesFromSeconds: postponed === 0 ? null : postponed * 60,
    detachesSuccessor:
      configuration.MasterFailoverDetachReplicaMasterHost || configuration.MasterFailoverDetachSlaveMasterHost,
    mayBeFiltered: configuration.TopiaryPromoteFilteredReplicas,
    detachesLost:
      configuration.DetachLostReplicasAfterMasterFailover || configuration.DetachLostSlavesAfterMasterFailover,
  };
}
