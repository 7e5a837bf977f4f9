/** Topiary is asked to end at every moment of a plan: no replica is left stopped, and the next start leaves well alone. */
import type { InstanceId } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import type { TopologyOptions } from '@topiary/domain/testing';
import { createMemoryStore, MemoryDisk } from '@topiary/store';
import type { MemoryStore } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import type { PlanRequest } from './api.ts';
import type { Servers } from './ports/servers.ts';
import { mortal, SOMEBODY, startWorld } from './testing/index.ts';
import type { FakeServers, MortalServers, World } from './testing/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const DEADLINE_MS = 5_000;
/** Of a move that takes as long: every third one, in the soak each. */
const STEP_MS = process.env['SOAK_CONTRACT'] === undefined ? 3 : 1;
const EVERY_MS = Array.from({ length: 30 / STEP_MS }, (_, at) => STEP_MS * at + 1);
const ids = (names: readonly string[]): readonly InstanceId[] => names.map(id);

interface Scene {
  readonly topology: string;
  readonly options: TopologyOptions;
  readonly request: PlanRequest;
  readonly prepare?: (servers: FakeServers) => void;
  readonly maxParallelSteps?: number;
}

interface Stage {
  readonly start: (share?: World, prefix?: string) => Promise<World>;
  /** As by the kernel, of the process started last. */
  readonly kill: () => void;
}

function stageFor({ topology, options, maxParallelSteps }: Omit<Scene, 'request'>): Stage {
  const disk = new MemoryDisk();
  let store: MemoryStore | null = null;
  let view: MortalServers = mortal({} as Servers);
  return {
    start: (share, idPrefix = 'first') =>
      startWorld({
        turn,
        store: (clock) => (store = createMemoryStore({ disk, clock })),
        topology,
        topologyOptions: options,
        seenAs: (servers) => (view = mortal(servers)).servers,
        idPrefix,
        ...(share === undefined ? {} : { share }),
        ...(maxParallelSteps === undefined ? {} : { settings: { maxParallelSteps } }),
      }),
    kill: () => {
      view.kill();
      store?.crash();
    },
  };
}

async function stop({ clock, engine }: World): Promise<number> {
  const before = clock.monotonicMs();
  await clock.until(engine.stop({ deadlineMs: DEADLINE_MS }));
  return clock.monotonicMs() - before;
}

/** Confirmed, left alone for so long, and ended in good order. */
async function stoppedAfter(ms: number, scene: Scene) {
  const stage = stageFor(scene);
  const first = await stage.start();
  scene.prepare?.(first.servers);
  const plan = first.propose(scene.request);
  void first.engine.confirm(plan, SOMEBODY);
  await first.clock.advance(ms);
  const tookMs = await stop(first);
  const states = new Map(
    [...first.engine.snapshot().instances.keys()].map((one) => [
      one,
      `${first.servers.sourceOf(one)} ${first.servers.threadsOf(one)}`,
    ]),
  );
  stage.kill();
  return { first, plan, tookMs, states, stage };
}

const SCENES = [
  { name: 'one MySQL replica', topology: 'm > a, b', family: 'mysql', moved: ['a'], target: 'b', from: 'm' },
  { name: 'one MariaDB replica', topology: 'm > a, b', family: 'mariadb', moved: ['a'], target: 'b', from: 'm' },
  {
    name: 'three MariaDB replicas',
    topology: 'm > x, b; b > a, c, d',
    family: 'mariadb',
    moved: ['a', 'c', 'd'],
    target: 'x',
    from: 'b',
  },
] as const;

function requestOf({ moved, target, from }: (typeof SCENES)[number]): PlanRequest {
  return moved.length === 1
    ? { kind: 'relocate', replica: id(moved[0]), channel: null, target: id(target) }
    : { kind: 'relocate-replicas', source: id(from), target: id(target), only: null };
}

interface Obstacle {
  readonly what: string;
  readonly prepare: (servers: FakeServers, target: InstanceId) => void;
}

