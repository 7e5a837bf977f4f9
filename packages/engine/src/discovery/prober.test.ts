/** Where probe slots are short: who goes first, and what is said of the lateness. */
import { instanceIdOf } from '@topiary/domain';
import type { InstanceId } from '@topiary/domain';
import { id, observation } from '@topiary/domain/testing';
import { describe, expect, test } from 'vitest';
import { BusyClock, VirtualClock } from '../testing/index.ts';
import { MIN_WINDOW_WHEN_LATE } from './probe-window.ts';
import { Prober } from './prober.ts';

const PROBE_MS = 100;
const POLL_MS = 1_000;
const OLD = Array.from({ length: 40 }, (_, index) => id(`old-${index}`));
const [NEW, OTHER] = [id('new'), id('other')];

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function proberOf(clock: VirtualClock, maxConcurrentProbes: number) {
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
    settings: { pollIntervalMs: POLL_MS, probeDeadlineMs: POLL_MS, maxConcurrentProbes, fullProbeEvery: 3 },
    onResult: () => undefined,
  });
  return { prober, begun };
}

/** One slot, and forty servers that would need four of them. */
async function busyProber() {
  const clock = new VirtualClock(turn);
  const { prober, begun } = proberOf(clock, 1);
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

describe('a prober whose turns are long', () => {
  const MANY = Array.from({ length: 200 }, (_, index) => id(`many-${index}`));

  /** All of them are due, and no more than a narrow window were let in. */
  async function behind() {
    const clock = new BusyClock(turn);
    const { prober, begun } = proberOf(clock, MANY.length);
    for (const one of MANY) prober.watch(one);
    for (let count = 0; count < 8; count += 1) await clock.takeTurn(2 * POLL_MS);
    begun.length = 0;
    await clock.takeTurn(2 * POLL_MS);
    const waiting = MANY.filter((one) => !begun.includes(one));
    return { clock, prober, begun, waiting };
  }

  test('has few regular probes under way', async () => {
    const { prober, waiting } = await behind();
    expect(prober.inFlight).toBeLessThanOrEqual(MIN_WINDOW_WHEN_LATE);
    expect(waiting.length).toBeGreaterThanOrEqual(MANY.length - MIN_WINDOW_WHEN_LATE);
  });

  test('asks at once what somebody wants to know now, and not again when its turn comes', async () => {
    const { clock, prober, begun, waiting } = await behind();
    const [wanted = NEW] = waiting;
    const regular = prober.inFlight;
    void prober.probe(wanted);
    prober.watch(NEW);
    await clock.advance(1);
    expect(prober.inFlight).toBe(regular + 2);
    expect(begun.slice(-2)).toEqual([wanted, NEW]);
    await clock.advance(POLL_MS - PROBE_MS);
    expect(begun.filter((one) => one === wanted)).toHaveLength(1);
    await clock.advance(POLL_MS);
    expect(waiting.filter((one) => !begun.includes(one))).toEqual([]);
  });

  test('does not ask a server that is watched no more', async () => {
    const { clock, prober, begun, waiting } = await behind();
    const [gone = NEW] = waiting;
    prober.unwatch(gone);
    await clock.advance(2 * POLL_MS);
    expect(begun).not.toContain(gone);
  });
});
