/** What people register, through a whole engine: shown, kept over restarts, expired, and seen by a process that only reads. */
import { message } from '@topiary/domain';
import type { Instance, RegistryCommand } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { createMemoryStore, MemoryDisk } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import { SOMEBODY, startWorld } from '../testing/index.ts';
import type { World, WorldOptions } from '../testing/index.ts';
import { REGISTRY_RELOAD_MS } from './registry-service.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const [b, c] = [id('b'), id('c')];
const MINUTE = 60_000;
const page = { page: 0, pageSize: 50 };

function start(disk: MemoryDisk, options: Partial<WorldOptions> = {}): Promise<World> {
  return startWorld({ turn, topology: 'a > b, c', store: (clock) => createMemoryStore({ disk, clock }), ...options });
}

const downtime: RegistryCommand = {
  kind: 'begin-downtime',
  instance: b,
  owner: 'jo',
  reason: 'kernel',
  durationMs: 30 * MINUTE,
};
const tag: RegistryCommand = { kind: 'set-tag', instance: b, name: 'role', value: 'backup' };

const register = (world: World, command: RegistryCommand) =>
  world.clock.until(world.engine.register(command, SOMEBODY));
const registered = (world: World, server = b): Instance['registered'] | undefined =>
  world.engine.snapshot().instances.get(server)?.registered;
const audited = async (world: World) =>
  (await world.engine.audit(page)).items.map(({ action, actor, summary }) => [action, actor.user, summary[0]?.code]);
const revisionOf = (world: World) => [...world.engine.snapshot().clusters.values()].map(({ revision }) => revision);

describe('what is registered', () => {
  test('is in the next snapshot, audited, and moves no revision', async () => {
    const world = await start(new MemoryDisk());
    const before = revisionOf(world);
    const changes: unknown[] = [];
    world.engine.onChange((change) => changes.push(change));
    expect(await register(world, downtime)).toEqual({ kind: 'done', instances: [b] });
    expect(registered(world)?.downtime).toMatchObject({ owner: 'jo', reason: 'kernel' });
    expect(changes).toMatchObject([{ kind: 'topology', structure: [] }]);
    expect(revisionOf(world)).toEqual(before);
    expect(await audited(world)).toEqual([['begin-downtime', 'li', 'audit-begin-downtime']]);
  });

  test('is there after a restart, before any server has answered', async () => {
    const disk = new MemoryDisk();
    const first = await start(disk);
    const [cluster] = [...first.engine.snapshot().clusters.keys()];
    if (cluster === undefined) throw new Error('no cluster');
    await register(first, downtime);
    await register(first, tag);
    await register(first, { kind: 'set-cluster-alias', cluster, alias: 'shop' });
    await first.clock.until(first.engine.stop({ deadlineMs: 100 }));
    const second = await start(disk, { share: first });
    expect(registered(second)).toMatchObject({ downtime: { owner: 'jo' }, tags: [{ name: 'role', value: 'backup' }] });
    expect([...second.engine.snapshot().clusters.values()]).toMatchObject([{ id: cluster, name: 'shop' }]);
  });

  test('and is so already changes nothing and is not audited', async () => {
    const world = await start(new MemoryDisk());
    await register(world, tag);
    expect(await register(world, tag)).toEqual({ kind: 'done', instances: [] });
    expect(await audited(world)).toHaveLength(1);
  });

  test('ends by itself when its time is over, in the store and the audit too', async () => {
    const disk = new MemoryDisk();
    const world = await start(disk);
    await register(world, { ...downtime, durationMs: 90_000 });
    await register(world, { kind: 'register-candidate', instance: c, rule: 'prefer', durationMs: 100_000 });
    await world.clock.advance(89_000);
    expect(registered(world)?.downtime).not.toBeNull();
    await world.clock.advance(1_500);
    expect(registered(world)?.downtime).toBeNull();
    expect(registered(world, c)?.promotion).not.toBeNull();
    await world.clock.advance(11_000);
    expect(registered(world, c)?.promotion).toBeNull();
    expect(disk.registrations.size).toBe(0);
    expect((await audited(world)).slice(0, 2)).toEqual([
      ['withdraw-candidate', 'topiary', 'audit-candidate-over'],
      ['end-downtime', 'topiary', 'audit-downtime-over'],
    ]);
  });

  test('and over while nobody ran is gone from the start', async () => {
    const disk = new MemoryDisk();
    const first = await start(disk);
    await register(first, { ...downtime, durationMs: 5_000 });
    await first.clock.until(first.engine.stop({ deadlineMs: 100 }));
    await first.clock.advance(10_000);
    const second = await start(disk, { share: first });
    expect(registered(second)?.downtime).toBeNull();
    await second.clock.advance(REGISTRY_RELOAD_MS);
    expect(disk.registrations.size).toBe(0);
  });
});

