import type { topiaryKeys } from '../keys/topiary.ts';
import { atStart, reloaded } from './explanation.ts';
import type { KeyExplanation } from './explanation.ts';

export const topiaryExplained: Readonly<Record<keyof typeof topiaryKeys, KeyExplanation>> = {
  TopiaryDataDirectory: atStart('Where the store is kept. Empty: `topiary` in the XDG state directory of the user.'),
  TopiaryPollIntervalMilliseconds: atStart(
    'Interval between probes of a server, finer than `InstancePollSeconds`; 0: that key counts.',
  ),
  TopiaryFullProbeEvery: atStart(
    "Of so many regular probes of a server one asks everything. The others leave out what costs the server most and hardly ever changes (who reads its binary log, heartbeat and compression of its channels, NDB's SQL nodes), unless they see that something changed. At worst, a replica that somebody attaches by hand is seen after so many intervals, or after 10 s where that is less; where the interval is longer than 5 s, and with 1, every probe asks everything. So does, always, what a person asks for and what a plan goes by when it is confirmed.",
  ),
  TopiaryPulseMilliseconds: atStart(
    'Servers that others replicate from are felt this often on the connection that is held, each by one constant: one that stands still closes nothing, and no event tells of it. Of very many, each less often. 0: only probes tell.',
  ),
  TopiaryRecoverByHandClusterFilters: reloaded(
    'Clusters, written as in `RecoverMasterClusterFilters`, of which a person decides: failures are told, and not repaired by themselves.',
  ),
  TopiaryGraceClusterFilters: reloaded(
    'Clusters in which a failed server has `TopiaryGraceSeconds` to come back by itself before another takes its place.',
  ),
  TopiaryGraceSeconds: reloaded('How long a server of TopiaryGraceClusterFilters has.'),
  TopiaryRestartReceiverClusterFilters: reloaded(
    'Clusters in which the receiver of one replica may be restarted where a master takes connections and greets nobody, and no replica is due to hear a heartbeat for more than two seconds: it is not let in either, if the master stands still. Never one that semi-sync needs, nor one of MariaDB; once a minute at most, and only where the failure would be repaired by itself.',
  ),
  TopiaryStormMasters: reloaded(
    'More than so many masters that fail at once hold each other back where nothing but the network between them and Topiary speaks for it: their hosts say nothing, and part of their replicas is gone too. 0: the number does not count.',
  ),
  TopiaryStormPercent: reloaded(
    'The same as a percentage of all masters, of which two at least must fail. 0: it does not count.',
  ),
  TopiaryStormWindowSeconds: reloaded('Failures that began within so many seconds began at once.'),
  TopiaryWriteProbeQuery: atStart(
    'One statement that writes, run now and then on every writable master to see whether writes end: a full disk or hung storage shows nowhere else. Empty: nothing is written. Topiary makes no table: make one, say `meta.topiary_probe` with the columns `id` and `at`, grant the account INSERT, UPDATE and DELETE on it, and give `REPLACE INTO meta.topiary_probe (id, at) VALUES (1, NOW())`. It goes into the binary log as every write does.',
  ),
  TopiaryWriteProbeSeconds: atStart('Seconds between two such writes.'),
  TopiaryWriteProbeDeadlineMilliseconds: atStart('A write that takes longer counts as one that does not end.'),
  TopiaryPulseDeadlineMilliseconds: atStart(
    'What takes longer is looked into at once: new connections, and what the replicas hear. It is no failure by itself.',
  ),
  TopiaryClassificationIntervalSeconds: atStart(
    'What the `Detect…Query` settings gave is asked again after so long; a new, restarted or promoted server is asked at once.',
  ),
  TopiaryPlanPurgeDays: atStart(
    'Finished plans and their journals are kept so many days; 0: as long as `AuditPurgeDays` says.',
  ),
  TopiaryAuditMaxEntries: atStart('Lines of the audit that are kept, however young they are.'),
  TopiaryHistoryDays: atStart(
    'How clusters looked is kept so many days, for the playback; how one stood where that begins stays.',
  ),
  TopiaryHistoryRevisions: atStart(
    'Of one cluster: so many changes of its tree are kept, and besides so many of its states alone (a line that lags, a finding), however young they are.',
  ),
  TopiaryReplicationHeartbeatSeconds: reloaded(
    'Heartbeat period restated on replicas whose own cannot be read; `null`: left to the server, and the plan says so.',
  ),
  TopiaryReplicationUser: reloaded(
    'What `change-master-credentials` gives a replica, where `ReplicationCredentialsQuery` is empty. Both empty: the topology account.',
  ),
  TopiaryReplicationPassword: reloaded('Its password.'),
  TopiaryHostNames: reloaded(
    'Further names under which this Topiary is reached, for the check of the `Host` header on loopback.',
  ),
  TopiaryNotifications: reloaded(
    'Whom to tell beside hooks: objects with `Name`, `Format`, `Url`, `Secret`, `Events`; see docs/notifications.md.',
  ),
  TopiaryHookDeadlineSeconds: reloaded(
    'A hook that takes longer is ended, with everything that it started. One with a trailing `&` has an hour.',
  ),
  TopiaryFencingProcesses: reloaded(
    'Shell commands that keep a master that is given up, and could not be closed, from being written to.',
  ),
  TopiaryFencingRequired: reloaded(
    'Nobody takes the place of a master that may still answer before it is certain that it takes no writes.',
  ),
  TopiaryRejoinOldMasters: reloaded(
    'A master that was replaced and comes back without transactions of its own is set up below the new one by itself.',
  ),
  TopiaryLongTransactionSeconds: reloaded(
    'A takeover is refused while a transaction of the master, or a statement that writes, is this old; see its choice of blockers.',
  ),
  TopiaryTakeoverWaitSeconds: reloaded('For what is in the way of a takeover to end, where it is asked to wait.'),
  TopiaryPromotedVariables: reloaded(
    'Variables that a server is set to before it takes the writes of another: `{ "sync_binlog": "1" }`.',
  ),
  TopiaryDemotedVariables: reloaded('The same of the old master, once it is closed.'),
  TopiaryPromoteFilteredReplicas: reloaded(
    'A replica that leaves out a part of its master, in what it replicates or logs, may be chosen to take its place.',
  ),
  TopiaryPersistReadOnly: reloaded(
    'Who may write is kept over a restart of the servers of a takeover (MySQL 8.0 and later: SET PERSIST).',
  ),
  TopiarySetAsideSchemas: atStart(
    'Schemas whose tables nobody misses when a replica wrote to them itself, those of heartbeats say: errant transactions with rows of these, or of schemas that servers keep for themselves (`mysql`, `sys`, `performance_schema`), are said to be likely harmless.',
  ),
  TopiarySources: atStart(
    "Where servers come from, beside `DiscoverySeeds`: DNS SRV records, lists that are served as JSON, Consul's catalog. Each source is an object with `Name`, `Kind` (`srv`, `http` or `consul`) and the fields of its kind: see docs/sources.md.",
  ),
};
