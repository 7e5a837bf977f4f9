/** Keys of our own, beside orchestrator's; all begin with `Topiary`. */
import { count, flag, list, objects, optionalNumber, text, textMap } from './kinds.ts';

export const topiaryKeys = {
  /** Where the store is kept. Empty: `topiary` in the XDG state directory of the user. */
  TopiaryDataDirectory: text(),
  /** Interval between probes of a server, finer than `InstancePollSeconds`; 0: that key counts. */
  TopiaryPollIntervalMilliseconds: count(0, { max: 3_600_000 }),
  /**
   * Of so many regular probes of a server one asks everything. The others leave out what costs the server most and hardly
   * ever changes (who reads its binary log, heartbeat and compression of its channels, NDB's SQL nodes), unless they see
   * that something changed. At worst, a replica that somebody attaches by hand is seen after so many intervals, or after
   * 10 s where that is less; where the interval is longer than 5 s, and with 1, every probe asks everything. So does, always,
   * what a person asks for and what a plan goes by when it is confirmed.
   */
  TopiaryFullProbeEvery: count(3, { min: 1, max: 100 }),
  /**
   * Servers that others replicate from are felt this often on the connection that is held, each by one constant: one that
   * stands still closes nothing, and no event tells of it. Of very many, each less often. 0: only probes tell.
   */
  TopiaryPulseMilliseconds: count(300, { max: 60_000 }),
  /** Clusters, written as in `RecoverMasterClusterFilters`, of which a person decides: failures are told, and not repaired by themselves. */
  TopiaryRecoverByHandClusterFilters: list(),
  /** Clusters in which a failed server has `TopiaryGraceSeconds` to come back by itself before another takes its place. */
  TopiaryGraceClusterFilters: list(),
  TopiaryGraceSeconds: count(30, { min: 1, max: 86_400 }),
  /**
   * Clusters in which the receiver of one replica may be restarted where a master takes connections and greets nobody, and no
   * replica is due to hear a heartbeat for more than two seconds: it is not let in either, if the master stands still. Never
   * one that semi-sync needs, nor one of MariaDB; once a minute at most, and only where the failure would be repaired by itself.
   */
  TopiaryRestartReceiverClusterFilters: list(),
  /**
   * More than so many masters that fail at once hold each other back where nothing but the network between them and Topiary
   * speaks for it: their hosts say nothing, and part of their replicas is gone too. 0: the number does not count.
   */
  TopiaryStormMasters: count(5, { max: 1_000_000 }),
  /** The same as a percentage of all masters, of which two at least must fail. 0: it does not count. */
  TopiaryStormPercent: count(30, { max: 100 }),
  /** Failures that began within so many seconds began at once. */
  TopiaryStormWindowSeconds: count(60, { min: 1, max: 86_400 }),
  /**
   * One statement that writes, run now and then on every writable master to see whether writes end: a full disk or hung
   * storage shows nowhere else. Empty: nothing is written. Topiary makes no table: make one, say `meta.topiary_probe` with
   * the columns `id` and `at`, grant the account INSERT, UPDATE and DELETE on it, and give
   * `REPLACE INTO meta.topiary_probe (id, at) VALUES (1, NOW())`. It goes into the binary log as every write does.
   */
  TopiaryWriteProbeQuery: text(),
  TopiaryWriteProbeSeconds: count(10, { min: 1, max: 86_400 }),
  /** A write that takes longer counts as one that does not end. */
  TopiaryWriteProbeDeadlineMilliseconds: count(3_000, { min: 100, max: 60_000 }),
  /** What takes longer is looked into at once: new connections, and what the replicas hear. It is no failure by itself. */
  TopiaryPulseDeadlineMilliseconds: count(200, { min: 20, max: 10_000 }),
  /** What the `Detect…Query` settings gave is asked again after so long; a new, restarted or promoted server is asked at once. */
  TopiaryClassificationIntervalSeconds: count(60, { min: 1, max: 86_400 }),
  /** Finished plans and their journals are kept so many days; 0: as long as `AuditPurgeDays` says. */
  TopiaryPlanPurgeDays: count(0, { max: 36_500 }),
  /** Lines of the audit that are kept, however young they are. */
  TopiaryAuditMaxEntries: count(1_000_000, { min: 1_000, max: 100_000_000 }),
  /** Heartbeat period restated on replicas whose own cannot be read; `null`: left to the server, and the plan says so. */
  TopiaryReplicationHeartbeatSeconds: optionalNumber({ min: 0.001, max: 4_294_967 }),
  /** What `change-master-credentials` gives a replica, where `ReplicationCredentialsQuery` is empty. Both empty: the topology account. */
  TopiaryReplicationUser: text(),
  TopiaryReplicationPassword: text(),
  /** Further names under which this Topiary is reached, for the check of the `Host` header on loopback. */
  TopiaryHostNames: list(),
  /** Whom to tell beside hooks: objects with `Name`, `Format`, `Url`, `Secret`, `Events`; see docs/notifications.md. */
  TopiaryNotifications: objects(),
  /** A hook that takes longer is ended, with everything that it started. One with a trailing `&` has an hour. */
  TopiaryHookDeadlineSeconds: count(60, { min: 1, max: 3_600 }),
  /** Shell commands that keep a master that is given up, and could not be closed, from being written to. */
  TopiaryFencingProcesses: list(),
  /** Nobody takes the place of a master that may still answer before it is certain that it takes no writes. */
  TopiaryFencingRequired: flag(),
  /** A master that was replaced and comes back without transactions of its own is set up below the new one by itself. */
  TopiaryRejoinOldMasters: flag(true),
  /** A takeover is refused while a transaction of the master, or a statement that writes, is this old; see its choice of blockers. */
  TopiaryLongTransactionSeconds: count(10, { min: 1, max: 86_400 }),
  /** For what is in the way of a takeover to end, where it is asked to wait. */
  TopiaryTakeoverWaitSeconds: count(60, { min: 1, max: 3_600 }),
  /** Variables that a server is set to before it takes the writes of another: `{ "sync_binlog": "1" }`. */
  TopiaryPromotedVariables: textMap(),
  /** The same of the old master, once it is closed. */
  TopiaryDemotedVariables: textMap(),
  /** A replica that leaves out a part of its master, in what it replicates or logs, may be chosen to take its place. */
  TopiaryPromoteFilteredReplicas: flag(),
  /** Who may write is kept over a restart of the servers of a takeover (MySQL 8.0 and later: SET PERSIST). */
  TopiaryPersistReadOnly: flag(),
  /**
   * Schemas whose tables nobody misses when a replica wrote to them itself, those of heartbeats say: errant transactions with rows
   * of these, or of schemas that servers keep for themselves (`mysql`, `sys`, `performance_schema`), are said to be likely harmless.
   */
  TopiarySetAsideSchemas: list(),
  /**
   * Where servers come from, beside `DiscoverySeeds`: DNS SRV records, lists that are served as JSON, Consul's catalog. Each
   * source is an object with `Name`, `Kind` ("srv", "http" or "consul") and the fields of its kind: see docs/sources.md.
   */
  TopiarySources: objects(),
} as const;
