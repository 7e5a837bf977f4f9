import { asInstant } from '@topiary/domain';
import { describe, expect, test } from 'vitest';
import { aggregateProbes, aggregateQueues, aggregateWrites } from '../compat/presenters/metrics.ts';
import { instead } from './instead.ts';
import { SampleWindow } from './sample-window.ts';

const at = (ms: number) => asInstant(1_800_000_000_000 + ms);
const probe = (ms: number, host: string, failure: string | null = null) => ({
  at: at(ms),
  address: { host, port: 3306 },
  tookMs: ms,
  failure,
});

test('a window keeps the latest samples, the oldest first', () => {
  const window = new SampleWindow(3);
  for (const ms of [1, 2, 3, 4, 5]) window.add({ at: at(ms) });
  expect(window.since(at(0)).map((sample) => sample.at)).toEqual([at(3), at(4), at(5)]);
  expect(window.since(at(5))).toEqual([{ at: at(5) }]);
});

describe('an object with other members', () => {
  class Counter {
    readonly name: string = 'counter';
    #count = 0;
    add(by: number): number {
      this.#count += by;
      return this.#count;
    }
    get count(): number {
      return this.#count;
    }
  }

  test('has them, and the rest works on the same object', () => {
    const counter = new Counter();
    const other = instead(counter, { name: 'other' });
    expect([other.name, other.add(2), counter.add(3), other.count]).toEqual(['other', 2, 5, 5]);
  });
});

describe('aggregates', () => {
  test('of probes tell all and those that failed', () => {
    const samples = [probe(100, 'a'), probe(200, 'a'), probe(300, 'b', 'refused'), probe(1000, 'c', 'late')];
    expect(aggregateProbes(samples)).toMatchObject({
      FirstSeen: new Date(at(100)).toISOString(),
      LastSeen: new Date(at(1000)).toISOString(),
      CountDistinctInstanceKeys: 3,
      CountDistinctOkInstanceKeys: 1,
      CountDistinctFailedInstanceKeys: 2,
      FailedDiscoveries: 2,
      SuccessfulDiscoveries: 4,
      MeanTotalSeconds: 0.4,
      MedianInstanceSeconds: 0.25,
      MaxTotalSeconds: 1,
      P95TotalSeconds: 1,
      FailedMeanTotalSeconds: 0.65,
      MeanBackendSeconds: 0,
    });
    expect(aggregateProbes([])).toMatchObject({ FirstSeen: '0001-01-01T00:00:00Z', MaxTotalSeconds: 0 });
  });

  test('of queues and writes', () => {
    const queues = [1, 2, 9].map((active) => ({ at: at(active), active, queued: active * 2 }));
    expect(aggregateQueues(queues)).toMatchObject({ ActiveMinEntries: 1, ActiveMeanEntries: 4, QueuedMaxEntries: 18 });
    const writes = [10, 30].map((tookMs) => ({ at: at(tookMs), tookMs, failure: null }));
    expect(aggregateWrites(writes)).toMatchObject({ Count: 2, MaxLatencySeconds: 0.03, MedianLatencySeconds: 0.02 });
  });
});
