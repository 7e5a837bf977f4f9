import type { classificationKeys } from '../keys/classification.ts';
import { atStart, reloaded } from './explanation.ts';
import type { KeyExplanation } from './explanation.ts';

const ASKED =
  'It is asked beside the probe, and again after TopiaryClassificationIntervalSeconds; the answer is trimmed.';

export const classificationExplained: Readonly<Record<keyof typeof classificationKeys, KeyExplanation>> = {
  ReplicationLagQuery: atStart('Query whose one number is the lag, in place of the count of the server.'),
  SlaveLagQuery: atStart('The old name of ReplicationLagQuery; both with different texts are refused.'),
  ClusterNameToAlias: reloaded('Aliases of clusters, by expressions that match the name of the cluster.'),
  DetectClusterAliasQuery: atStart('Query that gives the alias of the cluster, asked of masters.', ASKED),
  DetectClusterDomainQuery: atStart('Query that gives the write domain of the cluster, asked of masters.', ASKED),
  DetectInstanceAliasQuery: atStart('Query that gives the alias of a server.', ASKED),
  DetectPromotionRuleQuery: atStart('Query that gives the promotion rule of a server.', ASKED),
  DataCenterPattern: reloaded('Expression whose group is the data center in a host name.'),
  RegionPattern: reloaded('Expression whose group is the region in a host name.'),
  PhysicalEnvironmentPattern: reloaded('Expression whose group is the environment in a host name.'),
  DetectDataCenterQuery: atStart('Query that gives the data center; it counts before the pattern.', ASKED),
  DetectRegionQuery: atStart('Query that gives the region; it counts before the pattern.', ASKED),
  DetectPhysicalEnvironmentQuery: atStart('Query that gives the environment; it counts before the pattern.', ASKED),
  DetectSemiSyncEnforcedQuery: atStart('Query that gives the semi-sync priority of a server; 0: asynchronous.', ASKED),
  SupportFuzzyPoolHostnames: reloaded('A part of a host name is enough where pools are submitted.'),
  InstancePoolExpiryMinutes: reloaded('How long a server stays in a pool that nobody submits again.'),
  PromotionIgnoreHostnameFilters: reloaded('Servers that match are never made master.'),
  CandidateInstanceExpireMinutes: reloaded('How long a promotion rule holds that a person registered.'),
  OSCIgnoreHostnameFilters: reloaded(
    'Servers that match are left out where schema-change tools ask which replicas to watch.',
  ),
};
