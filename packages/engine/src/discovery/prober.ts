/**
 * Decides when each server is probed: every `pollIntervalMs` with jitter, at once when a connection is lost or somebody
 * asks, and by a schedule of its own while it fails (`failure-schedule.ts`). Most regular probes are adaptive (see
 * `ProbeDepth`); one of `probesPerFull` is full, and so is what somebody or an event asks for, and whatever follows a
 * failure. Of all slots, servers that go on failing
 * take at most `FAILING_SHARE`, and servers in doubt at most `DOUBTFUL_SHARE`: however many are dead, and however long each
 * of them is waited for, those that live are asked in time. Where slots are short, what somebody or an event asks for goes
 * first, then servers that were never asked: a fleet that is being found grows by their answers. Regular probes of healthy
 * servers go through a window of their own (`probe-window.ts`).
 */
import type { InstanceId } from '@topiary/domain';
import { addressOf } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Random } from '../ports/random.ts';
import type { ObserveResult, ProbeDepth, Servers } from '../ports/servers.ts';
import type { EngineSettings } from '../settings.ts';
import { detailOf } from '../shared/detail-of.ts';
import { Limiter } from '../shared/limiter.ts';
import type { Urgency } from '../shared/limiter.ts';
import { pauseAfterFailure } from './failure-schedule.ts';
import { probesPerFull } from './full-probes.ts';
import { GroupedTimers } from './grouped-timers.ts';
import { LatenessWindow } from './lateness.ts';
import type { Lateness } from './lateness.ts';
import { ProbeWindow } from './probe-window.ts';

/** Share of the interval by which probes are spread, so that a fleet is not asked in step. */
const JITTER_SHARE = 0.2;
/** Of `maxConcurrentProbes`, at least one. A probe that somebody asks for is free of it. */
export const FAILING_SHARE = 0.25;
/**
 * Of the slots, for servers whose connection closed and for those that failed once: a switch that fails closes a thousand
 * connections in a moment, and each of those servers may then be waited for until its deadline.
 */
const DOUBTFUL_SHARE = 0.5;
/** What is asked for "soon" is asked after so long. */
const SOON_MS = 250;
/**
 * Regular probes are begun a few at a time, each moved for that by no more than half of this. What is done for a server
 * every second has left the processor's caches by the next one: 60 servers in tens of a tenth of a second cost 0.65 ms a
 * probe, in quarters 0.45 (`docs/benchmarks.md`).
 */
const GROUP_SIZE = 16;
const LONGEST_GROUPING_MS = 250;
const LEAST_GROUPS = 4;
/** First probes wait until there is room; nobody could say when they are due. */
const NOT_DUE = Infinity;

export interface ProberOptions {
  readonly servers: Pick<Servers, 'observe'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly settings: Pick<
    EngineSettings,
    'pollIntervalMs' | 'probeDeadlineMs' | 'maxConcurrentProbes' | 'fullProbeEvery'
  >;
  /** Called with every result, in the order of arrival, and when its probe began (monotonic). */
  readonly onResult: (id: InstanceId, result: ObserveResult, beganMs: number) => void;
  /** The server is being asked. */
  readonly onBegun?: (id: InstanceId) => void;
}

/** When a probe is due (monotonic), and who goes before it where slots are short. */
interface Due {
  readonly urgency: Urgency;
  readonly dueMs: number;
  /** Nobody and nothing but the interval asks for it. */
  readonly why?: 'interval';
}

interface Asked {
  readonly isWanted: () => boolean;
  readonly depth: ProbeDepth;
}

interface Watched {
  /** Of the next probe, also while it waits for its turn in the window. */
  cancelTimer: () => void;
  /** The probe under way; a request that comes meanwhile waits for one that begins after it. */
  current: Promise<void> | null;
  queued: Promise<void> | null;
  /** While the current one waits for its slot: lets it go first. */
  hurry: (() => void) | null;
  /** Wanted by `probeSoon` and not begun yet. */
  isWantedSoon: boolean;
  /** Whoever waits for the one that has not begun wants a full one. */
  isWantedFull: boolean;
  /** Adaptive probes since the last full one. */
  sinceFull: number;
  /** Failed probes without a success between them. */
  failures: number;
  /** Monotonic; of the first of them. */
  failingSinceMs: number;
  /** Probes begun so far. */
  begun: number;
  /** Monotonic; when the latest of them was sent. */
  beganMs: number;
}

export class Prober {
  private readonly options: ProberOptions;
  private readonly limiter: Limiter;
  private readonly failingLimiter: Limiter;
  private readonly doubtfulLimiter: Limiter;
  private readonly watched = new Map<InstanceId, Watched>();
  private readonly regular: GroupedTimers;
  private readonly window: ProbeWindow;
  private readonly probesPerFull: number;
  private stopped = false;
  private finished = 0;
  private windowStartMs: number;
  private rate = 0;
  private readonly lateness = new LatenessWindow();
  private late: Lateness | null = null;

