/** Plans whose later moves need the earlier ones, run on servers of which some refuse. */
import { titleOf } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { createMemoryStore } from '@topiary/store';
import { expect, test } from 'vitest';
import { SOMEBODY, startWorld } from './testing/index.ts';
import type { World } from './testing/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const start = (): Promise<World> =>
  startWorld({ turn, store: (clock) => createMemoryStore({ clock }), topology: 'm > a; a > b, c' });

const [m, a, b] = [id('m'), id('a'), id('b')];
const swap = { kind: 'reshape', shape: { kind: 'take-master', replica: b } } as const;
const sourcesOf = ({ servers }: World) => [servers.sourceOf(a), servers.sourceOf(b)];

test('a swap is done, audited under its own name, and taken back in an order that closes no circle', async () => {
  const world = await start();
  const plan = world.propose(swap);
  await world.run(plan);
  expect(sourcesOf(world)).toEqual([b, m]);
  const { items } = await world.engine.audit({ page: 0, pageSize: 10 });
  expect(items[0]).toMatchObject({ action: 'take-master', instance: b, result: 'ok' });
  const undo = await world.clock.until(world.engine.undo(plan, SOMEBODY));
  if (undo.kind !== 'proposed') throw new Error(undo.kind);
  await world.run(undo.state.plan.id);
  expect(sourcesOf(world)).toEqual([m, a]);
});

test('the second half of a swap is never run without the first', async () => {
  const world = await start();
  world.servers.refusedSources.set(`${b} ${m}`, 1045);
  const plan = world.propose(swap);
  await world.run(plan);
  const execution = (await world.engine.plan(plan))?.execution;
  expect(execution?.outcome).toBe('put-back');
  expect(execution?.steps.map(({ reason }) => reason?.code)).toContain('needs-failed-step');
  expect(sourcesOf(world)).toEqual([m, a]);
});

test('where the second half fails, both stand beside each other', async () => {
  const world = await start();
  world.servers.refusedSources.set(`${a} ${b}`, 1045);
  const plan = world.propose(swap);
  await world.run(plan);
  expect((await world.engine.plan(plan))?.execution).toMatchObject({
    outcome: 'partly-done',
    reason: { code: 'receiver-error' },
  });
  expect(sourcesOf(world)).toEqual([m, m]);
});

test('a cluster goes back to how it stood before the first of several plans', async () => {
  const world = await start();
  const first = world.propose({ kind: 'relocate', replica: b, channel: null, target: m });
  await world.run(first);
  await world.run(world.propose({ kind: 'relocate', replica: a, channel: null, target: b }));
  expect(sourcesOf(world)).toEqual([b, m]);
  const restored = await world.clock.until(world.engine.restore(first, SOMEBODY));
  if (restored.kind !== 'proposed') throw new Error(restored.kind);
  expect(titleOf(restored.state.plan)).toMatchObject({ code: 'title-restore', params: { count: 2 } });
  await world.run(restored.state.plan.id);
  expect(sourcesOf(world)).toEqual([m, a]);
  const { items } = await world.engine.audit({ page: 0, pageSize: 10 });
  expect(items[0]).toMatchObject({ action: 'restore', summary: [{ code: 'audit-restore' }, {}, {}, {}] });
  expect((await world.clock.until(world.engine.restore(first, SOMEBODY))).kind).toBe('not-undoable');
});
