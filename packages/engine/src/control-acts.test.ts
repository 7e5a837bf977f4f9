import { id } from '@topiary/domain/testing';
import { createMemoryStore } from '@topiary/store';
import { expect, test } from 'vitest';
import { SOMEBODY, startWorld } from './testing/index.ts';
import type { World } from './testing/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const start = (): Promise<World> =>
  startWorld({ turn, store: (clock) => createMemoryStore({ clock }), topology: 'm > a' });

const a = id('a');
const writable = { kind: 'control', instance: a, act: { kind: 'set-writability', to: 'writable' } } as const;

test('an act on one server is run, audited under its own name, and undone while the server stands as it was left', async () => {
  const world = await start();
  const settings = (): unknown => world.engine.snapshot().instances.get(a)?.observation?.settings;
  expect(settings()).toMatchObject({ superReadOnly: true });
  const plan = world.propose(writable);
  await world.run(plan);
  expect(settings()).toMatchObject({ readOnly: false, superReadOnly: false });
  const { items } = await world.engine.audit({ page: 0, pageSize: 10 });
  expect(items[0]).toMatchObject({ action: 'set-writability', instance: a, result: 'ok' });

  const undo = await world.clock.until(world.engine.undo(plan, SOMEBODY));
  if (undo.kind !== 'proposed') throw new Error(undo.kind);
  await world.run(undo.state.plan.id);
  expect(settings()).toMatchObject({ readOnly: true, superReadOnly: true });
  expect(await world.engine.undo(plan, SOMEBODY)).toEqual({ kind: 'not-undoable' });
});

test('a server that was changed by hand meanwhile makes the plan stale', async () => {
  const world = await start();
  const plan = world.propose(writable);
  world.servers.change(a, (found) => ({ ...found, settings: { ...found.settings, superReadOnly: false } }));
  expect((await world.run(plan)).kind).toBe('stale');
});