  constructor(options: ProberOptions) {
    this.options = options;
    const { maxConcurrentProbes } = options.settings;
    this.limiter = new Limiter(maxConcurrentProbes);
    const share = (part: number): Limiter => new Limiter(Math.max(1, Math.floor(maxConcurrentProbes * part)));
    this.failingLimiter = share(FAILING_SHARE);
    this.doubtfulLimiter = share(DOUBTFUL_SHARE);
    this.regular = new GroupedTimers(options.clock);
    this.window = new ProbeWindow({ clock: options.clock, max: maxConcurrentProbes });
    this.probesPerFull = probesPerFull(options.settings);
    this.windowStartMs = options.clock.monotonicMs();
  }

  get inFlight(): number {
    return this.limiter.inFlight;
  }

  /** For a slot, or for their turn in the window. */
  get waiting(): number {
    return this.limiter.waitingCount + this.window.waitingCount;
  }

  /** Over the last full window of at least `RATE_WINDOW_MS`. */
  get probesPerSecond(): number {
    return this.rate;
  }

  /** Over the same window, of all but first probes; `null` before the first full one. */
  get probeLateness(): Lateness | null {
    return this.late;
  }

  watch(id: InstanceId): void {
    if (this.stopped || this.watched.has(id)) return;
    this.watched.set(id, {
      cancelTimer: () => undefined,
      current: null,
      queued: null,
      hurry: null,
      isWantedSoon: false,
      isWantedFull: false,
      sinceFull: 0,
      failures: 0,
      failingSinceMs: 0,
      begun: 0,
      beganMs: 0,
    });
    void this.begin(id, { urgency: 'soon', dueMs: NOT_DUE });
  }

  unwatch(id: InstanceId): void {
    this.watched.get(id)?.cancelTimer();
    this.watched.delete(id);
  }

  /** Resolves when a full probe that began after this call has ended. Callers in between share it. */
  probe(id: InstanceId): Promise<void> {
    return this.begin(id, { urgency: 'now', dueMs: this.options.clock.monotonicMs() });
  }

  /** As `probe`, of a server whose connection closed. */
  async probeLost(id: InstanceId): Promise<void> {
    const entry = this.watched.get(id);
    if (entry !== undefined) await this.doubt(id, entry, this.options.clock.monotonicMs());
  }

  /** As `probe`, but not at once; asking again before it has begun changes nothing. */
  probeSoon(id: InstanceId): void {
    const entry = this.watched.get(id);
    if (entry === undefined || this.stopped || entry.isWantedSoon) return;
    entry.isWantedSoon = true;
    entry.isWantedFull = true;
    // One that is under way began before what happened now: the next one is scheduled when it has ended.
    if (entry.current === null) this.scheduleNext(id, entry, SOON_MS);
  }

  /** One look at an address that is not watched; `null` after the stop. */
  async look(id: InstanceId): Promise<ObserveResult | null> {
    return this.limiter.run(() => this.observe(id, { isWanted: () => !this.stopped, depth: 'full' }), {
      urgency: 'soon',
    });
  }

  stop(): void {
    this.stopped = true;
    this.window.stop();
    for (const { cancelTimer } of this.watched.values()) cancelTimer();
    this.watched.clear();
  }

  private async begin(id: InstanceId, due: Due): Promise<void> {
    const entry = this.watched.get(id);
    if (entry === undefined || this.stopped) return;
    // Cleared when a probe begins: one that is under way serves none who ask now.
    if (due.why !== 'interval') entry.isWantedFull = true;
    if (entry.current === null) {
      entry.current = this.run(id, entry, due);
      await entry.current;
      return;
    }
    if (entry.hurry !== null) {
      // It has not begun, so it will serve this caller too.
      if (due.urgency === 'now') entry.hurry();
      await entry.current;
      return;
    }
    entry.queued ??= this.runAfter(id, entry, entry.current);
    await entry.queued;
  }

  private async runAfter(id: InstanceId, entry: Watched, current: Promise<void>): Promise<void> {
    await current;
    entry.queued = null;
    if (this.watched.get(id) !== entry || this.stopped) return;
    entry.current ??= this.run(id, entry, { urgency: 'now', dueMs: this.options.clock.monotonicMs() });
    await entry.current;
  }

  private async run(id: InstanceId, entry: Watched, { urgency, dueMs }: Due): Promise<void> {
    entry.cancelTimer();
    entry.begun += 1;
    const isWanted = (): boolean => !this.stopped && this.watched.get(id) === entry;
    const onWaiting = (hurry: () => void): void => {
      entry.hurry = hurry;
    };
    let depth: ProbeDepth = 'full';
    const result = await this.limiter.run(
      () => {
        depth = this.depthOf(entry);
        entry.hurry = null;
        entry.isWantedSoon = false;
        entry.isWantedFull = false;
        entry.beganMs = this.options.clock.monotonicMs();
        if (dueMs !== NOT_DUE) this.lateness.add(entry.beganMs - dueMs);
        const looking = this.observe(id, { isWanted, depth });
        this.options.onBegun?.(id);
        return looking;
      },
      { urgency, onWaiting },
    );
    entry.current = null;
    if (result === null || !isWanted()) return;
    this.count();
    entry.sinceFull = depth === 'full' ? 0 : entry.sinceFull + 1;
    this.note(entry, result);
    this.options.onResult(id, result, entry.beganMs);
    // The result may have led to this server being dropped.
    if (!isWanted()) return;
    if (result.kind === 'observed' && !entry.isWantedSoon) this.scheduleRegular(id, entry);
    else this.scheduleNext(id, entry, this.pauseOf(entry, result));
  }

