import { id } from '@topiary/domain/testing';
import { createMemoryStore, MemoryDisk } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import { SOMEBODY, startWorld } from './testing/index.ts';
import type { Journal } from './ports/store.ts';
import type { World, WorldOptions } from './testing/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const start = (topology: string, options: Partial<WorldOptions> = {}): Promise<World> =>
  startWorld({ turn, store: (clock) => createMemoryStore({ clock }), topology, ...options });

const [m, a, b, c, d] = ['m', 'a', 'b', 'c', 'd'].map(id) as [
  ReturnType<typeof id>,
  ReturnType<typeof id>,
  ReturnType<typeof id>,
  ReturnType<typeof id>,
  ReturnType<typeof id>,
];

describe('discovery', () => {
  test.each(['m', 'd', 'b'])('finds the whole tree from %s', async (seed) => {
    const { engine } = await start('m > a, b; b > c, d', { seeds: [seed] });
    const { instances, clusters } = engine.snapshot();
    expect([...instances.keys()].toSorted()).toEqual(['a:3306', 'b:3306', 'c:3306', 'd:3306', 'm:3306']);
    expect([...clusters.values()].map(({ masters, members }) => [masters, members.length])).toEqual([[[m], 5]]);
  });

  test('a closed connection leads to a probe of the server and of its replicas before any poll is due', async () => {
    const { engine, servers, clock } = await start('m > a, b', { settings: { pollIntervalMs: 3_600_000 } });
    const before = servers.probes.get(a);
    servers.kill(m);
    await clock.advance(50);
    expect(engine.snapshot().instances.get(m)?.health).toBe('unreachable');
    expect(servers.probes.get(a)).toBe((before ?? 0) + 1);
  });

  test('a server that comes back is healthy again after the next poll', async () => {
    const { engine, servers, clock } = await start('m > a');
    servers.kill(a);
    await clock.advance(1_000);
    expect(engine.snapshot().instances.get(a)?.health).toBe('unreachable');
    servers.revive(a);
    await clock.advance(6_000);
    expect(engine.snapshot().instances.get(a)?.health).toBe('ok');
  });

  test('an address that does not answer is refused with its failure and not kept', async () => {
    const { engine, clock } = await start('m > a');
    const result = await clock.until(engine.discover({ host: 'nowhere', port: 3306 }, SOMEBODY));
    expect(result).toMatchObject({ kind: 'failed', failure: { kind: 'refused' } });
    expect(engine.snapshot().instances.has(id('nowhere'))).toBe(false);
  });
});

