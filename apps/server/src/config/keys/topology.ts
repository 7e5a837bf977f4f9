/** How managed servers are reached. Names, types and defaults are orchestrator's, but for the one that says otherwise. */
import { count, flag, integer, text } from './kinds.ts';

export const topologyKeys = {
  MySQLTopologyUser: text(),
  MySQLTopologyPassword: text(),
  MySQLTopologyCredentialsConfigFile: text(),
  MySQLTopologyUseMutualTLS: flag(),
  MySQLTopologyUseMixedTLS: flag(true),
  MySQLTopologySSLPrivateKeyFile: text(),
  MySQLTopologySSLCertFile: text(),
  MySQLTopologySSLCAFile: text(),
  MySQLTopologySSLSkipVerify: flag(),
  TLSCacheTTLFactor: count(100),
  MySQLTopologyMaxAllowedPacket: integer(-1),
  MySQLConnectTimeoutSeconds: integer(2, { min: 1, max: 3600 }),
  MySQLDiscoveryReadTimeoutSeconds: integer(10, { min: 1, max: 3600 }),
  MySQLTopologyReadTimeoutSeconds: integer(600),
  MySQLConnectionLifetimeSeconds: integer(),
  DefaultInstancePort: integer(3306, { min: 1, max: 65_535 }),
  UseSuperReadOnly: flag(),
  ReplicationCredentialsQuery: text(),
  LowerReplicaVersionAllowed: flag(),
  VerifyReplicationFilters: flag(),
  /**
   * Replicas that one plan acts on at the same time. orchestrator's default is 5: with it moving thirty takes four times what
   * moving one does, most of which is waiting for servers.
   */
  MaxConcurrentReplicaOperations: integer(50, { min: 1 }),
  InstanceBulkOperationsWaitTimeoutSeconds: count(10),
  ReasonableMaintenanceReplicationLagSeconds: integer(20, { min: 0 }),
} as const;
