/** Every bound of the store, with its unit in the name. */

/** How long a change of the inventory or an audit line may wait in memory before it is sent to disk. */
export const FLUSH_INTERVAL_MS = 500;
/** Rows of one written-behind transaction; a journal entry waits for at most one such batch (a few milliseconds). */
export const FLUSH_BATCH_ROWS = 500;
/** After a failed flush the next one waits this long, then twice as long, up to the maximum. */
export const FLUSH_RETRY_MIN_MS = 1_000;
export const FLUSH_RETRY_MAX_MS = 30_000;
/** A batch that takes longer is reported; it is not sent again, because it may still be written. */
export const FLUSH_SLOW_MS = 5_000;
/** A reader that wants to see what was just written waits for the flush no longer than this. */
export const FLUSH_WAIT_MS = 500;
/** Keys (instances and clusters together) with an unwritten change. Later keys are dropped: the next probe brings them again. */
export const MAX_BUFFERED_INVENTORY_KEYS = 50_000;
/** Audit lines that wait for the disk. Later lines are dropped, counted and logged. */
export const MAX_BUFFERED_AUDIT_ENTRIES = 10_000;

/** How long SQLite waits for another process's write lock. */
export const BUSY_TIMEOUT_MS = 500;
export const OPEN_DEADLINE_MS = 30_000;
/** An append that takes longer rejects; it is still written when the disk answers again, in order. */
export const JOURNAL_DEADLINE_MS = 1_000;
/** After an append that timed out, until one succeeds. */
export const STUCK_JOURNAL_DEADLINE_MS = 50;
export const LEASE_DEADLINE_MS = 2_000;
/** How long the thread that writes may take to answer for the lease before the other one is asked too. */
export const LEASE_HEDGE_MS = 50;
/** A person waits for it. */
export const REGISTER_DEADLINE_MS = 5_000;
/** Nobody waits for it but the next read of that source. */
export const SOURCE_MEMORY_DEADLINE_MS = 5_000;
export const READ_DEADLINE_MS = 10_000;
export const CLOSE_DEADLINE_MS = 5_000;
/** A durable write that took longer is reported as a slow disk. */
export const SLOW_WRITE_MS = 100;
/** At most one report of the same trouble in this time. */
export const REPORT_INTERVAL_MS = 10_000;

/** Requests that wait for one worker. */
export const MAX_PENDING_REQUESTS = 1_000;
/** A worker that ended unasked is started again this often within the window; then the store gives up. */
export const MAX_WORKER_RESTARTS = 5;
export const WORKER_RESTART_WINDOW_MS = 60_000;

export const MAX_PAGE_SIZE = 200;
/** Rows that one statement reads when everything is loaded. */
export const LOAD_CHUNK_ROWS = 2_000;
export const MAX_KNOWN_INSTANCES = 100_000;
export const MAX_KNOWN_CLUSTERS = 50_000;
/** More than anybody may register; another program wrote them. */
export const MAX_STORED_REGISTRATIONS = 250_000;
export const MAX_REMEMBERED_SOURCES = 1_000;
/** Scheduled takeovers that are read; who schedules them keeps fewer. */
export const MAX_KEPT_TAKEOVERS = 1_000;
/** Recoveries that are looked at for whether they hold a new one back, the newest first. */
export const MAX_EARLIER_RECOVERIES = 200;
export const MAX_STEPS_PER_RECOVERY = 10_000;
/** Steps that one write may bring. */
export const MAX_STEPS_PER_WRITE = 1_000;
export const MAX_LISTED_BLOCKS = 1_000;
/** One of each cluster, and one for all. */
export const MAX_SWITCHES = 50_001;
/** Findings that hold, of all servers. */
export const MAX_OPEN_FINDINGS = 100_000;
/** Verdicts of the past that are read at once, the newest ones. */
export const MAX_PAST_VERDICTS = 10_000;
export const MAX_UNFINISHED_PLANS = 1_000;
export const MAX_ENTRIES_PER_PLAN = 50_000;
/** Characters of one journal entry as JSON; a plan that moves a thousand replicas needs about a million. */
export const MAX_ENTRY_CHARACTERS = 8_000_000;

/** Larger files are checked by their small tables only, so that a start stays fast. */
export const FULL_CHECK_MAX_BYTES = 64 * 1024 * 1024;
/** Pages of the write-ahead log (4 kB each) after which a commit itself copies them back, and its writer waits. */
export const WAL_CHECKPOINT_PAGES = 4_000;
/** So long after a write the reading thread copies them back, and no writer waits. */
export const CHECKPOINT_AFTER_MS = 2_000;

