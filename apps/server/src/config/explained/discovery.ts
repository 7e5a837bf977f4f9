import type { discoveryKeys } from '../keys/discovery.ts';
import { alwaysSo, atStart, reloaded, withoutEffect } from './explanation.ts';
import type { KeyExplanation } from './explanation.ts';

const OWN_SCHEDULE =
  'Servers that fail have a schedule of their own: every second for two minutes, then ever less often, at most every 60 s, and they never take the places of servers that answer.';
const NO_QUEUE = 'There is no queue: each server has its own schedule, and what is due is begun at once.';
const WRITTEN_BEHIND = 'What probes find is always written behind them, in batches, and no probe waits for it.';

export const discoveryExplained: Readonly<Record<keyof typeof discoveryKeys, KeyExplanation>> = {
  InstancePollSeconds: atStart(
    'Seconds between two probes of a server.',
    'It is only the floor: a connection that closes, and TopiaryPulseMilliseconds, tell of a failure at once.',
  ),
  ReasonableInstanceCheckSeconds: withoutEffect(
    'How much longer than its interval a probe may take before its server counts as unseen.',
    'What was said counts until it is three intervals old; a probe that fails is confirmed by a second look instead.',
  ),
  DeadInstancePollSecondsMultiplyFactor: withoutEffect('Makes the interval of unreachable servers grow.', OWN_SCHEDULE),
  DeadInstancePollSecondsMax: withoutEffect('The longest interval of unreachable servers.', OWN_SCHEDULE),
  DeadInstanceDiscoveryMaxConcurrency: withoutEffect('Probes of unreachable servers at one time.', OWN_SCHEDULE),
  DeadInstanceDiscoveryLogsEnabled: withoutEffect(
    'Logs the probes of unreachable servers.',
    'That a server became unreachable or came back is always logged, once.',
  ),
  DiscoverByShowSlaveHosts: alwaysSo(
    'Finds replicas by SHOW REPLICAS first, and by the process list else.',
    'Both are asked, in the same round trip, and replicas are found by whichever names them.',
  ),
  DiscoveryMaxConcurrency: atStart('Probes that run at the same time at most.'),
  DiscoveryQueueCapacity: withoutEffect('Servers that may wait for a probe.', NO_QUEUE),
  DiscoveryQueueMaxStatisticsSize: withoutEffect('Seconds of statistics of the queue that are kept.', NO_QUEUE),
  DiscoveryCollectionRetentionSeconds: withoutEffect(
    'Seconds of statistics of probes that are kept.',
    'What is kept of probes is a fixed number of seconds; `topiary` and the page show it.',
  ),
  DiscoverySeeds: reloaded('Servers, as host:port, from which topologies are discovered at start.'),
  DiscoveryIgnoreHostnameFilters: reloaded('Servers (host:port) that match are never probed.'),
  DiscoveryIgnoreReplicaHostnameFilters: reloaded('Servers that match are not followed to from their master.'),
  DiscoveryIgnoreMasterHostnameFilters: reloaded('Servers that match are not followed to from a replica.'),
  DiscoveryIgnoreReplicationUsernameFilters: reloaded('Replicas whose replication account matches are left alone.'),
  EnableDiscoveryFiltersLogs: reloaded('What the filter on accounts leaves out is logged.'),
  BufferInstanceWrites: alwaysSo('What probes find is written in batches.', WRITTEN_BEHIND),
  InstanceWriteBufferSize: withoutEffect('Size of such a batch.', WRITTEN_BEHIND),
  InstanceFlushIntervalMilliseconds: withoutEffect('Longest wait for such a batch.', WRITTEN_BEHIND),
  SkipMaxScaleCheck: withoutEffect(
    'Does not ask servers whether they are MaxScale binlog servers.',
    'What a server is is told by the answers that every probe gets anyway.',
  ),
  UnseenInstanceForgetHours: atStart('A server that did not answer for so long is forgotten.'),
  SnapshotTopologiesIntervalHours: atStart(
    'Hours between two snapshots of all topologies, which topology -pattern draws; 0: none by itself.',
    'They are kept as long as the audit, 100,000 at most, one for each cluster; a restart does not begin a new interval.',
  ),
  HostnameResolveMethod: atStart(
    'How names are looked up: "none" and "default" leave them, "cname" and "ip" ask the name service.',
  ),
  MySQLHostnameResolveMethod: atStart(
    'What a server calls itself by: "none", "@@hostname" or "@@report_host".',
    'A name is believed only where it was proved to lead to the same server.',
  ),
  SkipBinlogServerUnresolveCheck: reloaded('A name given to a binlog server need not lead back to it.'),
  ExpiryHostnameResolvesMinutes: atStart('How long a name that was looked up, or registered, holds.'),
  RejectHostnameResolvePattern: atStart('Names that match are not believed.'),
  ReasonableReplicationLagSeconds: reloaded('A replica that lags more has a problem.'),
  ProblemIgnoreHostnameFilters: reloaded('Servers that match are left out of the list of problems and of its counts.'),
};
