/** Which probes ask everything: one of some, and whatever is asked for a reason. */
import type { Address, InstanceId } from '@topiary/domain';
import { instanceIdOf } from '@topiary/domain';
import { id, observation } from '@topiary/domain/testing';
import { createMemoryStore } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import type { ProbeDepth, ProbeOptions } from '../ports/servers.ts';
import { mortal, startWorld, VirtualClock } from '../testing/index.ts';
import type { FakeServers } from '../testing/index.ts';
import { probesPerFull } from './full-probes.ts';
import { Prober } from './prober.ts';

const PROBE_MS = 100;
const POLL_MS = 1_000;
const EVERY = 3;
const [A, B] = [id('a'), id('b')];
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Asked {
  readonly id: InstanceId;
  readonly depth: ProbeDepth;
}

interface ProberOptions {
  readonly pollIntervalMs?: number;
  readonly fullProbeEvery?: number;
  readonly slots?: number;
}

function watching({ fullProbeEvery = EVERY, pollIntervalMs = POLL_MS, slots = 10 }: ProberOptions = {}) {
  const clock = new VirtualClock(turn);
  const asked: Asked[] = [];
  const dead = new Set<InstanceId>();
  const refused = { kind: 'refused', code: '', detail: '', grant: null, waitingFor: null } as const;
  const prober = new Prober({
    clock,
    servers: {
      observe: async (address, { depth = 'full' }) => {
        asked.push({ id: instanceIdOf(address), depth });
        await clock.sleep(PROBE_MS);
        return dead.has(instanceIdOf(address))
          ? { kind: 'failed', failure: refused, tookMs: PROBE_MS }
          : { kind: 'observed', observation: observation({ address, number: 1 }), tookMs: PROBE_MS };
      },
    },
    random: { next: () => 0.5, id: () => 'fixed' },
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    settings: { pollIntervalMs, probeDeadlineMs: POLL_MS, maxConcurrentProbes: slots, fullProbeEvery },
    onResult: () => undefined,
  });
  const depthsOf = (one: InstanceId): readonly ProbeDepth[] =>
    asked.filter((probe) => probe.id === one).map(({ depth }) => depth);
  /** Until so many probes of a server have begun, the last of which is under way. */
  const begun = async (one: InstanceId, count: number): Promise<void> => {
    while (depthsOf(one).length < count) await clock.advance(PROBE_MS / 2);
  };
  return { clock, prober, dead, depthsOf, begun };
}

describe('a server that is probed regularly', () => {
  test('is asked everything at first, and then by every third probe', async () => {
    const { prober, depthsOf, begun } = watching();
    prober.watch(A);
    await begun(A, 7);
    expect(depthsOf(A)).toEqual(['full', 'adaptive', 'adaptive', 'full', 'adaptive', 'adaptive', 'full']);
  });

  test('is asked everything by every probe where that is configured, or where probes are rare', async () => {
    for (const options of [{ fullProbeEvery: 1 }, { pollIntervalMs: 6_000 }]) {
      const { prober, depthsOf, begun } = watching(options);
      prober.watch(A);
      await begun(A, 4);
      expect(new Set(depthsOf(A))).toEqual(new Set(['full']));
    }
  });

  test('is asked everything when somebody asks, and a third of the time after that', async () => {
    const { clock, prober, depthsOf, begun } = watching();
    prober.watch(A);
    await begun(A, 2);
    await clock.advance(2 * PROBE_MS);
    await clock.until(prober.probe(A));
    await begun(A, 6);
    expect(depthsOf(A)).toEqual(['full', 'adaptive', 'full', 'adaptive', 'adaptive', 'full']);
  });

  test('is asked again by somebody who asks while an adaptive probe is under way', async () => {
    const { clock, prober, depthsOf, begun } = watching();
    prober.watch(A);
    await begun(A, 2);
    await clock.until(Promise.all([prober.probe(A), prober.probe(A)]));
    expect(depthsOf(A)).toEqual(['full', 'adaptive', 'full']);
  });

  test('is asked everything when a connection to it closed, when it is wanted soon, and when it is only looked at', async () => {
    const { clock, prober, depthsOf, begun } = watching({ fullProbeEvery: 10 });
    prober.watch(A);
    await begun(A, 2);
    await clock.advance(2 * PROBE_MS);
    await clock.until(prober.probeLost(A));
    prober.probeSoon(A);
    await begun(A, 4);
    await clock.until(prober.look(A));
    expect(depthsOf(A)).toEqual(['full', 'adaptive', 'full', 'full', 'full']);
  });

  test('is asked everything while it fails, and when it is back', async () => {
    const { clock, prober, dead, depthsOf, begun } = watching({ fullProbeEvery: 10 });
    prober.watch(A);
    await begun(A, 2);
    await clock.advance(2 * PROBE_MS);
    dead.add(A);
    await begun(A, 5);
    await clock.advance(2 * PROBE_MS);
    dead.delete(A);
    await begun(A, 7);
    // The third finds it dead, the sixth finds it back.
    expect(depthsOf(A)).toEqual(['full', 'adaptive', 'adaptive', 'full', 'full', 'full', 'adaptive']);
  });
});

