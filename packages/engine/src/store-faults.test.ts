/** A store that fails now and then: no plan, no lock and no replica is left behind. */
import type { JournalEntry } from '@topiary/domain';
import { asInstant, asPlanId } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { createMemoryStore } from '@topiary/store';
import type { MemoryStore } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import { RunningPlan } from './plans/running-plan.ts';
import { SOMEBODY, startWorld } from './testing/index.ts';
import type { World, WorldOptions } from './testing/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const MARIADB = { family: 'mariadb' } as const;
const [m, a, b] = [id('m'), id('a'), id('b')];
const moveA = { kind: 'relocate', replica: a, channel: null, target: b } as const;

interface Stage extends Partial<WorldOptions> {
  readonly spoil: (store: MemoryStore) => void;
}

const start = (topology: string, { spoil, ...options }: Stage): Promise<World> =>
  startWorld({ turn, store: (clock) => spoiled(createMemoryStore({ clock }), spoil), topology, ...options });

function spoiled(store: MemoryStore, spoil: Stage['spoil']): MemoryStore {
  spoil(store);
  return store;
}

describe('a store that misbehaves', () => {
  test('a lease that cannot be asked turns a confirmation away and leaves no lock', async () => {
    let isBroken = false;
    const world = await start('m > a, b', {
      spoil: ({ lease }) => {
        const check = lease.check.bind(lease);
        lease.check = () => (isBroken ? Promise.reject(new Error('disk gone')) : check());
      },
    });
    const plan = world.propose(moveA);
    isBroken = true;
    expect(await world.run(plan)).toEqual({ kind: 'store-failing', detail: 'disk gone' });
    isBroken = false;
    expect((await world.run(plan)).kind).toBe('started');
    expect(world.servers.sourceOf(a)).toBe(b);
  });

  test('a lease that cannot be asked in the middle of a plan leaves it, and it is taken up again', async () => {
    let failures = 0;
    const world = await start('m > a, b', {
      topologyOptions: MARIADB,
      spoil: ({ lease }) => {
        const check = lease.check.bind(lease);
        lease.check = () => {
          if (failures === 0) return check();
          failures -= 1;
          return Promise.reject(new Error('disk gone'));
        };
      },
    });
    world.servers.onExecute = (step) => {
      if (step.kind === 'stop-replication') failures = 1;
      return 'works';
    };
    const plan = world.propose(moveA);
    await world.run(plan);
    await world.clock.advance(5_000);
    expect([world.servers.sourceOf(a), world.servers.threadsOf(a)]).toEqual([b, 'running/running']);
    expect((await world.engine.plan(plan))?.execution).toMatchObject({ outcome: 'done', resumed: 'continue' });
    expect(await world.store.journal.unfinished()).toEqual([]);
  });

  test('of a plan that was taken up again and cannot be written on, only what had begun is taken back', async () => {
    let isKilled = false;
    let isFull = false;
    const world = await start('m > a, b', {
      topologyOptions: MARIADB,
      spoil: (store) => {
        const check = store.lease.check.bind(store.lease);
        store.lease.check = () => {
          if (!isKilled) return check();
          isKilled = false;
          return Promise.reject(new Error('disk gone'));
        };
        const append = store.journal.append.bind(store.journal);
        store.journal.append = (plan, entries) =>
          isFull ? Promise.reject(new Error('disk full')) : append(plan, entries);
      },
    });
    world.servers.onExecute = (step) => {
      if (step.kind === 'stop-replication') isKilled = true;
      if (step.kind === 'wait-for-position') isFull = true;
      return 'works';
    };
    const plan = world.propose(moveA);
    await world.run(plan);
    await world.clock.advance(5_000);
    expect(world.servers.executed.map(({ kind }) => kind)).toEqual([
      'stop-replication',
      'wait-for-position',
      'start-replication',
    ]);
    expect([world.servers.sourceOf(a), world.servers.threadsOf(a)]).toEqual([m, 'running/running']);
  });

  test('plans left behind that cannot be read at first are taken up when they can', async () => {
    let failures = 2;
    const world = await start('m > a, b', {
      spoil: ({ journal }) => {
        const unfinished = journal.unfinished.bind(journal);
        journal.unfinished = () => {
          failures -= 1;
          return failures >= 0 ? Promise.reject(new Error('disk busy')) : unfinished();
        };
      },
    });
    const plan = world.propose(moveA);
    expect(world.engine.status().acting.kind).toBe('observe-only');
    expect((await world.run(plan)).kind).toBe('store-failing');
    await world.clock.advance(3_000);
    expect(world.engine.status().acting.kind).toBe('self');
    expect((await world.run(plan)).kind).toBe('started');
  });

  test('a lease that cannot be given back does not keep the rest from being stopped', async () => {
    const world = await start('m > a', {
      spoil: ({ lease }) => {
        lease.release = () => Promise.reject(new Error('disk gone'));
      },
    });
    await world.clock.until(world.engine.stop({ deadlineMs: 100 }));
    expect(world.log.map(({ event }) => event)).toContain('lease-not-released');
  });

  test('the end of a plan that could not be written is written when the store recovers', async () => {
    let isFull = false;
    const world = await start('m > a, b', {
      topologyOptions: MARIADB,
      spoil: ({ journal }) => {
        const append = journal.append.bind(journal);
        journal.append = (plan, entries) => (isFull ? Promise.reject(new Error('disk full')) : append(plan, entries));
      },
    });
    world.servers.onExecute = (step) => {
      if (step.kind === 'stop-replication') isFull = true;
      return 'works';
    };
    const plan = world.propose(moveA);
    await world.run(plan);
    expect([world.servers.sourceOf(a), world.servers.threadsOf(a)]).toEqual([m, 'running/running']);
    expect(await world.store.journal.unfinished()).toMatchObject([{ id: plan }]);
    isFull = false;
    await world.clock.advance(10_000);
    // Else the next start would go on with what people were told had been stopped.
    expect(await world.store.journal.unfinished()).toEqual([]);
  });

  test('no plan begins before the ends of earlier ones are written: a start after a kill would repeat those', async () => {
    let isFull = false;
    const written: string[] = [];
    const world = await start('m > a, b', {
      topologyOptions: MARIADB,
      spoil: ({ journal }) => {
        const append = journal.append.bind(journal);
        journal.append = async (plan, entries) => {
          if (isFull) throw new Error('disk full');
          await append(plan, entries);
          written.push(...entries.map(({ kind }) => `${plan} ${kind}`));
        };
      },
    });
    world.servers.onExecute = (step) => {
      if (step.kind === 'stop-replication') isFull = true;
      return 'works';
    };
    const first = world.propose(moveA);
    await world.run(first);
    world.servers.onExecute = () => 'works';
    const second = world.propose(moveA);
    expect(await world.run(second)).toMatchObject({ kind: 'store-failing' });
    isFull = false;
    expect((await world.run(second)).kind).toBe('started');
    expect(written.indexOf(`${first} plan-finished`)).toBeGreaterThan(-1);
    expect(written.indexOf(`${first} plan-finished`)).toBeLessThan(written.indexOf(`${second} plan-started`));
  });

  test('a stop writes the audit of a plan that ended just then', async () => {
    const world = await start('m > a, b', { spoil: () => undefined });
    const plan = world.propose(moveA);
    await world.clock.until(world.engine.confirm(plan, SOMEBODY));
    await world.clock.until(world.engine.stop({ deadlineMs: 1_000 }));
    const { items } = await world.store.audit.list({ page: 0, pageSize: 10 });
    expect(items.map(({ action, result }) => [action, result])).toEqual([['relocate', 'ok']]);
  });
});

