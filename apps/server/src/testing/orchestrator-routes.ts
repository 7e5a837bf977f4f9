/**
 * Every route of orchestrator's API, written down from its reference and not from this project's code: what is missing here is
 * missing. Source: Percona orchestrator 3.2.6.
 */

/**
 * `reads`: anybody may. `guarded`: reads, and yet only for those who may change things. `changes`: also those that anybody could
 * call there (tags, snapshots, key-value stores), which is closed here.
 */
export type RouteKind = 'reads' | 'guarded' | 'changes';

/** `bare`: the value itself; `env`: in an envelope, as its `Details`; `error`: it never succeeds on a node without agents and raft. */
export type RouteAnswer = `${'bare' | 'env'} ${string}` | 'error';

/** The first word of a path may have a twin after `|`. */
type Row = readonly [kind: RouteKind, path: string, answer: RouteAnswer];

export interface OrchestratorRoute {
  readonly kind: RouteKind;
  /** Below `/api/`. */
  readonly path: string;
  readonly answer: RouteAnswer;
}

/** Discovery and inventory. */
const DISCOVERY: readonly Row[] = [
  ['reads', 'instance/:host/:port', 'bare Instance'],
  ['reads', 'instance-replicas/:host/:port', 'bare Instance[]'],
  ['reads', 'all-instances', 'bare Instance[]'],
  ['reads', 'search/:searchString', 'bare Instance[]'],
  ['reads', 'search', 'bare Instance[]'],
  ['reads', 'problems', 'bare Instance[]'],
  ['reads', 'problems/:clusterName', 'bare Instance[]'],
  ['reads', 'downtimed', 'bare Instance[]'],
  ['reads', 'downtimed/:clusterHint', 'bare Instance[]'],
  ['changes', 'discover/:host/:port', 'env Instance'],
  ['changes', 'async-discover/:host/:port', 'env null'],
  ['changes', 'refresh/:host/:port', 'env Key'],
  ['changes', 'forget/:host/:port', 'env Key'],
  ['changes', 'forget-cluster/:clusterHint', 'env null'],
  ['reads', 'resolve/:host/:port', 'env Key'],
];

/** Cluster queries and topology text. */
const CLUSTERS: readonly Row[] = [
  ['reads', 'clusters', 'bare string[]'],
  ['reads', 'clusters-info', 'bare ClusterInfo[]'],
  ['reads', 'cluster/:clusterHint', 'bare Instance[]'],
  ['reads', 'cluster/alias/:clusterAlias', 'bare Instance[]'],
  ['reads', 'cluster/instance/:host/:port', 'bare Instance[]'],
  ['reads', 'cluster-info/:clusterHint', 'bare ClusterInfo'],
  ['reads', 'cluster-info/alias/:clusterAlias', 'bare ClusterInfo'],
  ['reads', 'cluster-osc-slaves|cluster-osc-replicas/:clusterHint', 'bare Instance[]'],
  ['reads', 'masters', 'bare Instance[]'],
  ['reads', 'master/:clusterHint', 'bare Instance'],
  ['changes', 'set-cluster-alias/:clusterName', 'env null'],
  ['reads', 'topology/:clusterHint', 'env string'],
  ['reads', 'topology/:host/:port', 'env string'],
  ['reads', 'topology-tabulated/:clusterHint', 'env string'],
  ['reads', 'topology-tabulated/:host/:port', 'env string'],
  ['reads', 'topology-tags/:clusterHint', 'env string'],
  ['reads', 'topology-tags/:host/:port', 'env string'],
  ['changes', 'snapshot-topologies', 'env string'],
];

