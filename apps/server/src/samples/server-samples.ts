/** How far behind servers were during the last hour, and what their probes took: in memory, for the charts. */
import type { ClusterId, InstanceId, Instant, TopologySnapshot } from '@topiary/domain';
import type { Clock } from '@topiary/engine';
import { SECONDS, SLOT_MS, SLOTS, SampleRings, slotOf, TENTHS } from './sample-rings.ts';

export interface Samples {
  /** When the first slot began. */
  readonly from: Instant;
  readonly stepMs: number;
  readonly lagSeconds: readonly (number | null)[];
  readonly probeMs: readonly (number | null)[];
}

export interface ClusterSamples extends Pick<Samples, 'from' | 'stepMs'> {
  /** Those that were furthest behind first; at most `limit`. */
  readonly servers: readonly { readonly instance: InstanceId; readonly lagSeconds: Samples['lagSeconds'] }[];
  /** How many more replicate. */
  readonly more: number;
}

/** Servers that are looked at in one turn of the event loop. */
const PER_TURN = 1_000;

export class ServerSamples {
  private readonly clock: Clock;
  private readonly lag = new SampleRings(SECONDS);
  private readonly probes = new SampleRings(TENTHS);
  private cancel: () => void = () => undefined;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** One that failed took as long as it was waited for, which says nothing of the server. */
  probed(id: InstanceId, tookMs: number): void {
    this.probes.add(id, slotOf(this.clock.now()), tookMs);
  }

  forget(id: InstanceId): void {
    this.lag.forget(id);
    this.probes.forget(id);
  }

  /** Notes the lag of everybody, slot by slot, until it is stopped. */
  watch(snapshot: () => TopologySnapshot): void {
    const now = this.clock.now();
    const current = snapshot();
    this.look(current, [...current.instances.keys()], slotOf(now), () => {
      this.forgetUnknown(current);
      this.cancel = this.clock.schedule(SLOT_MS, () => this.watch(snapshot));
    });
  }

  stop(): void {
    this.cancel();
  }

  of(id: InstanceId): Samples {
    const slot = slotOf(this.clock.now());
    return {
      ...this.span(slot),
      lagSeconds: this.lag.read(id, slot, SLOTS),
      probeMs: this.probes.read(id, slot, SLOTS),
    };
  }

  /** `points` divides the slots: of those that come together the largest counts. */
  ofCluster(snapshot: TopologySnapshot, cluster: ClusterId, { limit, points }: ClusterQuestion): ClusterSamples {
    const slot = slotOf(this.clock.now());
    const members = snapshot.clusters.get(cluster)?.members ?? [];
    const all = members
      .map((instance) => ({ instance, lagSeconds: coarser(this.lag.read(instance, slot, SLOTS), points) }))
      .filter(({ lagSeconds }) => lagSeconds.some((value) => value !== null))
      .map((server) => ({ ...server, worst: Math.max(...server.lagSeconds.map((value) => value ?? 0)) }))
      .toSorted((left, right) => right.worst - left.worst);
    return {
      ...this.span(slot),
      stepMs: (SLOT_MS * SLOTS) / points,
      servers: all.slice(0, limit).map(({ instance, lagSeconds }) => ({ instance, lagSeconds })),
      more: Math.max(0, all.length - limit),
    };
  }

  private span(slot: number): Pick<Samples, 'from' | 'stepMs'> {
    return { from: ((slot - SLOTS + 1) * SLOT_MS) as Instant, stepMs: SLOT_MS };
  }

  private look(snapshot: TopologySnapshot, ids: readonly InstanceId[], slot: number, onDone: () => void): void {
    for (const id of ids.slice(0, PER_TURN)) this.note(snapshot, id, slot);
    const rest = ids.slice(PER_TURN);
    if (rest.length === 0) onDone();
    else this.cancel = this.clock.schedule(1, () => this.look(snapshot, rest, slot, onDone));
  }

  /** What was seen last of a server that does not answer says nothing of now. */
  private note({ instances, edgesByReplica }: TopologySnapshot, id: InstanceId, slot: number): void {
    if (instances.get(id)?.health !== 'ok') return;
    const known = (edgesByReplica.get(id) ?? []).flatMap(({ lagSeconds }) => (lagSeconds === null ? [] : [lagSeconds]));
    if (known.length > 0) this.lag.add(id, slot, Math.max(...known));
  }

  private forgetUnknown({ instances }: TopologySnapshot): void {
    for (const rings of [this.lag, this.probes]) for (const id of rings.ids()) if (!instances.has(id)) rings.forget(id);
  }
}

export interface ClusterQuestion {
  readonly limit: number;
  readonly points: number;
}

function coarser(values: readonly (number | null)[], points: number): readonly (number | null)[] {
  const step = values.length / points;
  return Array.from({ length: points }, (_, index) => {
    const part = values.slice(index * step, (index + 1) * step).filter((value) => value !== null);
    return part.length === 0 ? null : Math.max(...part);
  });
}
