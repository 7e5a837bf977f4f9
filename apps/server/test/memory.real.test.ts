/**
 * Memory over time: hundreds of servers each asked once a second while servers die and come back, the fleet is read and
 * browsers come and go. Runs for `SOAK_MEMORY_MINUTES` only (`npm run soak -- memory`), since nothing can be seen of a leak
 * in the seconds of a test.
 */
import { API_PREFIX, LIVE_PATH } from '@topiary/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { median, pause } from '../bench/scale/numbers.ts';
import { actOnFake, startFakesProcess } from '../src/index.ts';
import type { FakesProcess } from '../src/index.ts';
import { probeMemory } from './collected-memory.ts';
import type { CollectedMemory } from './collected-memory.ts';
import { eventually, TOPIARY_COMMAND, TopiaryStarter } from './topiary-process.ts';
import type { TopiaryProcess } from './topiary-process.ts';

const MINUTES = Number(process.env['SOAK_MEMORY_MINUTES'] ?? 0);
const SERVERS = 500;
const SAMPLE_MS = 5_000;
const STARTS_WITHIN_MS = 120_000;
/** What the last quarter may take more than the second: what breathes, and nothing that grows with time. */
const GROWTH = 1.1;

const starter = new TopiaryStarter();
let fakes: FakesProcess;
let topiary: TopiaryProcess;

beforeAll(async () => {
  if (MINUTES === 0) return;
  fakes = await startFakesProcess([TOPIARY_COMMAND, 'fakes', 'child', String(SERVERS)]);
  topiary = await starter.start({
    seeds: fakes.summary.clusters.map(({ seed }) => seed),
    account: { user: fakes.summary.user, password: fakes.summary.password },
    config: { InstancePollSeconds: 1 },
    inspected: true,
  });
  await eventually(async () => {
    const { discovery } = await topiary.call('status', {});
    if (discovery.instances < SERVERS) throw new Error(`only ${discovery.instances} servers are known`);
  }, STARTS_WITHIN_MS);
}, STARTS_WITHIN_MS * 2);

afterAll(async () => {
  if (MINUTES === 0) return;
  await starter.endAll();
  await fakes.stop();
});

test.runIf(MINUTES > 0)(
  'what is held after a collection is flat, and so is resident memory',
  async ({ annotate }) => {
    const memory = await probeMemory(topiary);
    const samples: CollectedMemory[] = [];
    const masters = fakes.summary.clusters.map(({ master }) => master);
    let down: string | null = null;
    const untilMs = performance.now() + MINUTES * 60_000;
    while (performance.now() < untilMs) {
      if (down !== null) await actOnFake('start', down);
      down = masters[samples.length % masters.length] ?? null;
      if (down !== null) await actOnFake('kill', down);
      await visit();
      await pause(SAMPLE_MS);
      samples.push(await memory.look());
    }
    memory.close();
    const quarters = (read: (sample: CollectedMemory) => number): readonly number[] =>
      [0, 1, 2, 3].map((quarter) =>
        median(samples.slice((samples.length * quarter) / 4, (samples.length * (quarter + 1)) / 4).map(read)),
      );
    const heap = quarters(({ heapMegabytes }) => Math.round(heapMegabytes));
    const resident = quarters(({ residentMegabytes }) => residentMegabytes);
    await annotate(`MB by quarters: heap ${heap.join(', ')}; resident ${resident.join(', ')}`);
    for (const [, second = 0, , last] of [heap, resident]) expect(last).toBeLessThanOrEqual(second * GROWTH);
  },
  MINUTES * 60_000 + STARTS_WITHIN_MS,
);

/** A browser that opens the fleet and closes it again. */
async function visit(): Promise<void> {
  const leave = new AbortController();
  const stream = await fetch(topiary.url + API_PREFIX + LIVE_PATH, { signal: leave.signal });
  await stream.body?.getReader().read();
  leave.abort();
  await topiary.call('fleet', {});
}
