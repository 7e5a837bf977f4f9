import type { InstanceId, Policy, RecoveryRules, Step } from '@topiary/domain';
import { clusterFilterOf, DEFAULT_POLICY, NO_AUTOMATIC_RECOVERY } from '@topiary/domain';
import { id, withChannels } from '@topiary/domain/testing';
import { createMemoryStore } from '@topiary/store';
import { expect, test } from 'vitest';
import { startWorld } from '../testing/index.ts';
import type { World } from '../testing/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const POLICY: Policy = { ...DEFAULT_POLICY, replicationAccount: { origin: 'configured', user: 'repl' } };
const RULES: RecoveryRules = {
  ...NO_AUTOMATIC_RECOVERY,
  masters: [clusterFilterOf('*', (text) => new RegExp(text))],
};
const [m, a, b] = [id('m'), id('a'), id('b')] as const;
const cut = withChannels({ receiver: 'connecting', receiverError: { number: 2003, text: 'gone' } });

/** `m` dies, and is back as soon as a step of this kind was run; `closed`: with a file that says read-only. */
async function backAfter(kind: Step['kind'], closed: boolean): Promise<World> {
  const world = await startWorld({
    turn,
    store: (clock) => createMemoryStore({ clock }),
    topology: 'm > a, b',
    settings: { recovery: RULES },
    policy: POLICY,
  });
  const { servers, clock } = world;
  servers.kill(m);
  for (const replica of [a, b]) servers.change(replica, cut);
  servers.onExecute = (step) => {
    if (step.kind !== kind) return 'works';
    if (closed)
      servers.change(m, (found) => ({
        ...found,
        settings: { ...found.settings, readOnly: true, superReadOnly: true },
      }));
    servers.revive(m);
    return 'works';
  };
  await clock.advance(4_000);
  return world;
}

async function writersOf({ servers, clock }: World): Promise<readonly InstanceId[]> {
  const looks = await Promise.all(
    [m, a, b].map(async (instance) => {
      const [host = '', port] = instance.split(':');
      const looked = await clock.until(servers.observe({ host, port: Number(port) }));
      return looked.kind === 'observed' && !looked.observation.settings.readOnly ? [instance] : [];
    }),
  );
  return looks.flat();
}

async function recovered(world: World): Promise<readonly (InstanceId | null)[]> {
  const { items } = await world.engine.recoveries.list({ page: 0, pageSize: 10 });
  return items.map(({ successor }) => successor);
}

test.each(['drain-relay-log', 'leave-source'] as const)(
  'a master that is back once its successor has run %s stays the master, and everybody below it',
  async (kind) => {
    const world = await backAfter(kind, false);
    expect(await writersOf(world)).toEqual([m]);
    expect([world.servers.sourceOf(a), world.servers.sourceOf(b)]).toEqual([m, m]);
    expect(await recovered(world)).toEqual([null]);
  },
);

test('a master that is back and takes no writes keeps nobody from taking its place', async () => {
  const world = await backAfter('leave-source', true);
  expect(await writersOf(world)).toEqual([a]);
  expect(world.servers.sourceOf(b)).toBe(a);
  expect(await recovered(world)).toContain(a);
});
