/**
 * How Topiary grows: fleets of fakes in a process of their own, each server asked every five seconds. Per size: how long
 * until every server is known, and asked in time; what watching costs; how late probes are; how long the fleet
 * takes over the API; and, when 50 masters are killed at once, how long until the event stream shows each of them red, and
 * how late the other probes are meanwhile. Prints a line of the table in docs/benchmarks.md per size.
 *
 *   node apps/server/bench/fakes-scale.ts [sizes, 1000,2500,5000,10000] [seconds of watching, 20]
 */
import { readFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { API_PREFIX, LIVE_PATH, liveEvent } from '@topiary/contract';
import type { LiveEvent } from '@topiary/contract';
import { actOnFake, startFakesProcess } from '../src/index.ts';
import type { FakesProcess } from '../src/index.ts';
import { TOPIARY_COMMAND, TopiaryStarter } from '../test/topiary-process.ts';
import type { TopiaryProcess } from '../test/topiary-process.ts';

const SIZES = (process.argv[2] ?? '1000,2500,5000,10000').split(',').map(Number);
const SECONDS = Number(process.argv[3] ?? 20);
const POLL_SECONDS = 5;
const KILLED = 50;
const FOUND_WITHIN_MS = 240_000;
const RED_WITHIN_MS = 30_000;
const SETTLE_MS = 10_000;
const LOOK_EVERY_MS = 100;
const IN_TIME_MS = 1_000;
const FLEET_CALLS = 10;
/** Jiffies per second of /proc/<pid>/stat; 100 on every Linux that Debian builds. */
const CLOCK_TICKS = 100;

console.log(
  '| servers | all known, all in time | CPU, per probe | memory | lateness p50, p99 | fleet API p50 | 50 masters red: p50, max | lateness p99 meanwhile | fakes CPU | load |',
);
console.log('|---|---|---|---|---|---|---|---|---|---|');
for (const size of SIZES) console.log(`| ${(await measured(size)).join(' | ')} |`);

async function measured(size: number): Promise<readonly string[]> {
  const starter = new TopiaryStarter();
  const fakes = await startFakesProcess([TOPIARY_COMMAND, 'fakes', 'child', String(size)]);
  try {
    const startedMs = performance.now();
    const topiary = await starter.start({
      seeds: fakes.summary.clusters.map(({ seed }) => seed),
      account: { user: fakes.summary.user, password: fakes.summary.password },
      config: { InstancePollSeconds: POLL_SECONDS },
    });
    const found = await whenFound(topiary, size, startedMs);
    await pause(SETTLE_MS);
    const watched = await watch(topiary, fakes);
    const killed = await killMasters(topiary, fakes);
    return [String(size), found, ...watched.columns, ...killed, watched.fakes, loadavg()[0]?.toFixed(1) ?? ''];
  } finally {
    await starter.endAll();
    await fakes.stop();
  }
}

/** Until every server is known, and until every one of them is asked in time. */
async function whenFound(topiary: TopiaryProcess, size: number, startedMs: number): Promise<string> {
  let known = 'not all';
  for (;;) {
    const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
    const { discovery } = await topiary.call('status', {});
    if (known === 'not all' && discovery.instances >= size) known = `${seconds} s`;
    const isInTime = discovery.lateness !== null && discovery.lateness.p99Ms < IN_TIME_MS;
    const isAtPace = discovery.probesPerSecond > (0.9 * size) / POLL_SECONDS;
    if (known !== 'not all' && isInTime && isAtPace) return `${known}, ${seconds} s`;
    if (performance.now() - startedMs > FOUND_WITHIN_MS) return `${known}, never`;
    await pause(LOOK_EVERY_MS);
  }
}

interface Watched {
  readonly columns: readonly string[];
  readonly fakes: string;
}

async function watch(topiary: TopiaryProcess, fakes: FakesProcess): Promise<Watched> {
  const [before, fakesBefore] = [await usage(topiary.processId), await usage(fakes.pid)];
  const startedMs = performance.now();
  const late: Lateness[] = [];
  let probes = 0;
  const looks = Math.max(1, Math.round(SECONDS / POLL_SECONDS));
  for (let look = 0; look < looks; look += 1) {
    await pause(POLL_SECONDS * 1_000);
    const { discovery } = await topiary.call('status', {});
    if (discovery.lateness !== null) late.push(discovery.lateness);
    probes += discovery.probesPerSecond / looks;
  }
  const seconds = (performance.now() - startedMs) / 1_000;
  const [after, fakesAfter] = [await usage(topiary.processId), await usage(fakes.pid)];
  const cpuMs = after.cpuMs - before.cpuMs;
  const calls: number[] = [];
  for (let call = 0; call < FLEET_CALLS; call += 1)
    calls.push(await timed(() => fetch(`${topiary.url}${API_PREFIX}/fleet`)));
  return {
    columns: [
      `${percentOf(cpuMs, seconds)}, ${(cpuMs / (probes * seconds)).toFixed(2)} ms`,
      `${after.residentMegabytes} MB`,
      `${median(late.map(({ p50Ms }) => p50Ms)).toFixed(0)}, ${Math.max(...late.map(({ p99Ms }) => p99Ms)).toFixed(0)} ms`,
      `${median(calls).toFixed(0)} ms`,
    ],
    fakes: `${percentOf(fakesAfter.cpuMs - fakesBefore.cpuMs, seconds)}, ${fakesAfter.residentMegabytes} MB`,
  };
}

type Lateness = NonNullable<Awaited<ReturnType<typeof status>>['lateness']>;

async function status(topiary: TopiaryProcess) {
  return (await topiary.call('status', {})).discovery;
}

/** From the order to kill each of them; the orders are carried out one after the other within some milliseconds. */
async function killMasters(topiary: TopiaryProcess, fakes: FakesProcess): Promise<readonly string[]> {
  const masters = fakes.summary.clusters.slice(0, KILLED).map(({ master }) => master);
  const { clusters } = await topiary.call('fleet', {});
  const subscribed = clusters.filter((cluster) => cluster.masters.some((master) => masters.includes(master)));
  const response = await fetch(topiary.url + API_PREFIX + LIVE_PATH);
  const events = readEvents(response);
  const hello = await events.next();
  if (hello.done === true || hello.value.type !== 'hello') throw new Error('the stream did not begin with hello');
  await topiary.call('subscribe', {
    params: { connection: hello.value.connection },
    body: { clusters: subscribed.map(({ id }) => id) },
  });
  const red = new Map<string, number>();
  const giveUp = setTimeout(() => void events.return(), RED_WITHIN_MS);
  const watching = (async () => {
    for await (const event of events) {
      const nodes = event.type === 'cluster' ? event.cluster.nodes : event.type === 'cluster-patch' ? event.nodes : [];
      for (const { id, health } of nodes)
        if (health === 'unreachable' && masters.includes(id) && !red.has(id)) red.set(id, performance.now());
      if (red.size === masters.length) return;
    }
  })();
  const startedMs = performance.now();
  await Promise.all(masters.map((master) => actOnFake('kill', master)));
  await watching;
  clearTimeout(giveUp);
  const times = [...red.values()].map((at) => at - startedMs);
  // The window in which they died ends within this time.
  await pause(POLL_SECONDS * 1_000);
  const { lateness } = await status(topiary);
  const all = times.length === masters.length ? '' : ` (${times.length} of ${masters.length})`;
  return [
    `${median(times).toFixed(0)}, ${Math.max(...times).toFixed(0)} ms${all}`,
    `${lateness?.p99Ms.toFixed(0) ?? '?'} ms`,
  ];
}

async function* readEvents(response: Response): AsyncGenerator<LiveEvent, void, void> {
  let rest = '';
  for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = block.split('\n').flatMap((line) => (line.startsWith('data:') ? [line.slice(5)] : []));
      if (data.length > 0) yield liveEvent.parse(JSON.parse(data.join('\n')));
    }
  }
}

async function usage(processId: number): Promise<{ readonly cpuMs: number; readonly residentMegabytes: number }> {
  const [stat, text] = await Promise.all([
    readFile(`/proc/${processId}/stat`, 'utf8'),
    readFile(`/proc/${processId}/status`, 'utf8'),
  ]);
  // The command in parentheses may hold spaces; what follows it is numbers, user and system time the 12th and 13th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  const residentKilobytes = Number(/VmRSS:\s+(\d+)/.exec(text)?.[1] ?? Number.NaN);
  return { cpuMs: (ticks * 1_000) / CLOCK_TICKS, residentMegabytes: Math.round(residentKilobytes / 1_024) };
}

async function timed(action: () => Promise<Response>): Promise<number> {
  const startedMs = performance.now();
  await (await action()).arrayBuffer();
  return performance.now() - startedMs;
}

function percentOf(cpuMs: number, seconds: number): string {
  return `${(cpuMs / seconds / 10).toFixed(0)} %`;
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
