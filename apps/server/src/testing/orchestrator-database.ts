/**
 * A database as orchestrator leaves it, in statements that SQLite and MySQL both understand: the tables and columns of
 * its schema that an import looks at, with an example of everything that an import has to decide about.
 */

const SERVER = 'hostname varchar(128) not null, port integer not null';
const NOTED = `begin_timestamp timestamp null, end_timestamp timestamp null, owner varchar(128) not null, reason text not null`;
const FAILURE = `${SERVER}, in_active_period integer not null default 0, start_active_period timestamp not null,
  end_active_period_unixtime integer, processing_node_hostname varchar(128) not null, analysis varchar(128) not null,
  cluster_name varchar(128) not null, cluster_alias varchar(128) not null, slave_hosts text not null`;

/** By table; each a column list. */
export const ORCHESTRATOR_SCHEMA: Readonly<Record<string, string>> = {
  database_instance: `${SERVER}, cluster_name varchar(128) not null, server_uuid varchar(64) not null,
    master_host varchar(128) not null, master_port integer not null, last_seen timestamp null,
    instance_alias varchar(128) not null, data_center varchar(32) not null,
    region varchar(32) not null, physical_environment varchar(32) not null, primary key (hostname, port)`,
  cluster_alias: 'cluster_name varchar(128) not null primary key, alias varchar(128) not null',
  cluster_alias_override: 'cluster_name varchar(128) not null primary key, alias varchar(128) not null',
  cluster_domain_name: 'cluster_name varchar(128) not null primary key, domain_name varchar(128) not null',
  database_instance_tags: `${SERVER}, tag_name varchar(128) not null, tag_value varchar(128) not null,
    last_updated timestamp not null, primary key (hostname, port, tag_name)`,
  database_instance_pool: `${SERVER}, pool varchar(128) not null, registered_at timestamp not null`,
  candidate_database_instance: `${SERVER}, promotion_rule varchar(16) not null, last_suggested timestamp not null`,
  database_instance_downtime: `${SERVER}, downtime_active integer, ${NOTED}`,
  database_instance_maintenance: `database_instance_maintenance_id integer not null primary key, ${SERVER},
    maintenance_active integer, explicitly_bounded integer not null default 0, ${NOTED}`,
  hostname_unresolve: `hostname varchar(128) not null primary key, unresolved_hostname varchar(128) not null,
    last_registered timestamp not null`,
  global_recovery_disable: 'disable_recovery integer not null primary key',
  topology_failure_detection: `detection_id integer not null primary key, ${FAILURE}, is_actionable integer not null default 0`,
  topology_recovery: `recovery_id integer not null primary key, uid varchar(128) not null, ${FAILURE},
    end_recovery timestamp null, is_successful integer not null default 0, successor_hostname varchar(128),
    successor_port integer, successor_alias varchar(128), participating_instances text not null, lost_slaves text not null,
    all_errors text not null, acknowledged integer not null default 0, acknowledged_at timestamp null,
    acknowledged_by varchar(128) not null, acknowledge_comment text not null, last_detection_id integer not null`,
  topology_recovery_steps: `recovery_step_id integer not null primary key, recovery_uid varchar(128) not null,
    audit_at timestamp not null, message text not null`,
  audit: `audit_id integer not null primary key, audit_timestamp timestamp not null, audit_type varchar(128) not null,
    hostname varchar(128) not null, port integer not null, cluster_name varchar(128) not null default '', message text not null`,
  orchestrator_db_deployments:
    'deployed_version varchar(128) not null primary key, deployed_timestamp timestamp not null',
  kv_store: 'store_key varchar(255) not null primary key, store_value text not null, last_updated timestamp not null',
};

const MINUTE_MS = 60_000;