describe('moving one replica', () => {
  test('is done when the replica reads from its new source, and the snapshot shows it', async () => {
    const world = await start('m > a, b');
    const plan = world.propose({ kind: 'relocate', replica: a, channel: null, target: b });
    expect((await world.run(plan)).kind).toBe('started');
    expect(world.servers.sourceOf(a)).toBe(b);
    expect(world.engine.snapshot().edgesByReplica.get(a)?.[0]?.source).toBe(b);
    const state = await world.engine.plan(plan);
    expect(state?.execution).toMatchObject({ outcome: 'done', actor: SOMEBODY });
    expect(state?.undoable).toBe(true);
  });

  test('is undone by a plan of its own', async () => {
    const world = await start('m > a, b');
    const plan = world.propose({ kind: 'relocate', replica: a, channel: null, target: b });
    await world.run(plan);
    const undo = await world.clock.until(world.engine.undo(plan, SOMEBODY));
    if (undo.kind !== 'proposed') throw new Error(undo.kind);
    await world.run(undo.state.plan.id);
    expect(world.servers.sourceOf(a)).toBe(m);
    expect((await world.engine.plan(plan))?.undoable).toBe(false);
    expect(await world.engine.undo(plan, SOMEBODY)).toEqual({ kind: 'not-undoable' });
  });

  test('puts a replica back that its new source refuses, and says why', async () => {
    const world = await start('m > a, b');
    world.servers.refusedSources.set(`${a} ${b}`, 1236);
    const plan = world.propose({ kind: 'relocate', replica: a, channel: null, target: b });
    await world.run(plan);
    expect(world.servers.sourceOf(a)).toBe(m);
    expect(world.servers.threadsOf(a)).toBe('running/running');
    const execution = (await world.engine.plan(plan))?.execution;
    expect(execution).toMatchObject({
      outcome: 'put-back',
      reason: { code: 'receiver-error', params: { errorNumber: 1236 } },
    });
  });

  test('says so as loudly as possible when even putting back fails', async () => {
    const world = await start('m > a, b');
    world.servers.refusedSources.set(`${a} ${b}`, 1236).set(`${a} ${m}`, 1045);
    const plan = world.propose({ kind: 'relocate', replica: a, channel: null, target: b });
    await world.run(plan);
    expect((await world.engine.plan(plan))?.execution).toMatchObject({
      outcome: 'failed',
      reason: { code: 'put-back-failed' },
    });
    expect(world.log.map(({ event }) => event)).toContain('put-back-failed');
  });

  test('leaves threads stopped that were stopped before', async () => {
    const world = await start('m > a, b');
    world.servers.change(a, (found) => ({
      ...found,
      channels: found.channels.map((one) => ({ ...one, receiver: 'stopped', applier: 'stopped' })),
    }));
    await world.clock.advance(6_000);
    await world.run(world.propose({ kind: 'relocate', replica: a, channel: null, target: b }));
    expect([world.servers.sourceOf(a), world.servers.threadsOf(a)]).toEqual([b, 'stopped/stopped']);
  });

  test('on MariaDB waits for a target that is not an ancestor, in three steps', async () => {
    const world = await start('m > a, b', { topologyOptions: { family: 'mariadb' } });
    await world.run(world.propose({ kind: 'relocate', replica: a, channel: null, target: b }));
    expect(world.servers.executed).toEqual([
      { instance: a, kind: 'stop-replication' },
      { instance: b, kind: 'wait-for-position' },
      { instance: a, kind: 'point-replica-at' },
    ]);
    expect([world.servers.sourceOf(a), world.servers.threadsOf(a)]).toEqual([b, 'running/running']);
  });

  test('shows a placeholder for what is not known yet, and from the moment it is sent the statement itself', async () => {
    const world = await start('m > a, b', { topologyOptions: { family: 'mariadb' } });
    const plan = world.propose({ kind: 'relocate', replica: a, channel: null, target: b });
    const shown = async () => (await world.engine.plan(plan))?.steps.map(({ statements }) => statements[0]);
    const preview = [
      'stop-replication on a:3306',
      'wait-for-position on b:3306: <position>',
      'point-replica-at on a:3306',
    ];
    expect(await shown()).toEqual(preview);
    const seen: (readonly (string | undefined)[] | undefined)[] = [];
    world.servers.onExecute = () => {
      void shown().then((statements) => seen.push(statements));
      return 'works';
    };
    await world.run(plan);
    const sent = [preview[0], 'wait-for-position on b:3306: position of a:3306', preview[2]];
    expect(seen).toEqual([preview, sent, sent]);
    expect(await shown()).toEqual(sent);
    const journalled = await world.store.journal.read(plan);
    expect(journalled.flatMap((entry) => (entry.kind === 'stage-started' ? [entry.statements] : []))).toEqual([
      {},
      { s2: [sent[1]] },
      {},
    ]);
  });

  test('on MariaDB starts the replica again where it was when the target does not catch up', async () => {
    const world = await start('m > a, b', { topologyOptions: { family: 'mariadb' } });
    world.servers.onExecute = (step) => (step.kind === 'wait-for-position' ? { kind: 'timed-out' } : 'works');
    const plan = world.propose({ kind: 'relocate', replica: a, channel: null, target: b });
    await world.run(plan);
    expect([world.servers.sourceOf(a), world.servers.threadsOf(a)]).toEqual([m, 'running/running']);
    expect((await world.engine.plan(plan))?.execution?.outcome).toBe('put-back');
  });
});

describe('moving the replicas of a server', () => {
  test('moves them all, and those that fail are where they were', async () => {
    const world = await start('m > a, b; b > c, d');
    world.servers.refusedSources.set(`${c} ${a}`, 1236);
    const plan = world.propose({ kind: 'relocate-replicas', source: b, target: a, only: null });
    await world.run(plan);
    expect([world.servers.sourceOf(c), world.servers.sourceOf(d)]).toEqual([b, a]);
    expect((await world.engine.plan(plan))?.execution?.outcome).toBe('partly-done');
  });
});