export const DEFAULT_RETENTION_DAYS = 365;
/** However young: a script that asks for the same thing every second writes 31 million lines a year. About 700 bytes each. */
export const DEFAULT_MAX_AUDIT_ROWS = 1_000_000;
/** Changes of findings: a server that comes and goes every second brings many of them. About 500 bytes each. */
export const FINDING_CHANGE_DAYS = 30;
export const MAX_FINDING_CHANGES = 200_000;
/** Pictures of topologies, one for each cluster and moment: of 1,000 clusters four days of hours. About 100 bytes a server. */
export const MAX_PICTURES = 100_000;
/** Times that are looked through for the one that was asked for, the newest ones. */
export const MAX_PICTURE_TIMES = 10_000;
/** Of large clusters a picture has a megabyte. */
export const PURGE_BATCH_PICTURES = 50;
/** To write those of all clusters. */
export const PICTURES_DEADLINE_MS = 30_000;
/** Changes of findings that wait for the disk. Later ones are dropped, counted and logged. */
export const MAX_BUFFERED_FINDING_CHANGES = 10_000;
/** How clusters looked: of each kind, of one cluster; 1.1 kB of one with ten servers (`docs/benchmarks.md`). */
export const DEFAULT_HISTORY_DAYS = 30;
export const DEFAULT_MAX_REVISIONS = 1_000;
/** Without a file: of all clusters together. */
export const MAX_REVISIONS_IN_MEMORY = 2_000;
/** Revisions that wait for the disk. Later ones are dropped, counted and logged. */
export const MAX_BUFFERED_REVISIONS = 2_000;
/** Characters of one picture as JSON; one of a thousand servers has about 300,000. */
export const MAX_PICTURE_CHARACTERS = 64_000_000;
/** Clusters whose pictures one transaction looks through for what is not to be kept. */
export const PURGE_BATCH_CLUSTERS = 10;
/** Batches of clusters of one purge. */
export const MAX_HISTORY_PURGE_BATCHES = 10_000;
/** A cluster that has had no server for so long is not coming back; its revision need not be remembered. */
export const EMPTY_CLUSTER_DAYS = 1;
/** Pages (4 kB each) that are given back to the file system at a time, and that may stay free for what comes next. */
export const SHRINK_BATCH_PAGES = 250;
export const KEPT_FREE_PAGES = 250;
/** Of one purge, as its batches. */
export const MAX_SHRINK_BATCHES = 4_000;
/** A file that cannot give pages back yet is made to when it is opened, unless it is so large that a start would wait. */
export const CONVERT_MAX_BYTES = 64 * 1024 * 1024;
/** The write-ahead log is cut to this when it begins anew. */
export const WAL_KEPT_BYTES = 16 * 1024 * 1024;
export const FIRST_PURGE_AFTER_MS = 60_000;
export const PURGE_INTERVAL_MS = 3_600_000;
export const PURGE_BATCH_ROWS = 500;
export const PURGE_BATCH_PLANS = 20;
/** Batches of one purge; what is left goes with the next one. */
export const MAX_PURGE_BATCHES = 2_000;

/** How often, and how far apart, the lease's holder is looked up while its lock is taken but its name not yet written. */
export const HOLDER_LOOKUPS = 10;
export const HOLDER_LOOKUP_WAIT_MS = 10;
export const LEASE_BUSY_TIMEOUT_MS = 50;

/** A shared database: between two renewals of the lease by who acts. */
export const SHARED_RENEW_MS = 1_000;
/** One of two Topiaries on a shared database died: so long after its last renewal the other takes over, and a look later at most. */
export const SHARED_TAKE_OVER_MS = 10_000;
/**
 * The same for a Topiary that the one that acts does not know of, because it came while that one could not reach the database.
 * An acting Topiary that knows of no other goes on for 0.7 of this while it cannot reach the database.
 */
export const SHARED_UNKNOWN_TAKE_OVER_MS = 600_000;
/** A Topiary that would take over and was not seen for so long, by the database's clock, is gone. */
export const SHARED_MEMBER_GONE_MS = 60_000;
/** One that said within this time that it would act waits for the lease: it looks each second. */
export const SHARED_WAITING_MS = 5_000;
/** Members that are looked at; the rest is looked at when these are gone. */
export const MAX_SHARED_MEMBERS = 100;
/** One statement of the lease; its connection is given up when it takes longer. */
export const SHARED_LEASE_DEADLINE_MS = 2_000;
/** To read what another Topiary left in the shared database before this one acts. */
export const ADOPT_DEADLINE_MS = 30_000;
/** What may stay behind when a term ends in good order. */
export const MIRROR_DRAIN_DEADLINE_MS = 3_000;
/** Rows, and characters of them, that are copied to a shared database in one transaction. One row may be larger. */
export const MIRROR_BATCH_ROWS = 500;
export const MIRROR_BATCH_CHARACTERS = 4_000_000;
/** How soon a change is copied. */
export const MIRROR_INTERVAL_MS = 100;
/** After a copy that failed the next one waits this long, then twice as long, up to the maximum. */
export const MIRROR_RETRY_MIN_MS = 500;
export const MIRROR_RETRY_MAX_MS = 5_000;
/** So long a list waits for the shared database before it is answered from this process's own file. */
export const SHARED_LIST_DEADLINE_MS = 2_000;
/** Recoveries and failure detections of others that are known here when this process begins to act, the newest ones. */
export const MAX_ADOPTED_RECOVERIES = 5_000;
/** More connections than this are of no use, whatever is configured. */
export const MAX_BACKEND_CONNECTIONS = 16;
