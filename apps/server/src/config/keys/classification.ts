/** What is asked of servers beside replication: lag, alias, place. Names, types and defaults are orchestrator's. */
import { count, flag, list, text, textMap } from './kinds.ts';

export const classificationKeys = {
  ReplicationLagQuery: text(),
  SlaveLagQuery: text(),
  ClusterNameToAlias: textMap(),
  DetectClusterAliasQuery: text(),
  DetectClusterDomainQuery: text(),
  DetectInstanceAliasQuery: text(),
  DetectPromotionRuleQuery: text(),
  DataCenterPattern: text(),
  RegionPattern: text(),
  PhysicalEnvironmentPattern: text(),
  DetectDataCenterQuery: text(),
  DetectRegionQuery: text(),
  DetectPhysicalEnvironmentQuery: text(),
  DetectSemiSyncEnforcedQuery: text(),
  SupportFuzzyPoolHostnames: flag(true),
  InstancePoolExpiryMinutes: count(60),
  PromotionIgnoreHostnameFilters: list(),
  CandidateInstanceExpireMinutes: count(60),
  OSCIgnoreHostnameFilters: list(),
} as const;
