/**
 * Asks those around a server that died. Its replicas tell how dead it is, but a replica may take from some milliseconds
 * up to its `replica_net_timeout` to notice: what it said at the moment of the death is asked again, until no replica
 * claims any longer to read from a server that is known to be unreachable, and at most `MAX_LOOKS` times. Neighbours
 * that fail themselves are left to their own schedule.
 */
import { healthOf } from '@topiary/domain';
import type { Edge, InstanceId, ServerRecord, TopologySnapshot } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';

/**
 * Neighbours are not all asked again so soon after the last time: where something closes every connection, the loss would
 * make the probes, and a probe the next loss.
 */
export const ASK_QUIET_MS = 1_000;
/** From the confirmed failure to the first look at those that claim to go on; twice as long before each further one. */
export const FIRST_LOOK_MS = 100;
/** The last of them comes 102 s after the failure; the usual `replica_net_timeout` is 60 s. */
export const MAX_LOOKS = 10;
/** A server that fails again sooner than this after the last look has only the looks that are left. */
export const LOOKS_MEMORY_MS = 60_000;

export interface OutageWatchOptions {
  readonly clock: Clock;
  readonly pollIntervalMs: number;
  readonly snapshot: () => TopologySnapshot;
  readonly records: ReadonlyMap<InstanceId, ServerRecord>;
  readonly probe: (id: InstanceId) => void;
  /** Many replicas may name one source in a moment; it need not be asked for each of them. */
  readonly probeSoon: (id: InstanceId) => void;
}

interface Outage {
  looks: number;
  lookedAtMs: number;
  cancel: () => void;
}

export class OutageWatch {
  private readonly options: OutageWatchOptions;
  private readonly askedAtMs = new Map<InstanceId, number>();
  private readonly outages = new Map<InstanceId, Outage>();

  constructor(options: OutageWatchOptions) {
    this.options = options;
  }

  /** Its neighbours were asked just now. */
  isQuiet(id: InstanceId): boolean {
    return this.options.clock.monotonicMs() - (this.askedAtMs.get(id) ?? -Infinity) < ASK_QUIET_MS;
  }

  /** Its connection closed. */
  lost(id: InstanceId): void {
    this.askAll(id);
  }

  /** A server became unreachable. */
  confirmed(id: InstanceId): void {
    this.askAll(id);
    const outage = this.outageOf(id);
    outage.cancel();
    this.lookLater(id, outage);
  }

  /** It answers again. */
  ended(id: InstanceId): void {
    this.outages.get(id)?.cancel();
  }

  forget(id: InstanceId): void {
    this.ended(id);
    this.outages.delete(id);
    this.askedAtMs.delete(id);
  }

  stop(): void {
    for (const { cancel } of this.outages.values()) cancel();
    this.outages.clear();
  }

  private askAll(id: InstanceId): void {
    if (this.isQuiet(id)) return;
    this.askedAtMs.set(id, this.options.clock.monotonicMs());
    const { snapshot, probe, probeSoon } = this.options;
    const { edgesByReplica, edgesBySource } = snapshot();
    const replicas = new Set((edgesBySource.get(id) ?? []).map(({ replica }) => replica));
    const sources = new Set((edgesByReplica.get(id) ?? []).map(({ source }) => source));
    for (const replica of replicas) if (this.answers(replica)) probe(replica);
    for (const source of sources) if (!replicas.has(source) && this.answers(source)) probeSoon(source);
  }

  private outageOf(id: InstanceId): Outage {
    const known = this.outages.get(id);
    const now = this.options.clock.monotonicMs();
    if (known !== undefined && now - known.lookedAtMs < LOOKS_MEMORY_MS) return known;
    known?.cancel();
    const outage: Outage = { looks: 0, lookedAtMs: now, cancel: () => undefined };
    this.outages.set(id, outage);
    return outage;
  }

  private lookLater(id: InstanceId, outage: Outage): void {
    const delayMs = FIRST_LOOK_MS * 2 ** outage.looks;
    // By then the ordinary poll will have asked them.
    if (outage.looks >= MAX_LOOKS || delayMs >= this.options.pollIntervalMs) return;
    outage.cancel = this.options.clock.schedule(delayMs, () => this.look(id, outage));
  }

  private look(id: InstanceId, outage: Outage): void {
    const claimants = (this.options.snapshot().edgesBySource.get(id) ?? []).filter((edge) => this.claimsToRead(edge));
    if (claimants.length === 0) return;
    outage.looks += 1;
    outage.lookedAtMs = this.options.clock.monotonicMs();
    for (const { replica } of claimants) this.options.probe(replica);
    this.lookLater(id, outage);
  }

  private claimsToRead({ replica, channel }: Edge): boolean {
    const channels = this.options.records.get(replica)?.observation?.channels ?? [];
    return this.answers(replica) && channels.some(({ name, receiver }) => name === channel && receiver === 'running');
  }

  private answers(id: InstanceId): boolean {
    const record = this.options.records.get(id);
    return record !== undefined && healthOf(record) === 'ok';
  }
}
