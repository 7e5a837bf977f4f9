import type { recoveryKeys } from '../keys/recovery.ts';
import { alwaysSo, reloaded } from './explanation.ts';
import type { KeyExplanation } from './explanation.ts';

export const recoveryExplained: Readonly<Record<keyof typeof recoveryKeys, KeyExplanation>> = {
  RecoverMasterClusterFilters: reloaded(
    'Clusters whose masters are replaced by themselves: a name, an alias, "alias=…", "alias~=…", an expression, or "*".',
  ),
  RecoverIntermediateMasterClusterFilters: reloaded('The same for intermediate masters and members of groups.'),
  RecoveryIgnoreHostnameFilters: reloaded('Servers that match are never recovered.'),
  RecoveryPeriodBlockSeconds: reloaded('No second recovery by itself in a cluster within this time.'),
  RecoveryPeriodBlockMinutes: reloaded('The old form; it counts only where the seconds are 0.'),
  RecoverNonWriteableMaster: reloaded('A read-only master with replicas is a failure, and is made writable.'),
  CoMasterRecoveryMustPromoteOtherCoMaster: reloaded('Only the other co-master may take the place of a dead one.'),
  DetachLostReplicasAfterMasterFailover: reloaded(
    'Replicas that are lost in a failover are detached, in a way that can be taken back.',
  ),
  DetachLostSlavesAfterMasterFailover: reloaded('The old name, true by default: set both to false to switch it off.'),
  ApplyMySQLPromotionAfterMasterFailover: reloaded('The new master is made writable and forgets its old master.'),
  PreventCrossDataCenterMasterFailover: reloaded('Nobody outside the data center of the dead master takes its place.'),
  PreventCrossRegionMasterFailover: reloaded('Nobody outside its region takes its place.'),
  MasterFailoverLostInstancesDowntimeMinutes: reloaded(
    'Downtime of replicas that are lost in a failover; 0: none.',
    'orchestrator ignores the number, and sets a year.',
  ),
  MasterFailoverDetachReplicaMasterHost: reloaded('The new master is detached from the old one.'),
  MasterFailoverDetachSlaveMasterHost: reloaded('The old name; true counts as well.'),
  FailMasterPromotionOnLagMinutes: reloaded(
    'A server that lags so much does not take the place of a master; 0: lag does not matter.',
    'It needs no ReplicationLagQuery: the count of the server is taken where there is none.',
  ),
  FailMasterPromotionIfSQLThreadNotUpToDate: reloaded(
    'A server that has not applied all it received does not take the place of a master.',
  ),
  DelayMasterPromotionIfSQLThreadNotUpToDate: alwaysSo(
    'A successor applies what it received before it takes writes.',
    'That is always so, whatever this says.',
  ),
  PostponeReplicaRecoveryOnLagMinutes: reloaded(
    'Replicas with a longer delay than this are moved after the recovery; 0: with it.',
  ),
  PostponeSlaveRecoveryOnLagMinutes: reloaded('The old name.'),
};
