/**
 * Feels the pulse of every server that others replicate from: one constant on the connection that is held, several times
 * between two probes; in a large fleet, only where a probe takes long. A server that misses it is looked into at once
 * (`doubt.ts`). A server that is frozen closes nothing, so that no event tells of it; this does. While replicas are known to
 * hear nothing they are looked at again and again, so that the evidence ends when it does.
 */
import type {
  InstanceId,
  ProbeFailure,
  RestartedReceiver,
  ServerRecord,
  Silence,
  TopologySnapshot,
} from '@topiary/domain';
import { addressOf, canonicalId, edgesTo, healthOf, PROBE_AS_PULSE_MS, pulseIntervalMs } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Servers } from '../ports/servers.ts';
import type { EngineSettings } from '../settings.ts';
import { detailOf } from '../shared/detail-of.ts';
import { Limiter } from '../shared/limiter.ts';
import { listenTo, lookInto, stillSilent } from './doubt.ts';
import type { DoubtEnd, DoubtParts, Heard, SilentReplicas } from './doubt.ts';
import { GroupedTimers } from './grouped-timers.ts';
import type { TopologyChange } from './topology-keeper.ts';

/** A network that breaks raises doubts about every server behind it. */
export const MAX_DOUBTS_AT_ONCE = 32;
/** After a doubt that came to nothing, so that a server of which one statement hangs is not looked into all the time. */
export const REST_AFTER_DOUBT_MS = 5_000;
/** Between two looks at replicas that are known to hear nothing. */
export const SILENCE_LOOK_MS = 1_000;
/** An hour of them: by then receivers have given up, and say so. */
export const MAX_SILENCE_LOOKS = 3_600;
/**
 * Pulses are sent a few at a time, each moved for that by no more than half of such a part of their interval: alone, each
 * costs as much to wake up for as four do together (`docs/benchmarks.md`).
 */
const GROUPS_PER_INTERVAL = 3;
const GROUP_SIZE = 16;
const LONGEST_GROUPING_MS = 100;

export interface PulseWatchOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly servers: Pick<Servers, 'greets' | 'listen' | 'pulse'>;
  readonly settings: Pick<EngineSettings, 'pollIntervalMs' | 'pulse'>;
  readonly snapshot: () => TopologySnapshot;
  readonly records: ReadonlyMap<InstanceId, ServerRecord>;
  /** Two new connections met the same, and nobody hears of it. */
  readonly onFrozen: (id: InstanceId, failure: ProbeFailure) => void;
  readonly onSilences: (replica: InstanceId, silences: readonly Silence[]) => void;
  /** Shows what the last calls changed. */
  readonly onJudged: () => void;
  readonly probe: (id: InstanceId) => void;
  /** One of those below it, to see whether it is let in; `null`: none was. */
  readonly restartReceiver: (source: InstanceId) => Promise<RestartedReceiver | null>;
}

interface Watched {
  /** Of the next pulse. */
  cancel: () => void;
  /** Of the one that follows a probe that takes long. */
  cancelAfterProbe: (() => void) | null;
  /** `at-work`: it is felt or looked into now. `rests`: it was looked into a moment ago, for nothing. */
  state: 'waits' | 'at-work' | 'rests';
}

export class PulseWatch {
  private readonly options: PulseWatchOptions;
  private readonly watched = new Map<InstanceId, Watched>();
  private readonly silent = new Map<InstanceId, SilentReplicas>();
  private readonly doubts = new Limiter(MAX_DOUBTS_AT_ONCE);
  private readonly timers: GroupedTimers;
  private stopped = false;

  constructor(options: PulseWatchOptions) {
    this.options = options;
    this.timers = new GroupedTimers(options.clock);
  }

  /** Somebody may have replicas now. One that has none any more is found at its next pulse. */
  look({ snapshot, structure }: Pick<TopologyChange, 'snapshot' | 'structure'>): void {
    if (this.options.settings.pulse === undefined || this.stopped) return;
    for (const cluster of structure)
      for (const id of snapshot.clusters.get(cluster)?.members ?? [])
        if (!this.watched.has(id) && this.isWorth(id)) this.schedule(id, 'waits');
  }

  /** A probe of it is under way: where pulses are rare, one follows when it takes long. */
  probeBegan(id: InstanceId): void {
    const watched = this.watched.get(id);
    if (watched?.state !== 'waits' || this.intervalMs() < PROBE_AS_PULSE_MS) return;
    watched.cancelAfterProbe?.();
    watched.cancelAfterProbe = this.options.clock.schedule(PROBE_AS_PULSE_MS, () => {
      watched.cancelAfterProbe = null;
      if (watched.state !== 'waits') return;
      watched.cancel();
      void this.beat(id, watched);
    });
  }

  probeEnded(id: InstanceId): void {
    const watched = this.watched.get(id);
    if (watched === undefined) return;
    watched.cancelAfterProbe?.();
    watched.cancelAfterProbe = null;
  }

  /** It answered a probe: whoever heard nothing of it was cut off, or will hear of it. */
  answered(id: InstanceId): void {
    if (this.silent.delete(id)) this.tell(id, new Map());
  }

  stop(): void {
    this.stopped = true;
    for (const { cancel, cancelAfterProbe } of this.watched.values()) {
      cancel();
      cancelAfterProbe?.();
    }
    this.watched.clear();
  }

