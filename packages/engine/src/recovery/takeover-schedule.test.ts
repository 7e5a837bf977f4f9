/** A takeover in a window of time: begun when its guards hold there, kept over a restart, cancelled or missed. */
import { asInstant } from '@topiary/domain';
import type { ReplaceMasterIntent, ServerProcess } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { createMemoryStore, MemoryDisk } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import { SOMEBODY, startWorld } from '../testing/index.ts';
import type { World } from '../testing/index.ts';
import type { ScheduledTakeover } from '../ports/takeovers.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const INTENT: ReplaceMasterIntent = {
  kind: 'replace-master',
  master: id('m'),
  successor: id('a'),
  because: 'takeover',
};
const UNIT = 20_000;
const LOCKING: ServerProcess = {
  id: 9,
  role: 'client',
  user: 'backup',
  host: 'h:1',
  database: '',
  command: 'Sleep',
  seconds: 50,
  state: '',
  statement: '',
  holds: ['global'],
};

async function started(disk = new MemoryDisk(), share?: World): Promise<World> {
  const world = await startWorld({
    turn,
    topology: 'm > a, b',
    policy: { replicationAccount: { origin: 'configured', user: 'repl' } },
    store: (clock) => createMemoryStore({ disk, clock }),
    ...(share === undefined ? {} : { share, idPrefix: 'second' }),
  });
  if (share === undefined)
    for (const name of ['a', 'b'])
      world.servers.change(id(name), (found) => ({ ...found, settings: { ...found.settings, readOnly: true } }));
  await world.clock.advance(20_000);
  return world;
}

async function scheduled(world: World, fromMs: number, untilMs: number): Promise<ScheduledTakeover> {
  const now = world.clock.now();
  const asked = { intent: INTENT, from: asInstant(now + fromMs), until: asInstant(now + untilMs) };
  const result = await world.clock.until(world.engine.takeovers.schedule(asked, SOMEBODY));
  if (result.kind !== 'scheduled') throw new Error(JSON.stringify(result));
  return result.takeover;
}

async function kept(world: World): Promise<ScheduledTakeover | undefined> {
  return (await world.clock.until(world.engine.takeovers.list()))[0];
}

const moved = (world: World): boolean => world.servers.sourceOf(id('b')) === id('a');

describe('a takeover in a window', () => {
  test('is begun there and not before, in the name of who asked for it', async () => {
    const world = await started();
    await scheduled(world, 10 * UNIT, 20 * UNIT);
    await world.clock.advance(9 * UNIT);
    expect([moved(world), (await kept(world))?.state]).toEqual([false, 'waiting']);
    await world.clock.advance(2 * UNIT);
    expect([moved(world), (await kept(world))?.state]).toEqual([true, 'done']);
    const plan = (await kept(world))?.plan;
    expect(plan === null || plan === undefined ? null : (await world.engine.plan(plan))?.execution?.actor).toEqual(
      SOMEBODY,
    );
  });

  test('that something is in the way of is tried until it is gone', async () => {
    const world = await started();
    const running = { here: [LOCKING] as readonly ServerProcess[] };
    world.servers.onProcesses = () => ({ processes: running.here, isCut: false, grant: null });
    await scheduled(world, UNIT, 20 * UNIT);
    await world.clock.advance(3 * UNIT);
    expect(await kept(world)).toMatchObject({ state: 'waiting', reasons: [{ code: 'blocked-by-global-lock' }, {}] });
    running.here = [];
    await world.clock.advance(UNIT);
    expect([moved(world), (await kept(world))?.state]).toEqual([true, 'done']);
  });

  test('whose window ends before its guards hold is missed, with the reasons', async () => {
    const world = await started();
    world.servers.onProcesses = () => ({ processes: [LOCKING], isCut: false, grant: null });
    await scheduled(world, UNIT, 3 * UNIT);
    await world.clock.advance(5 * UNIT);
    expect([moved(world), (await kept(world))?.state]).toEqual([false, 'missed']);
    expect((await kept(world))?.reasons.length).toBeGreaterThan(0);
    const { items } = await world.engine.audit({ page: 0, pageSize: 10, action: 'schedule-takeover' });
    expect(items.map(({ result, summary }) => [result, summary[0]?.code])).toEqual([
      ['failed', 'takeover-missed'],
      ['ok', 'takeover-scheduled'],
    ]);
  });

  test('that is cancelled is not begun', async () => {
    const world = await started();
    const { id: takeover } = await scheduled(world, 10 * UNIT, 20 * UNIT);
    expect(await world.clock.until(world.engine.takeovers.cancel(takeover, SOMEBODY))).toMatchObject({
      kind: 'cancelled',
    });
    await world.clock.advance(30 * UNIT);
    expect([moved(world), (await kept(world))?.state]).toEqual([false, 'cancelled']);
    expect(await world.clock.until(world.engine.takeovers.cancel(takeover, SOMEBODY))).toMatchObject({
      kind: 'not-waiting',
    });
    expect(await world.engine.takeovers.cancel('nobody', SOMEBODY)).toEqual({ kind: 'unknown' });
  });

  test('is begun by the process that comes next', async () => {
    const disk = new MemoryDisk();
    const first = await started(disk);
    await scheduled(first, 10 * UNIT, 60 * UNIT);
    await first.clock.until(first.engine.stop({ deadlineMs: 1_000 }));
    await first.clock.until(first.store.close());
    const second = await started(disk, first);
    await second.clock.advance(30 * UNIT);
    expect([moved(second), (await kept(second))?.state]).toEqual([true, 'done']);
  });

  test('is refused with a window that cannot be, beside another one of its cluster, and for a failover', async () => {
    const world = await started();
    const now = world.clock.now();
    const refusal = async (fromMs: number, untilMs: number, intent = INTENT): Promise<string> => {
      const asked = { intent, from: asInstant(now + fromMs), until: asInstant(now + untilMs) };
      const result = await world.clock.until(world.engine.takeovers.schedule(asked, SOMEBODY));
      return result.kind === 'refused' ? result.reason.code : result.kind;
    };
    expect(await refusal(2 * UNIT, UNIT)).toBe('takeover-window-wrong');
    expect(await refusal(UNIT, 8 * 86_400_000)).toBe('takeover-window-wrong');
    expect(await refusal(UNIT, 2 * UNIT, { ...INTENT, because: 'forced' })).toBe('takeover-only-scheduled');
    expect(await refusal(UNIT, 2 * UNIT, { ...INTENT, master: id('nobody') })).toBe('replica-unknown');
    await scheduled(world, 10 * UNIT, 20 * UNIT);
    expect(await refusal(30 * UNIT, 40 * UNIT)).toBe('takeover-waits-already');
  });
});
