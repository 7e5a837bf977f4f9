/**
 * Reads the configured sources again and again. Each goes its own way: one that hangs or fails holds up no other. What a
 * source does not name any more stays in the fleet, and is shown as such: a source that lost its data, or a name that is
 * wrong for a minute, must not take servers away from those who watch them.
 */
import type { InstanceId, Instant, Message } from '@topiary/domain';
import { message } from '@topiary/domain';
import type { Clock, Engine, Logger, Random, SourceMemory } from '@topiary/engine';
import { adoptNamed } from './adopt-named.ts';
import type { ReadSource } from './read-source.ts';
import { SourceFailure } from './source-failure.ts';
import type { SourceSettings } from './source-settings.ts';
import {
  afterFailure,
  afterSuccess,
  isWorthKeeping,
  memoryOf,
  NOT_READ,
  pauseAfter,
  rememberedState,
} from './source-state.ts';
import type { SourceState } from './source-state.ts';

/** Share of a pause by which reads are spread, so that several Topiarys do not ask in step. */
const JITTER_SHARE = 0.1;

export interface SourceKeeperOptions {
  readonly sources: readonly SourceSettings[];
  readonly engine: Pick<Engine, 'look' | 'adopt' | 'snapshot'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly read: ReadSource;
  readonly memory: SourceMemory;
}

export interface KnownSource {
  readonly settings: SourceSettings;
  readonly state: SourceState;
  readonly isReading: boolean;
  readonly nextReadAt: Instant | null;
}

interface Kept {
  readonly settings: SourceSettings;
  readonly askedAt: Map<InstanceId, number>;
  state: SourceState;
  /** Who asks meanwhile waits for the same read. */
  reading: Promise<void> | null;
  nextReadAt: Instant | null;
  cancel: () => void;
}

export class SourceKeeper {
  private readonly options: SourceKeeperOptions;
  private readonly kept: ReadonlyMap<string, Kept>;
  private readonly ending = new AbortController();

  constructor(options: SourceKeeperOptions) {
    this.options = options;
    this.kept = new Map(options.sources.map((settings) => [settings.name, newlyKept(settings)]));
  }

  /** The first read of each begins as soon as what an earlier run knew is there. */
  async start(): Promise<void> {
    await this.remember();
    for (const kept of this.kept.values()) void this.readInTurn(kept);
  }

  /** Adds nothing any more. Not waited for is what looks at a server now: it ends by its own deadline and changes nothing. */
  stop(): void {
    this.ending.abort();
    for (const { cancel } of this.kept.values()) cancel();
  }

  get sources(): readonly KnownSource[] {
    return [...this.kept.values()].map(shownOf);
  }

  /** Reads it now, or waits for the read that is under way. `null`: there is no such source. */
  async readNow(name: string): Promise<KnownSource | null> {
    const kept = this.kept.get(name);
    if (kept === undefined) return null;
    await this.readInTurn(kept);
    return shownOf(kept);
  }

  private async remember(): Promise<void> {
    const { memory, logger } = this.options;
    try {
      for (const one of await memory.load()) {
        const kept = this.kept.get(one.name);
        // A source that is not configured any more names nobody; one of the same name may be another one day.
        if (kept === undefined) await memory.forget(one.name);
        else kept.state = rememberedState(one);
      }
    } catch (error) {
      logger.warn('source.memory-failed', { error });
    }
  }

  /** Nobody waits for it: a store that hangs must not keep sources from being read. */
  private async keep({ settings: { name }, state }: Kept): Promise<void> {
    try {
      await this.options.memory.save(memoryOf(name, state));
    } catch (error) {
      this.options.logger.warn('source.memory-failed', { source: name, error });
    }
  }

  private async readInTurn(kept: Kept): Promise<void> {
    if (this.ending.signal.aborted) return;
    kept.reading ??= this.read(kept);
    await kept.reading;
  }

  private async read(kept: Kept): Promise<void> {
    kept.cancel();
    kept.nextReadAt = null;
    await this.readOnce(kept);
    kept.reading = null;
    if (!this.ending.signal.aborted) this.schedule(kept);
  }

  private async readOnce(kept: Kept): Promise<void> {
    const { engine, clock, logger, read } = this.options;
    const { signal } = this.ending;
    const { name } = kept.settings;
    try {
      const servers = await read(kept.settings, signal);
      const parts = { engine, name, mayGoOn: () => !signal.aborted, askedAt: kept.askedAt };
      const adopted = await adoptNamed(parts, servers.addresses);
      if (kept.state.failures > 0) logger.info('source.answers', { source: name });
      const before = kept.state;
      kept.state = afterSuccess(before, { servers, adopted, at: clock.now() });
      if (isWorthKeeping(before, kept.state)) void this.keep(kept);
    } catch (error) {
      if (signal.aborted) return;
      const reason = this.reasonOf(error, name);
      // The first of a row says it; the others only count.
      if (kept.state.failures === 0) logger.warn('source.failed', { source: name, ...reason });
      kept.state = afterFailure(kept.state, reason, clock.now());
    }
  }

  private reasonOf(error: unknown, source: string): Message {
    if (error instanceof SourceFailure) return error.reason;
    this.options.logger.error('source.threw', { source, error });
    return message('source-internal');
  }

  private schedule(kept: Kept): void {
    const { clock, random } = this.options;
    const pauseMs = pauseAfter(kept.state, kept.settings.intervalMs);
    const spreadMs = Math.round(pauseMs * (1 - JITTER_SHARE * random.next()));
    kept.nextReadAt = (clock.now() + spreadMs) as Instant;
    kept.cancel = clock.schedule(spreadMs, () => void this.readInTurn(kept));
  }
}

function newlyKept(settings: SourceSettings): Kept {
  return {
    settings,
    askedAt: new Map(),
    state: NOT_READ,
    reading: null,
    nextReadAt: null,
    cancel: () => undefined,
  };
}

function shownOf({ settings, state, reading, nextReadAt }: Kept): KnownSource {
  return { settings, state, isReading: reading !== null, nextReadAt };
}
