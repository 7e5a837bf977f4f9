/**
 * What Topiary measures of its own work, for those who read orchestrator's metrics: probes, writes of the store, and once a
 * second how many probes are under way and how many wait.
 */
import { instanceIdOf } from '@topiary/domain';
import type { Address, InstanceId } from '@topiary/domain';
import type { Clock, EngineStatus, Servers, Store } from '@topiary/engine';
import { Counts } from './counts.ts';
import { instead } from './instead.ts';
import { SampleWindow } from './sample-window.ts';
import type { Sample } from './sample-window.ts';

/** Two minutes of a fleet of two thousand servers at an interval of five seconds; of more, the latest. */
const MAX_PROBES = 50_000;
const MAX_WRITES = 10_000;
/** Two a second: some minutes, and longer where less is written. */
const MAX_FLUSHES = 1_000;
/** Two minutes. */
const MAX_QUEUES = 120;
const QUEUE_INTERVAL_MS = 1_000;

export interface ProbeSample extends Sample {
  readonly address: Address;
  readonly tookMs: number;
  /** Why it failed; `null`: it did not. */
  readonly failure: string | null;
}

export interface WriteSample extends Sample {
  readonly tookMs: number;
  readonly failure: string | null;
}

export interface QueueSample extends Sample {
  readonly active: number;
  readonly queued: number;
}

/** A batch of servers that was written behind. */
export interface FlushSample extends Sample {
  readonly instances: number;
  readonly waitedMs: number;
  readonly tookMs: number;
}

export interface WriteBehindSize {
  readonly batchRows: number;
  readonly intervalMs: number;
}

/** Of a store in memory. */
const NOT_BEHIND: WriteBehindSize = { batchRows: 0, intervalMs: 0 };

type Write = (...input: never[]) => Promise<unknown>;

/** Writes that somebody waits for; what is written behind is not among them. */
const WRITES = {
  journal: ['append'],
  registrations: ['write'],
  sources: ['save', 'forget'],
  lease: ['acquire', 'release'],
  recoveries: ['register', 'update', 'endUnfinished', 'addSteps', 'acknowledge', 'registerDetection', 'setSwitch'],
  takeovers: ['save', 'forget'],
  pictures: ['save'],
} as const;

export class Metrics {
  readonly probes = new SampleWindow<ProbeSample>(MAX_PROBES);
  readonly writes = new SampleWindow<WriteSample>(MAX_WRITES);
  readonly flushes = new SampleWindow<FlushSample>(MAX_FLUSHES);
  readonly queues = new SampleWindow<QueueSample>(MAX_QUEUES);
  readonly counts: Counts;
  private readonly clock: Clock;
  /** What the last probe of each server took. */
  private readonly lastProbes = new Map<InstanceId, number>();
  private cancel: () => void = () => undefined;

  /** How the store writes behind. */
  readonly writeBehind: WriteBehindSize;

  constructor(clock: Clock, pollIntervalMs: number, writeBehind: WriteBehindSize = NOT_BEHIND) {
    this.clock = clock;
    this.writeBehind = writeBehind;
    this.counts = new Counts(pollIntervalMs);
  }

  /** Told by the store; batches without a server are none of orchestrator's. */
  readonly writtenBehind = (flush: FlushSample): void => {
    if (flush.instances > 0) this.flushes.add(flush);
  };

  /** In milliseconds; 0 where none has ended. */
  lastProbeMs(id: InstanceId): number {
    return this.lastProbes.get(id) ?? 0;
  }

  /** The same servers; what a probe takes is noted. */
  ofServers(servers: Servers): Servers {
    return instead(servers, {
      observe: async (address, options) => {
        const at = this.clock.now();
        const result = await servers.observe(address, options);
        const { tookMs } = result;
        const failure = result.kind === 'failed' ? result.failure.detail : null;
        this.probes.add({ at, address, tookMs, failure });
        this.counts.probed({ tookMs, failure: result.kind === 'failed' ? result.failure.kind : null });
        this.lastProbes.set(instanceIdOf(address), tookMs);
        return result;
      },
      forget: (id) => {
        this.lastProbes.delete(id);
        servers.forget(id);
      },
    });
  }

  /** The same store; what a write takes is noted, and what is written of acts and recoveries counted. */
  ofStore(store: Store): Store {
    const { journal, registrations, sources, lease, takeovers, pictures } = store;
    const { audit, recoveries } = this.counted(store);
    return instead(store, {
      audit,
      journal: this.measured(journal, WRITES.journal),
      registrations: this.measured(registrations, WRITES.registrations),
      sources: this.measured(sources, WRITES.sources),
      lease: this.measured(lease, WRITES.lease),
      recoveries: this.measured(recoveries, WRITES.recoveries),
      takeovers: this.measured(takeovers, WRITES.takeovers),
      pictures: this.measured(pictures, WRITES.pictures),
    });
  }

  private counted({ audit, recoveries }: Store): Pick<Store, 'audit' | 'recoveries'> {
    return {
      audit: instead(audit, {
        write: (entry) => {
          this.counts.audited();
          audit.write(entry);
        },
      }),
      recoveries: instead(recoveries, {
        register: async (request) => {
          const outcome = await recoveries.register(request);
          if (outcome.kind === 'registered') this.counts.recoveryBegan(outcome.record);
          return outcome;
        },
        update: async (uid, state) => {
          await recoveries.update(uid, state);
          this.counts.recoveryIs(uid, state);
        },
      }),
    };
  }

  private measured<Part extends object>(part: Part, names: readonly (keyof Part)[]): Part {
    const measured = names.map((name) => [name, this.timed(part, part[name] as Write)] as const);
    return instead(part, Object.fromEntries(measured) as unknown as Partial<Part>);
  }

  private timed(part: object, write: Write): Write {
    return async (...input) => {
      const [at, beganMs] = [this.clock.now(), this.clock.monotonicMs()];
      const note = (failure: string | null) =>
        this.writes.add({ at, tookMs: this.clock.monotonicMs() - beganMs, failure });
      try {
        const result = await write.apply(part, input);
        note(null);
        return result;
      } catch (error) {
        note(error instanceof Error ? error.message : String(error));
        throw error;
      }
    };
  }

  /** Until it is stopped. */
  watchQueue(status: () => Pick<EngineStatus, 'probesInFlight' | 'probesWaiting'>): void {
    const { probesInFlight: active, probesWaiting: queued } = status();
    this.queues.add({ at: this.clock.now(), active, queued });
    this.cancel = this.clock.schedule(QUEUE_INTERVAL_MS, () => this.watchQueue(status));
  }

  stop(): void {
    this.cancel();
  }
}
