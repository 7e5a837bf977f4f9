/** Where probe slots are short: who goes first, and what is said of the lateness. */
import { instanceIdOf } from '@topiary/domain';
import type { InstanceId } from '@topiary/domain';
import { id, observation } from '@topiary/domain/testing';
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../testing/index.ts';
import { Prober } from './prober.ts';

const PROBE_MS = 100;
const POLL_MS = 1_000;
const OLD = Array.from({ length: 40 }, (_, index) => id(`old-${index}`));
const [NEW, OTHER] = [id('new'), id('other')];

/** One slot, and forty servers that would need four of them. */
async function busyProber() {
  const clock = new VirtualClock(() => new Promise((resolve) => setImmediate(resolve)));
  const begun: InstanceId[] = [];
  const prober = new Prober({
    clock,
    servers: {
      observe: async (address) => {
        begun.push(instanceIdOf(address));
        await clock.sleep(PROBE_MS);
        return { kind: 'observed', observation: observation({ address, number: 1 }), tookMs: PROBE_MS };
      },
    },
    random: { next: () => 0.5, id: () => 'fixed' },
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    settings: { pollIntervalMs: POLL_MS, probeDeadlineMs: POLL_MS, maxConcurrentProbes: 1, fullProbeEvery: 3 },
    onResult: () => undefined,
  });
  for (const one of OLD) prober.watch(one);
  // Into the middle of a probe, so that the next turn is still to come.
  await clock.advance((OLD.length * 2 + 0.5) * PROBE_MS);
  begun.length = 0;
  return { clock, prober, begun };
}

describe('a prober whose slots are taken', () => {
  test('asks a new server before those that are due again', async () => {
    const { clock, prober, begun } = await busyProber();
    prober.watch(NEW);
    await clock.advance(2 * PROBE_MS);
    expect(begun[0]).toBe(NEW);
  });

  test('asks first what somebody wants to know now, also when it was waiting for its turn already', async () => {
    const { clock, prober, begun } = await busyProber();
    prober.watch(NEW);
    prober.watch(OTHER);
    void prober.probe(OTHER);
    await clock.advance(3 * PROBE_MS);
    expect(begun.slice(0, 2)).toEqual([OTHER, NEW]);
    expect(begun.filter((one) => one === OTHER)).toHaveLength(1);
  });

  test('tells how late its probes are', async () => {
    const { clock, prober } = await busyProber();
    await clock.advance(20_000);
    // Each server is due a second after its last probe, and has its turn after the 39 others: 3.9 s.
    expect(prober.probeLateness?.p50Ms).toBeGreaterThan(2_000);
    expect(prober.probeLateness?.p99Ms).toBeLessThan(4_000);
  });

  test('is not late when there is room', async () => {
    const { clock, prober } = await busyProber();
    for (const one of OLD.slice(4)) prober.unwatch(one);
    await clock.advance(30_000);
    expect(prober.probeLateness?.p50Ms).toBeLessThan(4 * PROBE_MS);
  });
});