/** Every time is so many minutes before (or, negative, after) `now`. */
export function orchestratorRows(now: number): readonly string[] {
  const ago = (minutes: number): string =>
    `'${new Date(now - minutes * MINUTE_MS).toISOString().slice(0, 19).replace('T', ' ')}'`;
  const cluster = `'db-1:3306'`;
  const failure = `1, ${ago(120)}, 0, 'orc-1', 'DeadMaster', 'db-0:3306', 'shop', 'db-1:3306,db-2:3306'`;
  const failureColumns =
    'hostname, port, in_active_period, start_active_period, end_active_period_unixtime, processing_node_hostname, analysis, cluster_name, cluster_alias, slave_hosts';
  return [
    `insert into database_instance values
      ('db-1', 3306, ${cluster}, 'uuid-1', '', 0, ${ago(1)}, '', 'dc1', '', ''),
      ('db-2', 3306, ${cluster}, 'uuid-2', 'DB-1', 3306, ${ago(1)}, 'second', 'dc2', '', ''),
      ('blog-1', 3307, 'blog-1:3307', '', '', 0, null, '', '', '', ''),
      ('//db-9', 3306, ${cluster}, '', '', 0, ${ago(1)}, '', '', '', '')`,
    `insert into cluster_alias values (${cluster}, 'shop'), ('blog-1:3307', 'Blog'), ('gone:3306', 'gone')`,
    `insert into cluster_alias_override values ('blog-1:3307', 'Blog')`,
    `insert into cluster_domain_name values (${cluster}, 'shop.example')`,
    `insert into database_instance_tags values
      ('db-1', 3306, 'role', 'shop', ${ago(600)}), ('db-2', 3306, 'backup', '', ${ago(600)}), ('old', 3306, 'x', 'y', ${ago(600)})`,
    `insert into database_instance_pool values ('db-2', 3306, 'readers', ${ago(5)}), ('db-1', 3306, 'stale', ${ago(900)})`,
    `insert into candidate_database_instance values ('db-2', 3306, 'prefer', ${ago(5)}), ('db-1', 3306, 'must', ${ago(5)})`,
    `insert into database_instance_downtime values
      ('db-2', 3306, 1, ${ago(30)}, ${ago(-90)}, 'ada', 'a disk is replaced'), ('db-1', 3306, 1, ${ago(90)}, ${ago(30)}, 'ada', 'was over')`,
    `insert into database_instance_maintenance values
      (1, 'db-1', 3306, 1, 1, ${ago(10)}, ${ago(-50)}, 'bob', 'upgrade'), (2, 'db-2', 3306, 1, 0, ${ago(1)}, ${ago(-9)}, 'orc', 'relocate'),
      (3, 'db-2', 3306, null, 1, ${ago(100)}, ${ago(90)}, 'bob', 'earlier')`,
    `insert into hostname_unresolve values ('db-1', 'shop-master', ${ago(5)})`,
    `insert into global_recovery_disable values (1)`,
    `insert into topology_failure_detection (detection_id, ${failureColumns}, is_actionable) values (7, 'db-0', 3306, ${failure}, 1)`,
    `insert into topology_recovery (recovery_id, uid, hostname, port, in_active_period, start_active_period, end_active_period_unixtime,
      processing_node_hostname, analysis, cluster_name, cluster_alias, slave_hosts, end_recovery, is_successful, successor_hostname, successor_port,
      successor_alias, participating_instances, lost_slaves, all_errors, acknowledged, acknowledged_at, acknowledged_by,
      acknowledge_comment, last_detection_id) values
      (3, 'orc-1:abc', 'db-0', 3306, ${failure}, ${ago(119)}, 1, 'db-1', 3306, '', 'db-0:3306,db-1:3306', 'db-3:3306', 'db-3 was behind', 1, ${ago(100)}, 'ada', 'seen', 7),
      (4, '', 'blog-1', 3307, 1, ${ago(20)}, 0, 'orc-1', 'DeadIntermediateMaster', 'blog-1:3307', 'Blog', '', null, 0, null, null, null, '', '', '', 0, null, '', '', 0)`,
    `insert into topology_recovery_steps values (1, 'orc-1:abc', ${ago(120)}, 'will handle DeadMaster'), (2, 'orc-1:abc', ${ago(119)}, 'promoted db-1:3306'),
      (3, 'orc-1:other', ${ago(119)}, 'of a recovery that was purged')`,
    `insert into audit values (1, ${ago(500)}, 'discover', 'db-1', 3306, ${cluster}, 'discovered'), (2, ${ago(120)}, 'recover-dead-master', 'db-0', 3306, 'db-0:3306', 'problem found'),
      (3, ${ago(120)}, 'recover-dead-master', 'db-0', 3306, 'db-0:3306', 'problem found'), (4, '2001-01-01 00:00:00', 'discover', 'db-1', 3306, '', 'long ago')`,
    `insert into orchestrator_db_deployments values ('3.2.6', ${ago(9000)})`,
    `insert into kv_store values ('mysql/master/shop', 'db-1:3306', ${ago(10)})`,
  ];
}

export function orchestratorStatements(now: number): readonly string[] {
  const tables = Object.entries(ORCHESTRATOR_SCHEMA).map(([name, columns]) => `create table ${name} (${columns})`);
  return [...tables, ...orchestratorRows(now)];
}
