/** What watches servers between their probes, put together. */
import type { InstanceId, ServerRecord } from '@topiary/domain';
import { healthOf } from '@topiary/domain';
import type { DiscoveryOptions } from './discovery-types.ts';
import { OutageWatch } from './outage-watch.ts';
import type { Prober } from './prober.ts';
import { PulseWatch } from './pulse-watch.ts';
import type { ServerBook } from './server-book.ts';
import type { TopologyKeeper } from './topology-keeper.ts';

export interface WatchesOptions extends Pick<
  DiscoveryOptions,
  'clock' | 'logger' | 'servers' | 'settings' | 'restartReceiver'
> {
  readonly keeper: TopologyKeeper;
  readonly book: ServerBook;
  readonly prober: Prober;
  /** Its record is not what it was. */
  readonly onGone: (id: InstanceId, before: ServerRecord) => void;
}

export interface Watches {
  readonly outages: OutageWatch;
  readonly pulses: PulseWatch;
}

export function createWatches(options: WatchesOptions): Watches {
  const { clock, settings, keeper, book, prober, onGone } = options;
  const shared = {
    ...options,
    snapshot: () => keeper.snapshot,
    records: book.records,
    probe: (id: InstanceId) => void prober.probe(id),
  };
  return {
    outages: new OutageWatch({
      ...shared,
      pollIntervalMs: settings.pollIntervalMs,
      probeSoon: (id) => prober.probeSoon(id),
    }),
    pulses: new PulseWatch({
      ...shared,
      // As sure as two failed probes; the next one waits for its return.
      onFrozen: (id, failure) => {
        const before = book.records.get(id);
        if (before === undefined || healthOf(before) === 'unreachable') return;
        book.gone(id, failure, clock.now());
        onGone(id, before);
        void prober.probe(id);
      },
      onSilences: (replica, silences) => book.silent(replica, silences),
      onJudged: () => keeper.flushSoon(),
    }),
  };
}
