/** One fleet of fakes in a process of its own, and one Topiary that finds and watches it. */
import { loadavg } from 'node:os';
import { API_PREFIX } from '@topiary/contract';
import { startFakesProcess } from '../../src/index.ts';
import type { FakesProcess } from '../../src/index.ts';
import { TOPIARY_COMMAND, TopiaryStarter } from '../../test/topiary-process.ts';
import type { TopiaryProcess } from '../../test/topiary-process.ts';
import { watchFloor } from './floor.ts';
import type { Floor } from './floor.ts';
import { killMasters } from './killed-masters.ts';
import { median, pause } from './numbers.ts';
import { pageTimes } from './page.ts';
import type { PageTimes } from './page.ts';
import { usageOf } from './usage.ts';

/** The window of what the status tells of probes. */
const LOOK_SECONDS = 5;
const FOUND_WITHIN_MS = 240_000;
const SETTLE_MS = 10_000;
const LOOK_EVERY_MS = 100;
const IN_TIME_MS = 1_000;
const FLEET_CALLS = 20;
const BETWEEN_CALLS_MS = 100;

/** Times in milliseconds unless the name says otherwise; NaN where something never happened. */
export interface Measured {
  readonly servers: number;
  readonly knownSeconds: number;
  readonly inTimeSeconds: number;
  /** Processor time until every server was known. */
  readonly findingCpuSeconds: number;
  /** Of one core. */
  readonly cpuShare: number;
  readonly cpuPerProbe: number;
  /** Of those that were due. */
  readonly probesMade: number;
  readonly megabytes: number;
  readonly latenessP50: number;
  readonly latenessP99: number;
  readonly floorP99: number;
  readonly fleetApi: number;
  /** `null`: no browser, or no page. */
  readonly page: PageTimes | null;
  readonly redMedian: number;
  readonly redMax: number;
  readonly redCount: number;
  readonly killed: number;
  readonly latenessP99Meanwhile: number;
  readonly fakesCpuShare: number;
  readonly fakesMegabytes: number;
  readonly load: number;
}

export interface MeasureOptions {
  readonly servers: number;
  readonly seconds: number;
  /** Between two probes of a server. */
  readonly pollSeconds: number;
  readonly withPage: boolean;
}

export async function measureFleet({ servers, seconds, pollSeconds, withPage }: MeasureOptions): Promise<Measured> {
  const starter = new TopiaryStarter();
  const fakes = await startFakesProcess([TOPIARY_COMMAND, 'fakes', 'child', String(servers)]);
  const floor = watchFloor();
  try {
    const startedMs = performance.now();
    const topiary = await starter.start({
      seeds: fakes.summary.clusters.map(({ seed }) => seed),
      account: { user: fakes.summary.user, password: fakes.summary.password },
      config: { InstancePollSeconds: pollSeconds },
    });
    const found = await whenFound(topiary, { servers, pollSeconds }, startedMs);
    await pause(SETTLE_MS);
    const watched = await watch({ topiary, fakes, floor, servers, seconds, pollSeconds });
    const fleetApi = await fleetApiMs(topiary);
    const page = withPage ? await pageTimes(topiary.url, starter) : null;
    const { killed, times } = await killMasters(topiary, fakes);
    // The window in which they died ends within this time.
    await pause(LOOK_SECONDS * 1_000);
    const meanwhile = await latenessOf(topiary);
    return {
      servers,
      ...found,
      ...watched,
      fleetApi,
      page,
      killed,
      redMedian: median(times),
      redMax: times.length === killed ? Math.max(...times) : Number.NaN,
      redCount: times.length,
      latenessP99Meanwhile: meanwhile?.p99Ms ?? Number.NaN,
      load: loadavg()[0] ?? Number.NaN,
    };
  } finally {
    floor.stop();
    await starter.endAll();
    await fakes.stop();
  }
}