describe('confirming', () => {
  test('refuses a plan when the tree changed after it was made', async () => {
    const world = await start('m > a, b; b > c');
    const plan = world.propose({ kind: 'relocate', replica: a, channel: null, target: c });
    world.servers.change(c, (found) => ({ ...found, settings: { ...found.settings, logBin: false } }));
    expect(await world.run(plan)).toMatchObject({ kind: 'stale', reasons: [{ code: 'target-has-no-binlog' }] });
    expect(world.servers.executed).toEqual([]);
    const audit = await world.engine.audit({ page: 0, pageSize: 10 });
    expect(audit.items[0]).toMatchObject({ action: 'relocate', result: 'refused' });
  });

  test('runs a plan once when it is confirmed twice at the same time', async () => {
    const world = await start('m > a, b');
    const plan = world.propose({ kind: 'relocate', replica: a, channel: null, target: b });
    const first = world.engine.confirm(plan, SOMEBODY);
    const second = await world.engine.confirm(plan, { ...SOMEBODY, user: 'wang' });
    expect(second).toEqual({ kind: 'already-confirmed', by: SOMEBODY });
    expect((await world.clock.until(first)).kind).toBe('started');
    await world.clock.until(world.engine.whenFinished(plan));
    expect(world.servers.executed).toHaveLength(1);
  });

  test('lets one of two people move the same replica, and tells the other who is at it', async () => {
    const world = await start('m > a, b, c');
    const first = world.propose({ kind: 'relocate', replica: a, channel: null, target: b });
    const second = world.propose({ kind: 'relocate', replica: a, channel: null, target: c });
    const running = world.engine.confirm(first, SOMEBODY);
    expect(await world.engine.confirm(second, { ...SOMEBODY, user: 'wang' })).toEqual({
      kind: 'busy',
      plan: first,
      by: SOMEBODY,
    });
    await world.clock.until(running);
    await world.clock.until(world.engine.whenFinished(first));
    await world.clock.advance(10);
    // Made before the first one ran: what it says of a's source is no longer true.
    expect((await world.run(second)).kind).toBe('stale');
    expect(world.servers.sourceOf(a)).toBe(b);
  });

  test('is turned away on a process that does not hold the lease', async () => {
    const disk = new MemoryDisk();
    const world = await start('m > a, b', { store: (clock) => createMemoryStore({ disk, clock }) });
    const other = await start('m > a, b', {
      store: (clock) => createMemoryStore({ disk, clock }),
      share: world,
    });
    const result = other.engine.propose({ kind: 'relocate', replica: a, channel: null, target: b }, SOMEBODY);
    if (result.kind !== 'proposed') throw new Error(result.kind);
    expect(await other.run(result.state.plan.id)).toMatchObject({ kind: 'not-the-actor' });
    expect(other.engine.status().acting.kind).toBe('other');
    // A connection for acts would end those of the process that acts.
    expect([world.servers.executed, world.servers.prepared]).toEqual([[], []]);
  });

  test('runs nothing when the journal cannot be written', async () => {
    const world = await start('m > a, b', {
      store: (clock) => {
        const store = createMemoryStore({ clock });
        const journal: Journal = {
          append: () => Promise.reject(new Error('disk full')),
          read: (plan) => store.journal.read(plan),
          unfinished: () => store.journal.unfinished(),
          list: (query) => store.journal.list(query),
        };
        return {
          ...store,
          journal,
          audit: store.audit,
          inventory: store.inventory,
          lease: store.lease,
          problem: () => 'disk full',
          close: () => store.close(),
        };
      },
    });
    const plan = world.propose({ kind: 'relocate', replica: a, channel: null, target: b });
    expect(await world.run(plan)).toEqual({ kind: 'store-failing', detail: 'disk full' });
    expect(world.servers.executed).toEqual([]);
    expect(world.engine.runningOn(world.engine.snapshot().instances.get(a)?.cluster ?? ('' as never))).toBeNull();
  });
});
