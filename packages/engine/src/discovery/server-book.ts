/** The latest record of every known server, and which of them changed since the last snapshot. */
import type {
  Address,
  ClassificationAnswers,
  ClusterId,
  InstanceId,
  Instant,
  Observation,
  ProbeFailure,
  Remembered,
  SampleTime,
  ServerRecord,
  Silence,
} from '@topiary/domain';
import {
  FAILURES_UNTIL_UNREACHABLE,
  identityKeyOf,
  instanceIdOf,
  keptObservation,
  NO_ANSWERS,
  unaskedRecord,
} from '@topiary/domain';

export interface ObservedWhen {
  readonly at: Instant;
  readonly sampled: SampleTime;
}

const NOBODY: ReadonlyMap<InstanceId, ServerRecord> = new Map();
const NO_TELLERS: ReadonlySet<InstanceId> = new Set();
const NOTHING_KNOWN: Remembered = {
  cluster: null,
  sources: [],
  answers: NO_ANSWERS,
  lastSeenAt: null,
  failingSince: null,
};

export class ServerBook {
  private readonly byId = new Map<InstanceId, ServerRecord>();
  private readonly touched = new Set<InstanceId>();
  /** By what servers tell as their identity: a fleet of ten thousand is not gone through for each that is found. */
  private readonly byIdentity = new Map<string, Set<InstanceId>>();
  /** Identities that more than one server tells. */
  private readonly shared = new Set<string>();

  get records(): ReadonlyMap<InstanceId, ServerRecord> {
    return this.byId;
  }

  /** Servers that tell the same identity as another one, in the order in which they were added. */
  get lookalikes(): ReadonlyMap<InstanceId, ServerRecord> {
    if (this.shared.size === 0) return NOBODY;
    const ids = new Set([...this.shared].flatMap((key) => [...(this.byIdentity.get(key) ?? [])]));
    return new Map([...this.byId].filter(([id]) => ids.has(id)));
  }

  /** Who tells that identity, aliases among them. */
  tellersOf(identityKey: string): ReadonlySet<InstanceId> {
    return this.byIdentity.get(identityKey) ?? NO_TELLERS;
  }

  has(id: InstanceId): boolean {
    return this.byId.has(id);
  }

  /** Adds a server by name, with what an earlier run knew of it; answers whether it is new. */
  add(address: Address, known: Remembered = NOTHING_KNOWN): boolean {
    const id = instanceIdOf(address);
    if (this.byId.has(id)) return false;
    this.put(unaskedRecord(address, known));
    return true;
  }

  observed(id: InstanceId, observation: Observation, { at, sampled }: ObservedWhen): void {
    const record = this.byId.get(id);
    if (record === undefined) return;
    const kept = keptObservation(record.observation, observation);
    this.noteIdentity(id, record.observation, kept);
    this.put({ ...record, observation: kept, observedAt: at, sampled, failure: null, failingSince: null, failures: 0 });
  }

  answered(id: InstanceId, answers: ClassificationAnswers): void {
    const record = this.byId.get(id);
    if (record !== undefined) this.put({ ...record, answers });
  }

  failed(id: InstanceId, failure: ProbeFailure, at: Instant): void {
    const record = this.byId.get(id);
    if (record === undefined) return;
    this.put({ ...record, failure, failingSince: record.failingSince ?? at, failures: record.failures + 1 });
  }

  /** As sure as failures in a row are. */
  gone(id: InstanceId, failure: ProbeFailure, at: Instant): void {
    const failures = this.byId.get(id)?.failures ?? FAILURES_UNTIL_UNREACHABLE;
    for (let count = failures; count < FAILURES_UNTIL_UNREACHABLE; count += 1) this.failed(id, failure, at);
  }

  /** Channels that are known to hear nothing; none: nothing of that is known. */
  silent(id: InstanceId, silences: readonly Silence[]): void {
    const record = this.byId.get(id);
    if (record === undefined || (record.silences ?? []).length + silences.length === 0) return;
    const { silences: _, ...rest } = record;
    this.put(silences.length === 0 ? rest : { ...rest, silences });
  }

  /** So that a cluster keeps its id when this process starts again. */
  placed(id: InstanceId, cluster: ClusterId): void {
    const record = this.byId.get(id);
    if (record !== undefined && record.lastCluster !== cluster) this.byId.set(id, { ...record, lastCluster: cluster });
  }

  remove(id: InstanceId): void {
    this.noteIdentity(id, this.byId.get(id)?.observation ?? null, null);
    this.byId.delete(id);
    this.touched.add(id);
  }

  /** The ids that changed since the last call. */
  takeTouched(): ReadonlySet<InstanceId> {
    const taken = new Set(this.touched);
    this.touched.clear();
    return taken;
  }

  private noteIdentity(id: InstanceId, before: Observation | null, now: Observation | null): void {
    if (before?.identity === now?.identity) return;
    const [left, told] = [identityKeyOf(before), identityKeyOf(now)];
    if (left === told) return;
    if (left !== null) this.leaveIdentity(id, left);
    if (told === null) return;
    const tellers = this.byIdentity.get(told) ?? new Set();
    this.byIdentity.set(told, tellers.add(id));
    if (tellers.size > 1) this.shared.add(told);
  }

  private leaveIdentity(id: InstanceId, key: string): void {
    const tellers = this.byIdentity.get(key);
    tellers?.delete(id);
    if (tellers === undefined || tellers.size < 2) this.shared.delete(key);
    if (tellers?.size === 0) this.byIdentity.delete(key);
  }

  private put(record: ServerRecord): void {
    this.byId.set(record.id, record);
    this.touched.add(record.id);
  }
}