describe('who may register', () => {
  test('is only the process that acts; the other sees it soon and says who acts', async () => {
    const disk = new MemoryDisk();
    const actor = await start(disk);
    const reader = await start(disk, { share: actor, idPrefix: 'reader' });
    expect(await register(reader, tag)).toEqual({
      kind: 'not-the-actor',
      holder: 'test (process 1, http://127.0.0.1:3000)',
    });
    await register(actor, tag);
    await actor.clock.advance(REGISTRY_RELOAD_MS);
    expect(registered(reader)?.tags).toEqual([{ name: 'role', value: 'backup' }]);
    await actor.clock.until(actor.engine.stop({ deadlineMs: 100 }));
    await actor.clock.advance(1_000);
    expect(await register(reader, { ...downtime, instance: c })).toMatchObject({ kind: 'done' });
    expect(registered(reader)?.tags).toHaveLength(1);
  });

  // Whenever it last looked before.
  test.each([0, 500, 1_000, 1_500])('who takes over knows at once what was registered %i ms on', async (laterMs) => {
    const disk = new MemoryDisk();
    const actor = await start(disk);
    const reader = await start(disk, { share: actor, idPrefix: 'reader' });
    await actor.clock.advance(laterMs);
    const seen: unknown[] = [];
    reader.engine.onChange(() => {
      if (reader.engine.status().acting.kind === 'self') seen.push(registered(reader)?.downtime?.owner);
    });
    await register(actor, downtime);
    await actor.clock.until(actor.engine.stop({ deadlineMs: 100 }));
    while (seen.length === 0) await actor.clock.advance(10);
    expect(seen[0]).toBe('jo');
  });

  test('a process that only reads loads nothing while nothing changes', async () => {
    const disk = new MemoryDisk();
    const actor = await start(disk);
    let loads = 0;
    const reader = await start(disk, {
      share: actor,
      idPrefix: 'reader',
      store: (clock) => {
        const store = createMemoryStore({ disk, clock });
        const load = store.registrations.load.bind(store.registrations);
        store.registrations.load = () => {
          loads += 1;
          return load();
        };
        return store;
      },
    });
    await reader.clock.advance(10 * REGISTRY_RELOAD_MS);
    expect(loads).toBe(1);
    await register(actor, tag);
    await reader.clock.advance(10 * REGISTRY_RELOAD_MS);
    expect(loads).toBe(2);
    expect(registered(reader)?.tags).toHaveLength(1);
  });

  test('is nobody where the configuration asks only to observe', async () => {
    const world = await start(new MemoryDisk(), { settings: { observeOnlyReason: 'several nodes' } });
    expect(await register(world, tag)).toEqual({ kind: 'not-the-actor', holder: 'several nodes' });
  });
});

describe('a store that cannot be written', () => {
  test('takes nothing, and nothing is shown', async () => {
    const disk = new MemoryDisk();
    const world = await start(disk);
    disk.trouble = 'store-full';
    expect(await register(world, tag)).toMatchObject({ kind: 'store-failing' });
    expect(registered(world)?.tags).toEqual([]);
    disk.trouble = null;
    expect(await register(world, tag)).toMatchObject({ kind: 'done' });
  });

  test('keeps nothing from ending; it is cleared away later', async () => {
    const disk = new MemoryDisk();
    const world = await start(disk);
    await register(world, { ...downtime, durationMs: 5_000 });
    disk.trouble = 'store-full';
    await world.clock.advance(6_000);
    expect([registered(world)?.downtime, disk.registrations.size]).toEqual([null, 1]);
    disk.trouble = null;
    await world.clock.advance(REGISTRY_RELOAD_MS);
    expect(disk.registrations.size).toBe(0);
    expect(await audited(world)).toContainEqual(['end-downtime', 'topiary', 'audit-downtime-over']);
  });
});

describe('commands', () => {
  test('given at once are run one after the other', async () => {
    const world = await start(new MemoryDisk());
    const begin = (owner: string): RegistryCommand => ({ ...downtime, kind: 'begin-maintenance', owner });
    const results = await world.clock.until(
      Promise.all([world.engine.register(begin('jo'), SOMEBODY), world.engine.register(begin('li'), SOMEBODY)]),
    );
    expect(results.map(({ kind }) => kind)).toEqual(['done', 'refused']);
  });

  test('about a server that nobody knows are refused', async () => {
    const world = await start(new MemoryDisk());
    expect(await register(world, { ...downtime, instance: id('q') })).toEqual({
      kind: 'unknown-instance',
      instance: id('q'),
    });
  });
});

test('maintenance by another refuses a move, also when it began after the plan was made; one’s own does not', async () => {
  const world = await start(new MemoryDisk());
  const move = { kind: 'relocate', replica: b, channel: null, target: c } as const;
  const plan = world.propose(move);
  await register(world, { ...downtime, kind: 'begin-maintenance' });
  const reason = message('in-maintenance', { instance: b, owner: 'jo', reason: 'kernel' });
  expect(await world.run(plan)).toMatchObject({ kind: 'stale', reasons: [reason] });
  expect(world.engine.propose(move, SOMEBODY)).toMatchObject({ kind: 'refusal', reasons: [reason] });
  expect(world.engine.propose(move, { ...SOMEBODY, user: 'jo' })).toMatchObject({ kind: 'proposed' });
  await register(world, { kind: 'end-maintenance', instance: b });
  expect(await world.run(world.propose(move))).toMatchObject({ kind: 'started' });
  expect(world.servers.sourceOf(b)).toBe(c);
});
