/**
 * What is read of orchestrator's backend: its tables with those of their columns that mean something here. Names are
 * orchestrator's. Columns came over the years; one that a backend does not have is read as nothing.
 */
import type { Instant } from '@topiary/domain';

/** `time`: as milliseconds since 1970; `null` where it is unset or orchestrator's own word for never. */
export type ColumnKind = 'text' | 'number' | 'time';
export type Columns = Readonly<Record<string, ColumnKind>>;

export interface OrchestratorTable {
  readonly columns: Columns;
  /** Without these the table cannot be read: the schema is older than any release that is known. */
  readonly needed: readonly string[];
  /** `newest`: the last ones by this column, in its order; all the same it is read in order. */
  readonly order: { readonly by: readonly string[]; readonly newest: boolean };
  readonly maxRows: number;
}

const SERVER = { hostname: 'text', port: 'number' } as const;
const NOTED = { begin_timestamp: 'time', end_timestamp: 'time', owner: 'text', reason: 'text' } as const;
const FAILURE = {
  ...SERVER,
  start_active_period: 'time',
  processing_node_hostname: 'text',
  analysis: 'text',
  cluster_name: 'text',
  cluster_alias: 'text',
  slave_hosts: 'text',
} as const;

const MAX_SERVERS = 100_000;
const MAX_REGISTRATIONS = 250_000;

export const ORCHESTRATOR_TABLES = {
  database_instance: {
    columns: {
      ...SERVER,
      cluster_name: 'text',
      server_uuid: 'text',
      master_host: 'text',
      master_port: 'number',
      last_seen: 'time',
      instance_alias: 'text',
      data_center: 'text',
      region: 'text',
      physical_environment: 'text',
    },
    needed: ['hostname', 'port', 'cluster_name'],
    order: { by: ['hostname', 'port'], newest: false },
    maxRows: MAX_SERVERS,
  },
  cluster_alias: {
    columns: { cluster_name: 'text', alias: 'text' },
    needed: ['cluster_name', 'alias'],
    order: { by: ['cluster_name'], newest: false },
    maxRows: MAX_SERVERS,
  },
  cluster_alias_override: {
    columns: { cluster_name: 'text', alias: 'text' },
    needed: ['cluster_name', 'alias'],
    order: { by: ['cluster_name'], newest: false },
    maxRows: MAX_SERVERS,
  },
  cluster_domain_name: {
    columns: { cluster_name: 'text', domain_name: 'text' },
    needed: ['cluster_name', 'domain_name'],
    order: { by: ['cluster_name'], newest: false },
    maxRows: MAX_SERVERS,
  },
  database_instance_tags: {
    columns: { ...SERVER, tag_name: 'text', tag_value: 'text', last_updated: 'time' },
    needed: ['hostname', 'port', 'tag_name'],
    order: { by: ['hostname', 'port', 'tag_name'], newest: false },
    maxRows: MAX_REGISTRATIONS,
  },
  database_instance_pool: {
    columns: { ...SERVER, pool: 'text', registered_at: 'time' },
    needed: ['hostname', 'port', 'pool'],
    order: { by: ['pool', 'hostname', 'port'], newest: false },
    maxRows: MAX_REGISTRATIONS,
  },
  candidate_database_instance: {
    columns: { ...SERVER, promotion_rule: 'text', last_suggested: 'time' },
    needed: ['hostname', 'port'],
    order: { by: ['hostname', 'port'], newest: false },
    maxRows: MAX_SERVERS,
  },
  database_instance_downtime: {
    columns: { ...SERVER, ...NOTED, downtime_active: 'number' },
    needed: ['hostname', 'port', 'end_timestamp'],
    order: { by: ['hostname', 'port'], newest: false },
    maxRows: MAX_SERVERS,
  },
  database_instance_maintenance: {
    columns: { ...SERVER, ...NOTED, maintenance_active: 'number', explicitly_bounded: 'number' },
    needed: ['hostname', 'port', 'end_timestamp'],
    order: { by: ['database_instance_maintenance_id'], newest: true },
    maxRows: MAX_SERVERS,
  },
  hostname_unresolve: {
    columns: { hostname: 'text', unresolved_hostname: 'text', last_registered: 'time' },
    needed: ['hostname', 'unresolved_hostname'],
    order: { by: ['hostname'], newest: false },
    maxRows: MAX_SERVERS,
  },
  global_recovery_disable: {
    columns: { disable_recovery: 'number' },
    needed: ['disable_recovery'],
    order: { by: ['disable_recovery'], newest: false },
    maxRows: 1,
  },
  topology_failure_detection: {
    columns: { ...FAILURE, detection_id: 'number', is_actionable: 'number' },
    needed: ['detection_id', 'hostname', 'port', 'analysis', 'start_active_period'],
    order: { by: ['detection_id'], newest: true },
    maxRows: 20_000,
  },
  topology_recovery: {
    columns: {
      ...FAILURE,
      recovery_id: 'number',
      uid: 'text',
      end_recovery: 'time',
      is_successful: 'number',
      successor_hostname: 'text',
      successor_port: 'number',
      successor_alias: 'text',
      participating_instances: 'text',
      lost_slaves: 'text',
      all_errors: 'text',
      acknowledged: 'number',
      acknowledged_at: 'time',
      acknowledged_by: 'text',
      acknowledge_comment: 'text',
      last_detection_id: 'number',
    },
    needed: ['recovery_id', 'hostname', 'port', 'analysis', 'start_active_period'],
    order: { by: ['recovery_id'], newest: true },
    maxRows: 10_000,
  },
  topology_recovery_steps: {
    columns: { recovery_uid: 'text', audit_at: 'time', message: 'text' },
    needed: ['recovery_uid', 'message'],
    order: { by: ['recovery_step_id'], newest: true },
    maxRows: 200_000,
  },
  audit: {
    columns: { ...SERVER, audit_timestamp: 'time', audit_type: 'text', cluster_name: 'text', message: 'text' },
    needed: ['audit_id', 'audit_timestamp', 'audit_type', 'message'],
    order: { by: ['audit_id'], newest: true },
    maxRows: 50_000,
  },
} as const satisfies Readonly<Record<string, OrchestratorTable>>;

export type OrchestratorTableName = keyof typeof ORCHESTRATOR_TABLES;

interface Values {
  readonly text: string;
  readonly number: number | null;
  readonly time: Instant | null;
}

export type OrchestratorRow<Name extends OrchestratorTableName> = {
  readonly [Column in keyof (typeof ORCHESTRATOR_TABLES)[Name]['columns']]: Values[Extract<
    (typeof ORCHESTRATOR_TABLES)[Name]['columns'][Column],
    ColumnKind
  >];
};

/** Every backend of orchestrator has had it from its first release on: how one is told from another database. */
export const TELLING_TABLE = 'database_instance';

/** What is left where it is, and why, by table. Those that no table is named for here hold only what orchestrator looks up anew. */
export const LEFT_TABLES: Readonly<Record<string, string>> = {
  access_token: 'sign-ins end with the server that gave them',
  agent_seed: 'agents are not supported',
  blocked_topology_recovery: 'who is held back is decided anew',
  cluster_injected_pseudo_gtid: 'markers are found anew',
  database_instance_analysis_changelog: 'what is wrong is recognised anew',
  database_instance_topology_history: 'snapshots of the topology are not kept',
  host_agent: 'agents are not supported',
  kv_store: 'key-value stores are filled anew',
  raft_log: 'a raft log belongs to the nodes that wrote it',
};
