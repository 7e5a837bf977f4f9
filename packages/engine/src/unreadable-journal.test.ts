/** A plan that a killed process left and whose journal cannot be read keeps its own servers from being changed, and no others. */
import type { PlanId } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { createMemoryStore, MemoryDisk } from '@topiary/store';
import type { MemoryStore } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import { UNREADABLE_RETRY_MS } from './plans/left-plans.ts';
import { mortal, SOMEBODY, startWorld } from './testing/index.ts';
import type { MortalServers, World } from './testing/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const [a, b, n, y, z] = [id('a'), id('b'), id('n'), id('y'), id('z')];
const moveA = { kind: 'relocate', replica: a, channel: null, target: b } as const;
const moveY = { kind: 'relocate', replica: y, channel: null, target: z } as const;

interface Left {
  readonly world: World;
  readonly plan: PlanId;
  /** As somebody does who brings the file back from a backup. */
  readonly mend: () => void;
}

/** The first process is killed while it moves `a`; the second one cannot read what that left. */
async function leftUnreadable(options: { readonly inventoryLost?: boolean } = {}): Promise<Left> {
  const disk = new MemoryDisk();
  const process: { view: MortalServers | null; broken: boolean } = { view: null, broken: false };
  const stores: MemoryStore[] = [];
  const store = (clock: World['clock']): MemoryStore => {
    const made = createMemoryStore({ disk, clock });
    const read = made.journal.read.bind(made.journal);
    made.journal.read = (plan) => (process.broken ? Promise.reject(new Error('damaged')) : read(plan));
    stores.push(made);
    return made;
  };
  const common = {
    turn,
    store,
    topology: 'm > a, b, n\nx > y, z',
    seeds: ['m', 'x'],
    topologyOptions: { family: 'mariadb' },
  } as const;
  const first = await startWorld({
    ...common,
    seenAs: (servers) => {
      process.view = mortal(servers);
      return process.view.servers;
    },
  });
  const plan = first.propose(moveA);
  void first.engine.confirm(plan, SOMEBODY);
  await first.clock.advance(12);
  process.view?.kill();
  stores[0]?.crash();
  if (options.inventoryLost === true) disk.instances.clear();
  process.broken = true;
  const world = await startWorld({ ...common, share: first, idPrefix: 'second' });
  return { world, plan, mend: () => (process.broken = false) };
}

const statusOf = (world: World) =>
  world.engine.status().unreadablePlans.map(({ plan, clusterName }) => [plan, clusterName]);

describe('a journal that cannot be read', () => {
  test('keeps its cluster from being changed, is said, and everything else goes on', async () => {
    const { world, plan } = await leftUnreadable();
    expect(world.engine.status().acting.kind).toBe('self');
    expect(statusOf(world)).toEqual([[plan, 'm:3306']]);
    expect(world.log).toContainEqual({
      event: 'journal-unreadable',
      fields: expect.objectContaining({ plan, detail: 'damaged' }) as object,
    });
    expect((await world.run(world.propose(moveY))).kind).toBe('started');
    expect(world.servers.sourceOf(y)).toBe(z);
    const other = world.propose({ ...moveA, replica: n });
    expect(await world.run(other)).toEqual({
      kind: 'store-failing',
      detail: `the journal of the unfinished plan ${plan} cannot be read`,
    });
    const cluster = world.engine.snapshot().instances.get(a)?.cluster;
    expect(cluster === undefined ? undefined : world.engine.runningOn(cluster)).toBeNull();
    expect(world.servers.threadsOf(a)).toBe('stopped/stopped');
  });

  test('is tried again, said once, and the plan is gone on with when it can be read', async () => {
    const { world, plan, mend } = await leftUnreadable();
    const changes: string[] = [];
    world.engine.onChange(({ kind }) => changes.push(kind));
    await world.clock.advance(3 * UNREADABLE_RETRY_MS);
    expect(world.log.filter(({ event }) => event === 'journal-unreadable')).toHaveLength(1);
    mend();
    await world.clock.advance(2 * UNREADABLE_RETRY_MS);
    expect([world.servers.sourceOf(a), world.servers.threadsOf(a)]).toEqual([b, 'running/running']);
    expect((await world.engine.plan(plan))?.execution).toMatchObject({ outcome: 'done', resumed: 'continue' });
    expect(statusOf(world)).toEqual([]);
    expect(changes).toContain('status');
    expect((await world.run(world.propose({ ...moveA, replica: n }))).kind).toBe('started');
  });

  test('no longer matters when somebody has closed the plan by hand', async () => {
    const { world, plan } = await leftUnreadable();
    const at = world.clock.now();
    await world.store.journal.append(plan, [{ kind: 'plan-finished', at, outcome: 'failed', reason: null }]);
    await world.clock.advance(2 * UNREADABLE_RETRY_MS);
    expect(statusOf(world)).toEqual([]);
    expect((await world.run(world.propose({ ...moveA, replica: n }))).kind).toBe('started');
  });

  test('waits for a plan that was begun meanwhile on servers that only the journal names', async () => {
    const { world, plan, mend } = await leftUnreadable({ inventoryLost: true });
    // Nothing says any more which servers the cluster of that plan had.
    world.servers.onExecute = (step) => (step.kind === 'wait-for-position' ? 'hangs' : 'works');
    const other = world.propose({ ...moveA, replica: n });
    expect((await world.clock.until(world.engine.confirm(other, SOMEBODY))).kind).toBe('started');
    mend();
    await world.clock.advance(2 * UNREADABLE_RETRY_MS);
    expect(statusOf(world).map(([one]) => one)).toEqual([plan]);
    expect(world.engine.status().acting.kind).toBe('self');
  });

  test('does not keep a process from stopping', async () => {
    const { world } = await leftUnreadable();
    await world.clock.until(world.engine.stop({ deadlineMs: 1_000 }));
    const reads = world.log.length;
    await world.clock.advance(10 * UNREADABLE_RETRY_MS);
    expect(world.log).toHaveLength(reads);
  });
});