const obstacles: readonly Obstacle[] = [
  { what: 'nothing in its way', prepare: () => undefined },
  {
    what: 'a target that does not catch up',
    prepare: (servers) => {
      servers.onExecute = (step) => (step.kind === 'wait-for-position' ? 'hangs' : 'works');
    },
  },
  {
    what: 'a target that refuses its replicas',
    prepare: (servers, target) => {
      for (const name of ['a', 'c', 'd']) servers.refusedSources.set(`${id(name)} ${target}`, 1236);
    },
  },
];

describe.each(SCENES)('ended in the middle of moving $name', (scene) => {
  const { topology, family, moved, target, from } = scene;
  const common = { topology, options: { family }, request: requestOf(scene) };

  describe.each(obstacles)('with $what', ({ prepare }) => {
    test.each(EVERY_MS)('after %i ms: every replica replicates, and the next start changes nothing', async (ms) => {
      const { first, states, stage, tookMs } = await stoppedAfter(ms, {
        ...common,
        prepare: (servers) => prepare(servers, id(target)),
      });
      expect(tookMs).toBeLessThan(DEADLINE_MS);
      for (const replica of ids(moved))
        expect([`${id(from)} running/running`, `${id(target)} running/running`]).toContain(states.get(replica));
      const sent = first.servers.executed.length;
      const second = await stage.start(first, 'second');
      await second.clock.advance(120_000);
      expect(second.servers.executed.slice(sent)).toEqual([]);
      expect(await second.store.journal.unfinished()).toEqual([]);
    });
  });

  test.each(EVERY_MS)('one lane after the other, after %i ms: every replica replicates', async (ms) => {
    const { states } = await stoppedAfter(ms * 2, { ...common, maxParallelSteps: 1 });
    for (const replica of ids(moved))
      expect([`${id(from)} running/running`, `${id(target)} running/running`]).toContain(states.get(replica));
  });

  test.each(EVERY_MS)('killed after %i ms, and ended while it is resumed: every replica replicates', async (ms) => {
    const stage = stageFor(common);
    const first = await stage.start();
    void first.engine.confirm(first.propose(common.request), SOMEBODY);
    await first.clock.advance(10);
    stage.kill();
    await first.clock.advance(10);
    const second = await stage.start(first, `second-${ms}`);
    await second.clock.advance(ms);
    await stop(second);
    for (const replica of ids(moved)) expect(second.servers.threadsOf(replica)).toBe('running/running');
    expect(await second.store.journal.unfinished()).toEqual([]);
  });
});

const MOVE_A: Scene = {
  topology: 'm > a, b',
  options: { family: 'mariadb' },
  request: { kind: 'relocate', replica: id('a'), channel: null, target: id('b') },
};

test('a plan that is given up at the end of the process says so', async () => {
  const { first, plan } = await stoppedAfter(12, {
    ...MOVE_A,
    prepare: (servers) => {
      servers.onExecute = (step) => (step.kind === 'wait-for-position' ? 'hangs' : 'works');
    },
  });
  expect((await first.engine.plan(plan))?.execution).toMatchObject({
    outcome: 'stopped',
    reason: { code: 'ended-by-shutdown' },
  });
});

test('a replica that cannot be reached any more is left to the next start, within the deadline', async () => {
  const stage = stageFor(MOVE_A);
  const first = await stage.start();
  const plan = first.propose(MOVE_A.request);
  void first.engine.confirm(plan, SOMEBODY);
  first.servers.onExecute = (step) => {
    if (step.kind === 'wait-for-position') first.servers.silence(id('a'));
    return step.kind === 'wait-for-position' ? 'hangs' : 'works';
  };
  await first.clock.advance(20);
  expect(await stop(first)).toBe(DEADLINE_MS);
  stage.kill();
  first.servers.revive(id('a'));
  first.servers.onExecute = () => 'works';
  const second = await stage.start(first, 'second');
  await second.clock.advance(60_000);
  expect(second.servers.threadsOf(id('a'))).toBe('running/running');
  expect(await second.store.journal.unfinished()).toEqual([]);
});
