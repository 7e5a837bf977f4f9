/** What is kept of the past beside the journal: how clusters looked, in the store, and the last hour of lag, in memory. */
import { instanceIdOf } from '@topiary/domain';
import { ClusterRecorder } from '@topiary/engine';
import type { Clock, ClusterHistory, Engine, Logger, Servers } from '@topiary/engine';
import { instead } from '../metrics/instead.ts';
import { ServerSamples } from '../samples/server-samples.ts';

export interface PastOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly store: ClusterHistory;
  /** `TopiaryHistoryDays`. */
  readonly keptDays: number;
  /** This process never acts; it has its store for itself. */
  readonly onlyObserves: boolean;
}

export class Past {
  readonly keptDays: number;
  readonly clusters: Pick<ClusterHistory, 'list' | 'pictures' | 'span'>;
  readonly samples: ServerSamples;
  private readonly options: PastOptions;
  private end: () => void = () => undefined;

  constructor(options: PastOptions) {
    this.options = options;
    this.keptDays = options.keptDays;
    this.clusters = options.store;
    this.samples = new ServerSamples(options.clock);
  }

  /** The same servers; what their probes take is kept. */
  ofServers(servers: Servers): Servers {
    return instead(servers, {
      observe: async (address, options) => {
        const result = await servers.observe(address, options);
        if (result.kind === 'observed') this.samples.probed(instanceIdOf(address), result.tookMs);
        return result;
      },
      forget: (id) => {
        this.samples.forget(id);
        servers.forget(id);
      },
    });
  }

  /** Keeps it until it is stopped. Of several processes on one store the one that acts writes. */
  start(engine: Pick<Engine, 'snapshot' | 'findings' | 'status' | 'onChange'>): void {
    const recorder = new ClusterRecorder({
      ...this.options,
      snapshot: () => engine.snapshot(),
      findings: () => engine.findings,
      mayWrite: () => this.options.onlyObserves || engine.status().acting.kind === 'self',
    });
    const unsubscribe = engine.onChange((change) => {
      if (change.kind === 'topology') recorder.changed(change);
      else if (change.kind === 'findings') recorder.stir(change.clusters);
    });
    recorder.start();
    this.samples.watch(() => engine.snapshot());
    this.end = () => {
      unsubscribe();
      recorder.stop();
      this.samples.stop();
    };
  }

  stop(): void {
    this.end();
  }
}