/** Relocation. */
const RELOCATION: readonly Row[] = [
  ['changes', 'relocate/:host/:port/:belowHost/:belowPort', 'env Instance'],
  ['changes', 'relocate-below/:host/:port/:belowHost/:belowPort', 'env Instance'],
  ['changes', 'relocate-slaves|relocate-replicas/:host/:port/:belowHost/:belowPort', 'env Instance[]'],
  ['changes', 'regroup-slaves|regroup-replicas/:host/:port', 'env Key'],
  ['changes', 'move-up/:host/:port', 'env Instance'],
  ['changes', 'move-up-slaves|move-up-replicas/:host/:port', 'env Instance[]'],
  ['changes', 'move-below/:host/:port/:siblingHost/:siblingPort', 'env Instance'],
  ['changes', 'move-equivalent/:host/:port/:belowHost/:belowPort', 'env Instance'],
  ['changes', 'repoint/:host/:port/:belowHost/:belowPort', 'env Instance'],
  ['changes', 'repoint-slaves|repoint-replicas/:host/:port', 'env Instance[]'],
  ['changes', 'make-co-master/:host/:port', 'env Instance'],
  ['changes', 'enslave-siblings|take-siblings/:host/:port', 'env Instance'],
  ['changes', 'enslave-master|take-master/:host/:port', 'env Instance'],
  ['guarded', 'master-equivalent/:host/:port/:logFile/:logPos', 'env Equivalent[]'],
  ['changes', 'regroup-slaves-bls|regroup-replicas-bls/:host/:port', 'env Key'],
  ['changes', 'move-below-gtid/:host/:port/:belowHost/:belowPort', 'env Instance'],
  ['changes', 'move-slaves-gtid|move-replicas-gtid/:host/:port/:belowHost/:belowPort', 'env Key'],
  ['changes', 'regroup-slaves-gtid|regroup-replicas-gtid/:host/:port', 'env Key'],
  ['changes', 'match/:host/:port/:belowHost/:belowPort', 'env Instance'],
  ['changes', 'match-below/:host/:port/:belowHost/:belowPort', 'env Instance'],
  ['changes', 'match-up/:host/:port', 'env Instance'],
  ['changes', 'match-slaves|match-replicas/:host/:port/:belowHost/:belowPort', 'env Key'],
  ['changes', 'match-up-slaves|match-up-replicas/:host/:port', 'env Key'],
  ['changes', 'regroup-slaves-pgtid|regroup-replicas-pgtid/:host/:port', 'env Key'],
  ['changes', 'make-master/:host/:port', 'env Instance'],
  ['changes', 'make-local-master/:host/:port', 'env Instance'],
];

/** Replication control and instance operations. */
const REPLICATION: readonly Row[] = [
  ['changes', 'start-slave|start-replica/:host/:port', 'env Instance'],
  ['changes', 'restart-slave|restart-replica/:host/:port', 'env Instance'],
  ['changes', 'stop-slave|stop-replica/:host/:port', 'env Instance'],
  ['changes', 'stop-slave-nice|stop-replica-nice/:host/:port', 'env Instance'],
  ['changes', 'reset-slave|reset-replica/:host/:port', 'env Instance'],
  ['changes', 'skip-query/:host/:port', 'env Instance'],
  ['changes', 'change-master-credentials/:host/:port', 'env Instance'],
  ['changes', 'detach-slave|detach-replica/:host/:port', 'env Instance'],
  ['changes', 'reattach-slave|reattach-replica/:host/:port', 'env Instance'],
  ['changes', 'detach-slave-master-host|detach-replica-master-host/:host/:port', 'env Instance'],
  ['changes', 'reattach-slave-master-host|reattach-replica-master-host/:host/:port', 'env Instance'],
  ['changes', 'delay-replication/:host/:port/:seconds', 'env number'],
  ['guarded', 'restart-slave-statements|restart-replica-statements/:host/:port', 'env string[]'],
  ['reads', 'can-replicate-from/:host/:port/:belowHost/:belowPort', 'env Key'],
  ['reads', 'can-replicate-from-gtid/:host/:port/:belowHost/:belowPort', 'env Key'],
  ['changes', 'set-read-only/:host/:port', 'env Instance'],
  ['changes', 'set-writeable/:host/:port', 'env Instance'],
  ['changes', 'flush-binary-logs/:host/:port', 'env Instance'],
  ['changes', 'purge-binary-logs/:host/:port/:logFile', 'env Instance'],
  ['changes', 'kill-query/:host/:port/:process', 'env Instance'],
  ['guarded', 'last-pseudo-gtid/:host/:port', 'env string'],
];

/** GTID. */
const GTID: readonly Row[] = [
  ['changes', 'enable-gtid/:host/:port', 'env Instance'],
  ['changes', 'disable-gtid/:host/:port', 'env Instance'],
  ['reads', 'locate-gtid-errant/:host/:port', 'env string[]'],
  ['changes', 'gtid-errant-reset-master/:host/:port', 'env Instance'],
  ['changes', 'gtid-errant-inject-empty/:host/:port', 'env Instance'],
];