  private schedule(id: InstanceId, state: 'waits' | 'rests'): void {
    const intervalMs = this.intervalMs();
    const delayMs = state === 'rests' ? REST_AFTER_DOUBT_MS : intervalMs;
    const shareMs = Math.min(intervalMs / GROUPS_PER_INTERVAL, (GROUP_SIZE * intervalMs) / (this.watched.size + 1));
    const watched: Watched = {
      state,
      cancelAfterProbe: null,
      cancel: this.timers.schedule(delayMs, Math.min(LONGEST_GROUPING_MS, shareMs), () => void this.beat(id, watched)),
    };
    this.watched.set(id, watched);
  }

  private intervalMs(): number {
    const { settings, records } = this.options;
    const { pulse, pollIntervalMs } = settings;
    if (pulse === undefined) return Infinity;
    return pulseIntervalMs({ pulse, pollIntervalMs, servers: records.size, sources: this.watched.size });
  }

  private async beat(id: InstanceId, watched: Watched): Promise<void> {
    const { settings, logger } = this.options;
    this.probeEnded(id);
    if (!this.isWorth(id)) return void this.watched.delete(id);
    watched.state = 'at-work';
    let next: 'waits' | 'rests' = 'waits';
    try {
      const deadlineMs = settings.pulse?.deadlineMs ?? 0;
      const answer = await this.options.servers.pulse(addressOf(id), { deadlineMs });
      if (answer === 'silent' && this.isWatched(id)) {
        await this.doubts.run(() => this.doubt(id));
        next = 'rests';
      }
    } catch (error) {
      logger.error('driver-threw', { instance: id, error });
    }
    if (this.isWatched(id)) this.schedule(id, next);
  }

  private async doubt(id: InstanceId): Promise<void> {
    const { logger, onFrozen, onJudged, probe } = this.options;
    logger.info('pulse-missed', { instance: id });
    const parts = this.partsFor(id);
    const end = await lookInto(id, parts);
    if (!this.isWatched(id)) return;
    logger.info('pulse-looked-into', { instance: id, found: end.kind, ...detailsOf(end) });
    if (end.kind === 'answers') return;
    if (end.kind === 'not-known') return probe(id);
    this.silent.set(id, end.silent);
    this.tell(id, end.silent);
    // What only did not answer to a connect may be the network between it and us: its probes are under way.
    if (end.failure.kind === 'frozen') onFrozen(id, end.failure);
    onJudged();
    void this.followSilence(id, parts);
  }

  private async followSilence(id: InstanceId, parts: DoubtParts): Promise<void> {
    const { clock, logger, onJudged } = this.options;
    try {
      const first = await listenTo(id, parts);
      for (let look = 0; look < MAX_SILENCE_LOOKS; look += 1) {
        await clock.sleep(SILENCE_LOOK_MS);
        const before = this.silent.get(id);
        if (this.stopped || before === undefined) return;
        const left = this.leftOf(id, before, { first, now: await listenTo(id, parts) });
        if (this.stopped || this.silent.get(id) !== before) return;
        if (left.size === before.size) continue;
        if (left.size === 0) this.silent.delete(id);
        else this.silent.set(id, left);
        this.tell(id, left, before);
        onJudged();
        if (left.size === 0) return;
      }
    } catch (error) {
      logger.error('silence-not-followed', { instance: id, detail: detailOf(error) });
    }
  }

  /** One that was moved away is no evidence any more. */
  private leftOf(
    id: InstanceId,
    before: SilentReplicas,
    { first, now }: { readonly first: Heard; readonly now: Heard },
  ): SilentReplicas {
    const below = new Set(edgesTo(this.options.snapshot(), id).map(({ replica }) => replica));
    return new Map([...stillSilent(before, first, now)].filter(([replica]) => below.has(replica)));
  }

  private tell(id: InstanceId, silent: SilentReplicas, before: SilentReplicas = new Map()): void {
    const { records, onSilences } = this.options;
    const told = new Set([...silent.keys(), ...before.keys(), ...this.toldOf(id)]);
    for (const replica of told) {
      const others = (records.get(replica)?.silences ?? []).filter(({ source }) => source !== id);
      onSilences(replica, [...others, ...(silent.get(replica) ?? [])]);
    }
  }

  /** Of whom it is said that they hear nothing of this one. */
  private toldOf(id: InstanceId): readonly InstanceId[] {
    return [...this.options.records.values()].flatMap((record) =>
      record.silences?.some(({ source }) => source === id) === true ? [record.id] : [],
    );
  }

  private partsFor(id: InstanceId): DoubtParts {
    const { clock, servers, snapshot, records, probe, restartReceiver } = this.options;
    return {
      clock,
      servers,
      probe,
      restartReceiver,
      replicas: () => {
        const below = new Set(edgesTo(snapshot(), id).map(({ replica }) => replica));
        return [...below].filter((replica) => this.answers(records.get(replica)));
      },
      isSource: (named, source) => canonicalId(addressOf(named), snapshot().aliases) === source,
      isWanted: () => this.isWatched(id),
    };
  }

  private answers(record: ServerRecord | undefined): boolean {
    return record !== undefined && healthOf(record) === 'ok';
  }

  private isWatched(id: InstanceId): boolean {
    return !this.stopped && this.watched.has(id);
  }

  /** Somebody replicates from it, and its last probe was answered. */
  private isWorth(id: InstanceId): boolean {
    const { snapshot, records } = this.options;
    const record = records.get(id);
    if (record?.observation?.product.flavor === 'maxscale') return false;
    return this.answers(record) && edgesTo(snapshot(), id).length > 0;
  }
}

function detailsOf(end: DoubtEnd): Readonly<Record<string, string | number>> {
  if (end.kind === 'answers') return {};
  const failure = end.failure?.kind ?? '';
  return end.kind === 'missed' ? { failure, silentReplicas: end.silent.size } : { failure };
}
