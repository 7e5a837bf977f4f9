/** What the production set-up asks of every server and says in its configuration (spec/production), as it is written there. */

export const TOPOLOGY_ACCOUNT = { user: 'orchestrator', password: 'as-in-production' };

export const PRODUCTION_KEYS = {
  ReplicationLagQuery: 'select absolute_lag from meta.heartbeat_view',
  DetectClusterAliasQuery:
    "select ifnull(max(cluster_name), '') as cluster_alias from orch_meta.cluster where anchor=1",
  DetectClusterDomainQuery:
    "select ifnull(max(cluster_domain), '') as cluster_domain from orch_meta.cluster where anchor=1",
  HostnameResolveMethod: 'default',
  MySQLHostnameResolveMethod: 'none',
  DiscoverByShowSlaveHosts: false,
};

/** The domain with the stray tab that theirs carries. */
export const META = `CREATE DATABASE orch_meta; CREATE TABLE IF NOT EXISTS orch_meta.cluster (
  anchor TINYINT NOT NULL,
  cluster_name VARCHAR(128) CHARSET ascii NOT NULL DEFAULT '',
  cluster_domain VARCHAR(128) CHARSET ascii NOT NULL DEFAULT '',
  PRIMARY KEY (anchor)
) ENGINE=InnoDB DEFAULT CHARSET=utf8; REPLACE INTO orch_meta.cluster VALUES (1, '15958-1', 'shop.example\t')`;