/** Semi-sync. */
const SEMI_SYNC: readonly Row[] = [
  ['changes', 'enable-semi-sync-master|enable-semi-sync-source/:host/:port', 'env Instance'],
  ['changes', 'disable-semi-sync-master|disable-semi-sync-source/:host/:port', 'env Instance'],
  ['changes', 'enable-semi-sync-replica/:host/:port', 'env Instance'],
  ['changes', 'disable-semi-sync-replica/:host/:port', 'env Instance'],
];

/** Maintenance and downtime. */
const MAINTENANCE: readonly Row[] = [
  ['changes', 'begin-maintenance/:host/:port/:owner/:reason', 'env Key'],
  ['changes', 'end-maintenance/:host/:port', 'env Key'],
  ['changes', 'end-maintenance/:maintenanceKey', 'env number'],
  ['reads', 'in-maintenance/:host/:port', 'env string'],
  ['reads', 'maintenance', 'bare Maintenance[]'],
  ['changes', 'begin-downtime/:host/:port/:owner/:reason', 'env Key'],
  ['changes', 'begin-downtime/:host/:port/:owner/:reason/:duration', 'env Key'],
  ['changes', 'end-downtime/:host/:port', 'env Key'],
];

/** Tags and pools. */
const TAGS_AND_POOLS: readonly Row[] = [
  ['reads', 'tags/:host/:port', 'bare string[]'],
  ['reads', 'tag-value/:host/:port', 'bare string'],
  ['reads', 'tag-value/:host/:port/:tagName', 'bare string'],
  ['changes', 'tag/:host/:port', 'env Key'],
  ['changes', 'tag/:host/:port/:tagName/:tagValue', 'env Key'],
  ['changes', 'untag/:host/:port', 'env Key[]'],
  ['changes', 'untag/:host/:port/:tagName', 'env Key[]'],
  ['changes', 'untag-all', 'env Key[]'],
  ['changes', 'untag-all/:tagName/:tagValue', 'error'],
  ['reads', 'tagged', 'bare Key[]'],
  ['changes', 'submit-pool-instances/:pool', 'env string'],
  ['guarded', 'cluster-pool-instances/:clusterName', 'env object'],
  ['guarded', 'cluster-pool-instances/:clusterName/:pool', 'env object'],
  ['guarded', 'heuristic-cluster-pool-instances/:clusterName', 'env Instance[]'],
  ['guarded', 'heuristic-cluster-pool-instances/:clusterName/:pool', 'env Instance[]'],
  ['guarded', 'heuristic-cluster-pool-lag/:clusterName', 'env number'],
  ['guarded', 'heuristic-cluster-pool-lag/:clusterName/:pool', 'env number'],
];

/** Analysis and recovery. */
const RECOVERY: readonly Row[] = [
  ['reads', 'replication-analysis', 'env Analysis[]'],
  ['reads', 'replication-analysis/:clusterName', 'env Analysis[]'],
  ['reads', 'replication-analysis/instance/:host/:port', 'env Analysis[]'],
  ['reads', 'replication-analysis-changelog', 'bare Changelog[]'],
  ['changes', 'recover/:host/:port', 'env Key'],
  ['changes', 'recover/:host/:port/:candidateHost/:candidatePort', 'env Key'],
  ['changes', 'recover-lite/:host/:port', 'env Key'],
  ['changes', 'recover-lite/:host/:port/:candidateHost/:candidatePort', 'env Key'],
  ['changes', 'graceful-master-takeover/:host/:port', 'env RunRecovery'],
  ['changes', 'graceful-master-takeover/:host/:port/:designatedHost/:designatedPort', 'env RunRecovery'],
  ['changes', 'graceful-master-takeover/:clusterHint', 'env RunRecovery'],
  ['changes', 'graceful-master-takeover/:clusterHint/:designatedHost/:designatedPort', 'env RunRecovery'],
  ['changes', 'graceful-master-takeover-auto/:host/:port', 'env RunRecovery'],
  ['changes', 'graceful-master-takeover-auto/:host/:port/:designatedHost/:designatedPort', 'env RunRecovery'],
  ['changes', 'graceful-master-takeover-auto/:clusterHint', 'env RunRecovery'],
  ['changes', 'graceful-master-takeover-auto/:clusterHint/:designatedHost/:designatedPort', 'env RunRecovery'],
  ['changes', 'force-master-failover/:host/:port', 'env RunRecovery'],
  ['changes', 'force-master-failover/:clusterHint', 'env RunRecovery'],
  ['changes', 'force-master-takeover/:clusterHint/:designatedHost/:designatedPort', 'env RunRecovery'],
  ['changes', 'force-master-takeover/:host/:port/:designatedHost/:designatedPort', 'env RunRecovery'],
  ['changes', 'register-candidate/:host/:port/:promotionRule', 'env Key'],
  ['reads', 'automated-recovery-filters', 'env Filters'],
  ['reads', 'active-cluster-recovery/:clusterName', 'bare Recovery[]'],
  ['reads', 'recently-active-cluster-recovery/:clusterName', 'bare Recovery[]'],
  ['reads', 'recently-active-instance-recovery/:host/:port', 'bare Recovery[]'],
  ['reads', 'blocked-recoveries', 'bare Blocked[]'],
  ['reads', 'blocked-recoveries/cluster/:clusterName', 'bare Blocked[]'],
  ['changes', 'disable-global-recoveries', 'env string'],
  ['changes', 'enable-global-recoveries', 'env string'],
  ['reads', 'check-global-recoveries', 'env string'],
];

