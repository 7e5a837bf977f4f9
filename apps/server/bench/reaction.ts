/**
 * How fast the whole product reacts, measured from outside over its own API, with a process of its own: one replica and
 * two together moved (API call to verified), a killed server to the event that turns its card red, and memory at rest.
 *
 *   node apps/server/bench/reaction.ts [rounds]
 */
import { startSandbox } from '@topiary/sandbox';
import type { Sandbox } from '@topiary/sandbox';
import { eventually, TopiaryStarter } from '../test/topiary-process.ts';
import type { TopiaryProcess } from '../test/topiary-process.ts';
import { pause } from './scale/numbers.ts';
import { usageOf } from './scale/usage.ts';
import { nodesIn, watchClusters } from './support/live-events.ts';

const ROUNDS = Number(process.argv[2] ?? 15);
const SETTLE_MS = 300;
const TREES = { mysql: 'm > (a, b, c)', mariadb: 'm > (a, b, c); flavor mariadb' } as const;

const starter = new TopiaryStarter();
try {
  for (const [family, tree] of Object.entries(TREES)) await measure(family, tree);
} finally {
  await starter.endAll();
}

async function measure(family: string, tree: string): Promise<void> {
  const sandbox = await startSandbox({ clusters: [{ name: 'x', tree, writer: { rowsPerSecond: 200 } }] });
  try {
    const topiary = await starter.start({
      seeds: [sandbox.server('x.m').address],
      account: sandbox.credentials.topology,
    });
    await topiary.clusterOf(sandbox.server('x.m').address, 4);
    report(`${family}: move one replica, API call to verified`, await moveOne(topiary, sandbox));
    report(`${family}: move two replicas together, API call to verified`, await moveTwo(topiary, sandbox));
    report(`${family}: kill -9 of a server to its red node in the event stream`, await killed(topiary, sandbox));
    const { residentMegabytes } = await usageOf(topiary.processId);
    console.log(`${family}: memory of the process at rest ${residentMegabytes} MB`);
    await topiary.terminate();
  } finally {
    await sandbox.stop();
  }
}

async function moveOne(topiary: TopiaryProcess, sandbox: Sandbox): Promise<readonly number[]> {
  const [m, a, b] = addresses(sandbox, 'm', 'a', 'b');
  const times: number[] = [];
  for (let round = 0; round < ROUNDS * 2; round += 1) {
    const plan = await topiary.relocation(a, round % 2 === 0 ? b : m);
    times.push(await timed(() => topiary.confirm(plan, true)));
    await pause(SETTLE_MS);
  }
  return times;
}

async function moveTwo(topiary: TopiaryProcess, sandbox: Sandbox): Promise<readonly number[]> {
  const [m, a, b, c] = addresses(sandbox, 'm', 'a', 'b', 'c');
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const down = { kind: 'relocate-replicas' as const, source: m, target: c, only: [a, b] };
    const up = { kind: 'relocate-replicas' as const, source: c, target: m, only: [a, b] };
    for (const body of [down, up]) {
      const plan = await topiary.call('propose', { body });
      times.push(await timed(() => topiary.confirm(plan, true)));
      await pause(SETTLE_MS);
    }
  }
  return times;
}

async function killed(topiary: TopiaryProcess, sandbox: Sandbox): Promise<readonly number[]> {
  const server = sandbox.server('x.b');
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const cluster = await topiary.clusterOf(server.address, 4);
    const { red } = await watchFor(topiary, cluster.id, server.address);
    const startedMs = performance.now();
    await server.kill();
    times.push((await red) - startedMs);
    await server.start();
    await eventually(async () => {
      const view = await topiary.call('cluster', { params: { cluster: cluster.id } });
      if (view.nodes.some(({ health }) => health !== 'ok')) throw new Error('not healthy yet');
    });
    await pause(SETTLE_MS);
  }
  return times;
}

/** Resolves when the stream is open; `red` then resolves to the moment at which it says that the server is unreachable. */
async function watchFor(
  topiary: TopiaryProcess,
  cluster: string,
  id: string,
): Promise<{ readonly red: Promise<number> }> {
  const events = await watchClusters(topiary, [cluster]);
  const red = (async () => {
    for await (const event of events) {
      if (!nodesIn(event).some((node) => node.id === id && node.health === 'unreachable')) continue;
      // Leaving the loop ends the stream.
      return performance.now();
    }
    throw new Error('the stream ended');
  })();
  return { red };
}

function addresses<Names extends readonly string[]>(
  sandbox: Sandbox,
  ...names: Names
): { [Index in keyof Names]: string } {
  return names.map((name) => sandbox.server(`x.${name}`).address) as { [Index in keyof Names]: string };
}

async function timed(action: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await action();
  return performance.now() - startedMs;
}

function report(name: string, times: readonly number[]): void {
  const sorted = times.toSorted((left, right) => left - right);
  const at = (share: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(1);
  console.log(`${name}: median ${at(0.5)} ms, p90 ${at(0.9)} ms, max ${at(1)} ms (${sorted.length} runs)`);
}