  private note(entry: Watched, result: ObserveResult): void {
    if (result.kind === 'failed' && entry.failures === 0) entry.failingSinceMs = this.options.clock.monotonicMs();
    entry.failures = result.kind === 'failed' ? entry.failures + 1 : 0;
  }

  /** Decided when the probe begins, for all who wait for it by then. */
  private depthOf({ isWantedFull, sinceFull }: Watched): ProbeDepth {
    return isWantedFull || sinceFull + 1 >= this.probesPerFull ? 'full' : 'adaptive';
  }

  /** Nothing is asked any more when it is no longer wanted by the time that its turn comes. */
  private async observe(id: InstanceId, { isWanted, depth }: Asked): Promise<ObserveResult | null> {
    if (!isWanted()) return null;
    const { servers, settings, logger } = this.options;
    try {
      return await servers.observe(addressOf(id), { deadlineMs: settings.probeDeadlineMs, depth });
    } catch (error) {
      // A bug of the driver with one server must not end the watch over all others.
      logger.error('driver-threw', { instance: id, error });
      const detail = `an error inside Topiary: ${detailOf(error)}`;
      const failure = { kind: 'server-error', code: 'INTERNAL', detail, grant: null, waitingFor: null } as const;
      return { kind: 'failed', failure, tookMs: 0 };
    }
  }

  private pauseOf({ failures, failingSinceMs, isWantedSoon }: Watched, result: ObserveResult): number {
    const { clock, settings } = this.options;
    const { pollIntervalMs } = settings;
    if (result.kind === 'observed') return SOON_MS;
    const failingForMs = clock.monotonicMs() - failingSinceMs;
    const { kind } = result.failure;
    const pauseMs = pauseAfterFailure({ kind, failures, failingForMs, tookMs: result.tookMs, pollIntervalMs });
    return this.spread(isWantedSoon ? Math.min(SOON_MS, pauseMs) : pauseMs);
  }

  private scheduleNext(id: InstanceId, entry: Watched, delayMs: number): void {
    entry.cancelTimer();
    const dueMs = this.options.clock.monotonicMs() + delayMs;
    entry.cancelTimer = this.options.clock.schedule(delayMs, () => void this.due(id, entry, dueMs));
  }

  private scheduleRegular(id: InstanceId, entry: Watched): void {
    const { pollIntervalMs } = this.options.settings;
    const shareMs = Math.min(pollIntervalMs / LEAST_GROUPS, (GROUP_SIZE * pollIntervalMs) / this.watched.size);
    const gridMs = Math.min(LONGEST_GROUPING_MS, shareMs);
    entry.cancelTimer();
    entry.cancelTimer = this.regular.schedule(this.spread(pollIntervalMs), gridMs, (dueMs) => {
      this.window.fired(dueMs);
      entry.cancelTimer = this.window.enter(() => this.begin(id, { urgency: 'ordinary', dueMs, why: 'interval' }));
    });
  }

  /** Whoever waits for a turn among its like gives it up when it was asked meanwhile. */
  private async due(id: InstanceId, entry: Watched, dueMs: number): Promise<void> {
    if (entry.failures === 0) return this.begin(id, { urgency: 'now', dueMs });
    if (entry.failures === 1) return this.doubt(id, entry, dueMs);
    const { begun } = entry;
    await this.failingLimiter.run(async () => {
      const now = this.options.clock.monotonicMs();
      if (entry.begun === begun) await this.begin(id, { urgency: 'ordinary', dueMs: now });
    });
  }

  private async doubt(id: InstanceId, entry: Watched, dueMs: number): Promise<void> {
    const { begun } = entry;
    // Else its ordinary turn would come while it waits, and take the slot that it is kept from.
    entry.cancelTimer();
    await this.doubtfulLimiter.run(async () => {
      if (entry.begun === begun) await this.begin(id, { urgency: 'now', dueMs });
    });
  }

  private spread(ms: number): number {
    return ms * (1 + JITTER_SHARE * (this.options.random.next() - 0.5));
  }

  private count(): void {
    this.finished += 1;
    const now = this.options.clock.monotonicMs();
    const elapsed = now - this.windowStartMs;
    if (elapsed < RATE_WINDOW_MS) return;
    this.rate = (this.finished * 1000) / elapsed;
    this.late = this.lateness.take();
    this.finished = 0;
    this.windowStartMs = now;
  }
}

const RATE_WINDOW_MS = 5_000;
