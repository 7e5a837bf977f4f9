/** What the filters of the configuration leave out, and how a person sees it. */
import { id } from '@topiary/domain/testing';
import { createMemoryStore } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import { NO_FILTERS } from '../settings.ts';
import type { DiscoveryFilters } from '../settings.ts';
import { SOMEBODY, startWorld } from '../testing/index.ts';
import type { World } from '../testing/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const [m, a, b] = [id('m'), id('a'), id('b')];

const start = (filters: Partial<DiscoveryFilters>, seeds: readonly string[] = ['m']): Promise<World> =>
  startWorld({
    turn,
    topology: 'm > a, b',
    store: (clock) => createMemoryStore({ clock }),
    seeds,
    settings: { filters: { ...NO_FILTERS, ...filters } },
  });
const idsOf = ({ engine }: World): readonly string[] => [...engine.snapshot().instances.keys()].toSorted();
const only =
  (name: string) =>
  (text: string): string | null =>
    text === name ? `^${name}$` : null;

describe('a filter', () => {
  test.each([
    ['on host names', { ignores: only(b) }, 'DiscoveryIgnoreHostnameFilters'],
    ['on replicas', { ignoresAsReplica: only(b) }, 'DiscoveryIgnoreReplicaHostnameFilters'],
  ] as const)('%s leaves the server out, and says which expression and who names it', async (_, filters, reason) => {
    const world = await start(filters);
    await world.clock.advance(10_000);
    expect(idsOf(world)).toEqual([a, m]);
    expect(world.engine.names().keptOut).toMatchObject([{ id: b, reason, expression: `^${b}$`, namedBy: m }]);
  });

  test('on masters leaves a source out, which stays a name', async () => {
    const world = await start({ ignoresAsMaster: only(m) }, ['a']);
    await world.clock.advance(10_000);
    expect(world.engine.snapshot().instances.get(m)?.health).toBe('unprobed');
    expect(world.engine.names().keptOut).toMatchObject([{ id: m, reason: 'DiscoveryIgnoreMasterHostnameFilters' }]);
  });

  test('says so to who discovers such a server', async () => {
    const world = await start({ ignores: only(b) });
    const outcome = await world.clock.until(world.engine.discover({ host: 'b', port: 3306 }, SOMEBODY));
    expect(outcome).toEqual({
      kind: 'kept-out',
      id: b,
      reason: 'DiscoveryIgnoreHostnameFilters',
      expression: `^${b}$`,
    });
    const [entry] = (await world.engine.audit({ page: 0, pageSize: 1 })).items;
    expect([entry?.result, entry?.summary[0]?.code]).toEqual(['failed', 'audit-discover-kept-out']);
  });
});

describe('a filter on replication users', () => {
  const asGhost = (world: World): void =>
    world.servers.change(b, (found) => ({
      ...found,
      channels: found.channels.map((channel) => ({ ...channel, user: 'ghost' })),
    }));
  const users = { ignoresUser: only('ghost'), judgesUsers: true, logsUsers: true };

  test('leaves out who replicates as such a user, logs it once, and takes it in when the user changes', async () => {
    const world = await start(users);
    asGhost(world);
    await world.clock.advance(60_000);
    expect(idsOf(world)).toEqual([a, m]);
    expect(world.engine.names().keptOut).toMatchObject([
      { id: b, reason: 'DiscoveryIgnoreReplicationUsernameFilters', user: 'ghost' },
    ]);
    expect(world.log.filter(({ event }) => event === 'server-kept-out')).toHaveLength(1);
    world.servers.change(b, (found) => ({
      ...found,
      channels: found.channels.map((channel) => ({ ...channel, user: 'repl' })),
    }));
    await world.clock.advance(130_000);
    expect(idsOf(world)).toEqual([a, b, m]);
    expect(world.engine.names().keptOut).toEqual([]);
  });

  test('does not hide a replica that does not answer', async () => {
    const world = await start(users, ['a']);
    world.servers.kill(b);
    await world.clock.advance(10_000);
    expect(idsOf(world)).toContain(b);
  });
});