describe('the journal of a running plan', () => {
  test('writes every entry once, in order, when lanes save at the same time', async () => {
    const written: JournalEntry[] = [];
    const held: (() => void)[] = [];
    const running = new RunningPlan({
      id: asPlanId('p'),
      cluster: 'c' as never,
      term: 1,
      maxParallelSteps: 1,
      stored: [],
      lookedAtMs: null,
      matches: null as never,
      onAdvance: () => undefined,
      journal: {
        append: async (_, entries) => {
          const batch = [...entries];
          await new Promise<void>((resolve) => held.push(resolve));
          written.push(...batch);
        },
        read: () => Promise.resolve([]),
        unfinished: () => Promise.resolve([]),
        list: () => Promise.reject(new Error('not asked')),
      },
    });
    const entry = (round: number): JournalEntry => ({
      kind: 'stage-started',
      at: asInstant(0),
      round,
      stage: 0,
      steps: [],
      statements: {},
    });
    running.note(entry(1));
    const first = running.save();
    await turn();
    running.note(entry(2));
    const second = running.save();
    await turn();
    running.note(entry(3));
    while (held.length > 0) {
      held.splice(0).forEach((go) => go());
      await turn();
    }
    await Promise.all([first, second]);
    const third = running.save();
    await turn();
    held.splice(0).forEach((go) => go());
    await third;
    expect(written.map((one) => (one.kind === 'stage-started' ? one.round : null))).toEqual([1, 2, 3]);
  });
});