type Found = Pick<Measured, 'knownSeconds' | 'inTimeSeconds' | 'findingCpuSeconds'>;

/** Until every server is known, and until 99 % of the probes begin in time. */
async function whenFound(
  topiary: TopiaryProcess,
  { servers, pollSeconds }: Pick<MeasureOptions, 'servers' | 'pollSeconds'>,
  startedMs: number,
): Promise<Found> {
  const found = { knownSeconds: Number.NaN, inTimeSeconds: Number.NaN, findingCpuSeconds: Number.NaN };
  for (;;) {
    const seconds = (performance.now() - startedMs) / 1_000;
    const { discovery } = await topiary.call('status', {});
    if (Number.isNaN(found.knownSeconds) && discovery.instances >= servers) {
      found.knownSeconds = seconds;
      found.findingCpuSeconds = (await usageOf(topiary.processId)).cpuMs / 1_000;
    }
    const isInTime = discovery.lateness !== null && discovery.lateness.p99Ms < IN_TIME_MS;
    const isAtPace = discovery.probesPerSecond > (0.9 * servers) / pollSeconds;
    if (!Number.isNaN(found.knownSeconds) && isInTime && isAtPace) return { ...found, inTimeSeconds: seconds };
    if (performance.now() - startedMs > FOUND_WITHIN_MS) return found;
    await pause(LOOK_EVERY_MS);
  }
}

interface WatchParts {
  readonly topiary: TopiaryProcess;
  readonly fakes: FakesProcess;
  readonly floor: Floor;
  readonly servers: number;
  readonly seconds: number;
  readonly pollSeconds: number;
}

async function watch({ topiary, fakes, floor, servers, seconds, pollSeconds }: WatchParts) {
  const [before, fakesBefore] = [await usageOf(topiary.processId), await usageOf(fakes.pid)];
  const startedMs = performance.now();
  floor.takeP99Ms();
  const late: { readonly p50Ms: number; readonly p99Ms: number }[] = [];
  let probesPerSecond = 0;
  const looks = Math.max(1, Math.round(seconds / LOOK_SECONDS));
  for (let look = 0; look < looks; look += 1) {
    await pause(LOOK_SECONDS * 1_000);
    const { discovery } = await topiary.call('status', {});
    if (discovery.lateness !== null) late.push(discovery.lateness);
    probesPerSecond += discovery.probesPerSecond / looks;
  }
  const elapsedMs = performance.now() - startedMs;
  const [after, fakesAfter] = [await usageOf(topiary.processId), await usageOf(fakes.pid)];
  const cpuMs = after.cpuMs - before.cpuMs;
  return {
    cpuShare: cpuMs / elapsedMs,
    cpuPerProbe: cpuMs / ((probesPerSecond * elapsedMs) / 1_000),
    probesMade: probesPerSecond / (servers / pollSeconds),
    megabytes: after.residentMegabytes,
    latenessP50: median(late.map(({ p50Ms }) => p50Ms)),
    latenessP99: Math.max(...late.map(({ p99Ms }) => p99Ms)),
    floorP99: floor.takeP99Ms(),
    fakesCpuShare: (fakesAfter.cpuMs - fakesBefore.cpuMs) / elapsedMs,
    fakesMegabytes: fakesAfter.residentMegabytes,
  };
}

/** As browsers ask: compressed, and read to its end. */
async function fleetApiMs(topiary: TopiaryProcess): Promise<number> {
  const times: number[] = [];
  for (let call = 0; call < FLEET_CALLS; call += 1) {
    const startedMs = performance.now();
    await (await fetch(`${topiary.url}${API_PREFIX}/fleet`)).arrayBuffer();
    times.push(performance.now() - startedMs);
    await pause(BETWEEN_CALLS_MS);
  }
  return median(times);
}

async function latenessOf(topiary: TopiaryProcess) {
  return (await topiary.call('status', {})).discovery.lateness;
}