test.each(['probe', 'probeSoon'] as const)(
  'a regular probe that waits for its slot is a full one after %s',
  async (asks) => {
    const { clock, prober, depthsOf } = watching({ slots: 1, fullProbeEvery: 10 });
    prober.watch(A);
    await clock.advance(POLL_MS - PROBE_MS);
    // Looks go first, and take the only slot until long after the regular probe is due.
    const looks = Array.from({ length: 5 }, () => prober.look(B));
    await clock.advance(3.5 * PROBE_MS);
    expect(depthsOf(A)).toEqual(['full']);
    void prober[asks](A);
    await clock.until(Promise.all(looks));
    await clock.advance(2 * PROBE_MS);
    expect(depthsOf(A)).toEqual(['full', 'full']);
  },
);

test.each([
  [100, 3, 3],
  [1_000, 3, 3],
  [1_000, 100, 10],
  [4_000, 3, 2],
  [5_000, 3, 2],
  [5_001, 3, 1],
  [60_000, 3, 1],
  [1_000, 1, 1],
])('at an interval of %i ms and %i configured, one of %i is full', (pollIntervalMs, fullProbeEvery, expected) => {
  expect(probesPerFull({ pollIntervalMs, fullProbeEvery })).toBe(expected);
});

test('a plan that is confirmed goes by full probes of all its servers, made after that', async () => {
  const asked: Asked[] = [];
  let stepsSeen = 0;
  const recording = (servers: FakeServers) => ({
    ...mortal(servers).servers,
    observe: (address: Address, options: ProbeOptions) => {
      const { depth = 'full' } = options;
      if (servers.executed.length === stepsSeen) asked.push({ id: instanceIdOf(address), depth });
      return servers.observe(address, options);
    },
  });
  const world = await startWorld({
    turn,
    store: (clock) => createMemoryStore({ clock }),
    topology: 'm > a, b',
    settings: { pollIntervalMs: POLL_MS, fullProbeEvery: 100 },
    seenAs: recording,
  });
  await world.clock.advance(3 * POLL_MS);
  expect(asked.slice(-3).map(({ depth }) => depth)).toEqual(['adaptive', 'adaptive', 'adaptive']);
  const plan = world.propose({ kind: 'relocate', replica: id('b'), channel: null, target: id('a') });
  asked.length = 0;
  stepsSeen = world.servers.executed.length;
  expect(await world.run(plan)).toMatchObject({ kind: 'started' });
  const full = asked.filter(({ depth }) => depth === 'full').map((probe) => probe.id);
  expect(new Set(full)).toEqual(new Set([id('m'), id('a'), id('b')]));
});
