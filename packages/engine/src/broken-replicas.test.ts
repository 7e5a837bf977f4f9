/** Replicas whose threads do not run as the plan would have them: failed before it, stopped or started by people meanwhile. */
import { id } from '@topiary/domain/testing';
import { createMemoryStore } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import { startWorld } from './testing/index.ts';
import type { World } from './testing/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const [m, a, b] = [id('m'), id('a'), id('b')];
const moveA = { kind: 'relocate', replica: a, channel: null, target: b } as const;

describe.each(['mysql', 'mariadb'] as const)('a %s replica whose receiver was stopped by an error', (family) => {
  async function brokenWorld(): Promise<World> {
    const store = (clock: World['clock']) => createMemoryStore({ clock });
    const world = await startWorld({ turn, store, topology: 'm > a, b', topologyOptions: { family } });
    world.servers.refusedSources.set(`${a} ${m}`, 1236);
    world.servers.change(a, (found) => ({
      ...found,
      channels: found.channels.map((one) => ({
        ...one,
        receiver: 'stopped',
        receiverError: { number: 1236, text: 'purged' },
      })),
    }));
    await world.clock.advance(10_000);
    return world;
  }

  test('replicates again after a move to a source that serves it', async () => {
    const world = await brokenWorld();
    const plan = world.propose(moveA);
    await world.run(plan);
    expect((await world.engine.plan(plan))?.execution?.outcome).toBe('done');
    expect([world.servers.sourceOf(a), world.servers.threadsOf(a)]).toEqual([b, 'running/running']);
  });

  test('is put back as it was, error and all, after a move to a source that refuses it too', async () => {
    const world = await brokenWorld();
    world.servers.refusedSources.set(`${a} ${b}`, 1045);
    const plan = world.propose(moveA);
    await world.run(plan);
    expect((await world.engine.plan(plan))?.execution).toMatchObject({
      outcome: 'put-back',
      reason: { code: 'receiver-error', params: { errorNumber: 1045 } },
    });
    expect([world.servers.sourceOf(a), world.servers.threadsOf(a)]).toEqual([m, 'stopped/running']);
  });
});

test('a MariaDB replica whose threads somebody starts while its target catches up is moved all the same', async () => {
  const store = (clock: World['clock']) => createMemoryStore({ clock });
  const world = await startWorld({ turn, store, topology: 'm > a, b', topologyOptions: { family: 'mariadb' } });
  world.servers.onExecute = (step) => {
    if (step.kind === 'wait-for-position') world.servers.moveByHand(a, m);
    return 'works';
  };
  const plan = world.propose(moveA);
  await world.run(plan);
  expect((await world.engine.plan(plan))?.execution?.outcome).toBe('done');
  expect([world.servers.sourceOf(a), world.servers.threadsOf(a)]).toEqual([b, 'running/running']);
});
