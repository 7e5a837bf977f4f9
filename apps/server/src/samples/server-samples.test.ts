import { asClusterId } from '@topiary/domain';
import type { TopologySnapshot } from '@topiary/domain';
import { id, topology, withChannel, withInstance } from '@topiary/domain/testing';
import { VirtualClock } from '@topiary/engine/testing';
import { expect, test } from 'vitest';
import { SLOT_MS } from './sample-rings.ts';
import { ServerSamples } from './server-samples.ts';

const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));
const c1 = asClusterId('c1');

function lagging(name: string, lagSeconds: number, of: TopologySnapshot): TopologySnapshot {
  return withInstance(of, name, { observation: withChannel({ lagSeconds }) });
}

test('an hour of lag and of probes is there, the newest at the end', async () => {
  const clock = new VirtualClock(turn);
  const samples = new ServerSamples(clock);
  let snapshot = topology('a > b');
  samples.watch(() => snapshot);
  samples.probed(id('b'), 12.3);
  snapshot = lagging('b', 40, snapshot);
  await clock.advance(SLOT_MS);
  const { from, stepMs, lagSeconds, probeMs } = samples.of(id('b'));
  expect([lagSeconds.length, lagSeconds.slice(-3)]).toEqual([360, [null, 0, 40]]);
  expect(probeMs.slice(-3)).toEqual([null, 12.3, null]);
  expect(from + 360 * stepMs).toBeGreaterThan(clock.now());
  expect(samples.of(id('a')).lagSeconds.every((value) => value === null)).toBe(true);
});

test('nothing is noted of a server that does not answer, and nothing is kept of one that is gone', async () => {
  const clock = new VirtualClock(turn);
  const samples = new ServerSamples(clock);
  let snapshot = topology('a > b, c');
  samples.watch(() => snapshot);
  snapshot = withInstance(snapshot, 'b', { health: 'unreachable' });
  await clock.advance(SLOT_MS);
  expect(samples.of(id('b')).lagSeconds.slice(-2)).toEqual([0, null]);
  snapshot = topology('a > b');
  await clock.advance(SLOT_MS);
  expect(samples.of(id('c')).lagSeconds.every((value) => value === null)).toBe(true);
});

test('of a cluster those that were furthest behind come first, and the others are counted', async () => {
  const clock = new VirtualClock(turn);
  const samples = new ServerSamples(clock);
  const snapshot = lagging('c', 90, lagging('d', 5, topology('a > b, c, d')));
  samples.watch(() => snapshot);
  const { servers, more, stepMs } = samples.ofCluster(snapshot, c1, { limit: 2, points: 60 });
  expect(servers.map(({ instance, lagSeconds }) => [instance, lagSeconds.length, lagSeconds.at(-1)])).toEqual([
    [id('c'), 60, 90],
    [id('d'), 60, 5],
  ]);
  expect([more, stepMs]).toEqual([1, 60_000]);
});
