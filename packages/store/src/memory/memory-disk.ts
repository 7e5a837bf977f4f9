/** What survives a store in memory: several stores on one disk are several processes on one file. */
import type { ClusterId, InstanceId, Instant, JournalEntry, PlanId, Registration } from '@topiary/domain';
import type {
  AuditEntry,
  TopologyPicture,
  FindingChangeRecord,
  KnownCluster,
  KnownInstance,
  LeaseHolder,
  PicturedRevision,
  PlanRecord,
  RememberedSource,
  ScheduledTakeover,
} from '@topiary/engine';
import { RecoveriesOnDisk } from './memory-recoveries.ts';
import type { StoreErrorCode } from '../store-error.ts';

export class MemoryDisk {
  readonly instances = new Map<InstanceId, KnownInstance>();
  readonly clusters = new Map<ClusterId, KnownCluster>();
  readonly plans = new Map<PlanId, PlanRecord>();
  readonly journals = new Map<PlanId, readonly JournalEntry[]>();
  readonly audit: AuditEntry[] = [];
  /** In the order they were written; at most `MAX_FINDING_CHANGES`. */
  readonly findingChanges: FindingChangeRecord[] = [];
  /** In the order they were written; at most `MAX_REVISIONS_IN_MEMORY`. */
  readonly clusterHistory: PicturedRevision[] = [];
  /** By `textOfKey`. */
  readonly registrations = new Map<string, Registration>();
  registrationRevision = 0;
  /** By name. */
  readonly sources = new Map<string, RememberedSource>();
  readonly takeovers = new Map<string, ScheduledTakeover>();
  /** In the order they were taken; at most `MAX_PICTURES`. */
  readonly pictures: TopologyPicture[] = [];
  readonly recoveries = new RecoveriesOnDisk();
  lease: { readonly term: number; readonly holder: LeaseHolder; readonly since: Instant } | null = null;
  /** The store that holds the lock now; the lock goes with it. */
  lockedBy: object | null = null;
  /** Stores that wanted it and did not get it. */
  readonly waiting = new Map<object, LeaseHolder>();
  /** When set, every durable write is refused with this code, as on a full or broken disk. */
  trouble: StoreErrorCode | null = null;
}