/** Audit and acknowledgement. */
const AUDIT: readonly Row[] = [
  ['reads', 'audit', 'bare Audit[]'],
  ['reads', 'audit/:page', 'bare Audit[]'],
  ['reads', 'audit/instance/:host/:port', 'bare Audit[]'],
  ['reads', 'audit/instance/:host/:port/:page', 'bare Audit[]'],
  ['reads', 'audit-recovery', 'bare Recovery[]'],
  ['reads', 'audit-recovery/:page', 'bare Recovery[]'],
  ['reads', 'audit-recovery/id/:id', 'bare Recovery[]'],
  ['reads', 'audit-recovery/uid/:uid', 'bare Recovery[]'],
  ['reads', 'audit-recovery/cluster/:clusterName', 'bare Recovery[]'],
  ['reads', 'audit-recovery/cluster/:clusterName/:page', 'bare Recovery[]'],
  ['reads', 'audit-recovery/alias/:clusterAlias', 'bare Recovery[]'],
  ['reads', 'audit-recovery/alias/:clusterAlias/:page', 'bare Recovery[]'],
  ['reads', 'audit-recovery-steps/:uid', 'bare Step[]'],
  ['reads', 'audit-failure-detection', 'bare Detection[]'],
  ['reads', 'audit-failure-detection/:page', 'bare Detection[]'],
  ['reads', 'audit-failure-detection/id/:id', 'bare Detection[]'],
  ['reads', 'audit-failure-detection/alias/:clusterAlias', 'bare Detection[]'],
  ['reads', 'audit-failure-detection/alias/:clusterAlias/:page', 'bare Detection[]'],
  ['changes', 'ack-recovery/cluster/:clusterHint', 'env string'],
  ['changes', 'ack-recovery/cluster/alias/:clusterAlias', 'env string'],
  ['changes', 'ack-recovery/instance/:host/:port', 'env Key'],
  ['changes', 'ack-recovery/:recoveryId', 'env string'],
  ['changes', 'ack-recovery/uid/:uid', 'env string'],
  ['changes', 'ack-all-recoveries', 'env string'],
];

/** Key-value. */
const KEY_VALUE: readonly Row[] = [
  ['changes', 'submit-masters-to-kv-stores', 'env Pair[]'],
  ['changes', 'submit-masters-to-kv-stores/:clusterHint', 'env Pair[]'],
];

/** Raft and leadership. */
const LEADERSHIP: readonly Row[] = [
  ['reads', 'leader-check', 'bare string'],
  ['reads', 'leader-check/:errorStatusCode', 'bare string'],
  ['reads', 'routed-leader-check', 'bare string'],
  ['changes', 'grab-election', 'env null'],
  ['changes', 'reelect', 'env null'],
  ['changes', 'raft-add-peer/:addr', 'error'],
  ['changes', 'raft-remove-peer/:addr', 'error'],
  ['changes', 'raft-yield/:node', 'error'],
  ['changes', 'raft-yield-hint/:hint', 'error'],
  ['reads', 'raft-peers', 'error'],
  ['reads', 'raft-state', 'error'],
  ['reads', 'raft-leader', 'error'],
  ['reads', 'raft-health', 'error'],
  ['reads', 'raft-status', 'error'],
  ['changes', 'raft-snapshot', 'error'],
  ['changes', 'raft-follower-health-report/:authenticationToken/:raftBind/:raftAdvertise', 'error'],
];

