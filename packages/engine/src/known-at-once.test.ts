/** A start shows the fleet that an earlier run knew before a single server was asked, and says that none was. */
import type { InstanceId } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { createMemoryStore, MemoryDisk } from '@topiary/store';
import { expect, test } from 'vitest';
import { createWorld, startWorld } from './testing/index.ts';
import type { World } from './testing/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const TOPOLOGY = 'm > a, x; x > b\nother > o';

const shown = ({ engine }: World) =>
  [...engine.snapshot().instances.values()].map(({ id: server, health, role, cluster }) => [
    server,
    health,
    role,
    cluster,
  ]);
const sourcesIn = ({ engine }: World): readonly (readonly [InstanceId, InstanceId])[] =>
  engine.snapshot().edges.map(({ replica, source }) => [replica, source]);

test('the whole fleet is drawn from the store at once, every server marked as not probed yet', async () => {
  const disk = new MemoryDisk();
  const common = { turn, topology: TOPOLOGY, store: (clock: World['clock']) => createMemoryStore({ disk, clock }) };
  const first = await startWorld({ ...common, seeds: ['m', 'other'] });
  const before = shown(first);
  expect(before).toHaveLength(6);
  const edges = sourcesIn(first);
  await first.clock.until(first.engine.stop({ deadlineMs: 100 }));

  // Nobody answers: what is shown comes from the store alone.
  for (const name of ['m', 'a', 'x', 'b', 'other', 'o']) first.servers.silence(id(name));
  const second = createWorld({ ...common, seeds: [], idPrefix: 'second', share: first });
  const probes = new Map(second.servers.probes);
  await second.clock.until(second.engine.start());
  // Who writes is said by the servers alone: what was a master may not be one any more.
  expect(shown(second)).toEqual(
    before.map(([server, , role, cluster]) => [server, 'unprobed', role === 'master' ? 'unknown' : role, cluster]),
  );
  expect(sourcesIn(second)).toEqual(edges);
  expect(second.engine.snapshot().edges.every(({ state }) => state === 'unknown')).toBe(true);
  expect([...second.engine.snapshot().instances.values()].every(({ observation }) => observation === null)).toBe(true);

  for (const name of ['m', 'a', 'x', 'b', 'other', 'o']) second.servers.revive(id(name));
  await second.clock.advance(20_000);
  expect(shown(second)).toEqual(before);
  expect([...second.servers.probes.values()].some((count, index) => count > ([...probes.values()][index] ?? 0))).toBe(
    true,
  );
});
