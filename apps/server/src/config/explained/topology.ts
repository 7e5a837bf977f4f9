import type { topologyKeys } from '../keys/topology.ts';
import { alwaysSo, atStart, NOR_IN_ORCHESTRATOR, reloaded, withoutEffect } from './explanation.ts';
import type { KeyExplanation } from './explanation.ts';

export const topologyExplained: Readonly<Record<keyof typeof topologyKeys, KeyExplanation>> = {
  MySQLTopologyUser: reloaded('Account on every managed server.', 'Also TOPIARY_TOPOLOGY_USER in the environment.'),
  MySQLTopologyPassword: reloaded('Its password.', 'Also TOPIARY_TOPOLOGY_PASSWORD in the environment.'),
  MySQLTopologyCredentialsConfigFile: atStart(
    'A my.cnf-like file whose [client] user and password replace the two keys above.',
    'A part that is missing from the file leaves the key as it is, instead of emptying it.',
  ),
  MySQLTopologyUseMutualTLS: atStart('Managed servers are reached by TLS only, with the client certificate below.'),
  MySQLTopologyUseMixedTLS: alwaysSo(
    'Servers that want TLS are reached by TLS.',
    'TLS is used wherever a server offers it, whatever this says: trying without it first would show the password to whoever answers.',
  ),
  MySQLTopologySSLPrivateKeyFile: atStart('Client key towards managed servers.'),
  MySQLTopologySSLCertFile: atStart('Client certificate towards managed servers.'),
  MySQLTopologySSLCAFile: atStart('CA that the certificates of managed servers must come from.'),
  MySQLTopologySSLSkipVerify: atStart('The certificates of managed servers are not checked.'),
  TLSCacheTTLFactor: withoutEffect(
    'How long it is remembered that a server wants TLS.',
    `TLS is negotiated with each connection, and nothing has to be remembered; ${NOR_IN_ORCHESTRATOR}`,
  ),
  MySQLTopologyMaxAllowedPacket: withoutEffect(
    'Largest packet sent to managed servers.',
    `The longest statement that Topiary sends is far below the smallest limit of a server; ${NOR_IN_ORCHESTRATOR}`,
  ),
  MySQLConnectTimeoutSeconds: atStart('How long a connection to a managed server may take.'),
  MySQLDiscoveryReadTimeoutSeconds: atStart('How long a probe may take, from its first packet to its last result.'),
  MySQLTopologyReadTimeoutSeconds: withoutEffect(
    'How long any other statement on a managed server may take.',
    'Each step of a plan has a deadline of its own, which the preview shows.',
  ),
  MySQLConnectionLifetimeSeconds: withoutEffect(
    'How old a pooled connection may become.',
    'One connection to each server is held on purpose: its end is how a failure is noticed at once.',
  ),
  DefaultInstancePort: atStart('Port of an address that is given without one.'),
  UseSuperReadOnly: reloaded('super_read_only is set and cleared together with read_only, where a server has it.'),
  ReplicationCredentialsQuery: atStart(
    'Query that gives user, password, CA, certificate and key by which a demoted master or a co-master replicates.',
    'Where it is empty: TopiaryReplicationUser, and else the topology account; mysql.slave_master_info is not read.',
  ),
  LowerReplicaVersionAllowed: reloaded('A replica may have a lower major version than its master.'),
  VerifyReplicationFilters: reloaded('A replica without filters is not moved below one that has some.'),
  MaxConcurrentReplicaOperations: atStart(
    'Replicas that one plan acts on at the same time.',
    'The default is 50 instead of 5, with which moving thirty takes four times what moving one does.',
  ),
  InstanceBulkOperationsWaitTimeoutSeconds: withoutEffect(
    'How long replicas that are stopped together may take to apply what they have received.',
    'Each step of a plan has a deadline of its own, which the preview shows.',
  ),
  ReasonableMaintenanceReplicationLagSeconds: reloaded(
    'A replica that lags more is neither moved nor made master by a person.',
  ),
};