/** Health and status. */
const HEALTH: readonly Row[] = [
  ['reads', 'health', 'env Health'],
  ['reads', 'status', 'env Health'],
  ['reads', 'lb-check', 'bare string'],
  ['reads', '_ping', 'bare string'],
  ['reads', 'headers', 'bare object'],
];

/** Configuration and hostname cache. */
const CONFIGURATION: readonly Row[] = [
  ['changes', 'reload-configuration', 'env string'],
  ['reads', 'hostname-resolve-cache', 'env object'],
  ['changes', 'reset-hostname-resolve-cache', 'env null'],
  ['changes', 'register-hostname-unresolve/:host/:port/:virtualname', 'env Key'],
  ['changes', 'deregister-hostname-unresolve/:host/:port', 'env Key'],
  ['changes', 'reload-cluster-alias', 'error'],
];

/** Bulk. */
const BULK: readonly Row[] = [
  ['guarded', 'bulk-instances', 'bare Key[]'],
  ['guarded', 'bulk-promotion-rules', 'bare PromotionRule[]'],
];

/** Metrics. */
const METRICS: readonly Row[] = [
  ['reads', 'discovery-metrics-raw/:seconds', 'bare ProbeMetric[]'],
  ['reads', 'discovery-metrics-aggregated/:seconds', 'bare ProbeMetrics'],
  ['reads', 'discovery-queue-metrics-raw/:seconds', 'bare QueueMetric[]'],
  ['reads', 'discovery-queue-metrics-aggregated/:seconds', 'bare QueueMetrics'],
  ['reads', 'discovery-queue-metrics-raw/:queue/:seconds', 'bare QueueMetric[]'],
  ['reads', 'discovery-queue-metrics-aggregated/:queue/:seconds', 'bare QueueMetrics'],
  ['reads', 'backend-query-metrics-raw/:seconds', 'bare QueryMetric[]'],
  ['reads', 'backend-query-metrics-aggregated/:seconds', 'bare QueryMetrics'],
  ['reads', 'write-buffer-metrics-raw/:seconds', 'bare WriteMetric[]'],
  ['reads', 'write-buffer-metrics-aggregated/:seconds', 'bare WriteMetrics'],
];

/** Agents (main listener). */
const AGENTS: readonly Row[] = [
  ['changes', 'agents', 'error'],
  ['changes', 'agent/:host', 'error'],
  ['changes', 'agent-umount/:host', 'error'],
  ['changes', 'agent-mount/:host', 'error'],
  ['changes', 'agent-create-snapshot/:host', 'error'],
  ['changes', 'agent-removelv/:host', 'error'],
  ['changes', 'agent-mysql-stop/:host', 'error'],
  ['changes', 'agent-mysql-start/:host', 'error'],
  ['changes', 'agent-seed/:targetHost/:sourceHost', 'error'],
  ['changes', 'agent-active-seeds/:host', 'error'],
  ['changes', 'agent-recent-seeds/:host', 'error'],
  ['changes', 'agent-seed-details/:seedId', 'error'],
  ['changes', 'agent-seed-states/:seedId', 'error'],
  ['changes', 'agent-abort-seed/:seedId', 'error'],
  ['changes', 'agent-custom-command/:host/:command', 'error'],
  ['changes', 'seeds', 'error'],
];

export const ORCHESTRATOR_ROUTES: readonly OrchestratorRoute[] = [
  ...DISCOVERY,
  ...CLUSTERS,
  ...RELOCATION,
  ...REPLICATION,
  ...GTID,
  ...SEMI_SYNC,
  ...MAINTENANCE,
  ...TAGS_AND_POOLS,
  ...RECOVERY,
  ...AUDIT,
  ...KEY_VALUE,
  ...LEADERSHIP,
  ...HEALTH,
  ...CONFIGURATION,
  ...BULK,
  ...METRICS,
  ...AGENTS,
].flatMap(([kind, path, answer]) => {
  const [first = '', ...rest] = path.split('/');
  return first.split('|').map((word) => ({ kind, path: [word, ...rest].join('/'), answer }));
});
