/** Servers that die while the fleet is asked rarely: those around them are asked at once, their return is seen soon, within bounds. */
import type { InstanceId } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { createMemoryStore } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import { startWorld } from '../testing/index.ts';
import type { FakeServers, World, WorldOptions } from '../testing/index.ts';
import { MAX_LOOKS } from './outage-watch.ts';
import { FAILING_SHARE } from './prober.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const start = (topology: string, options: Partial<WorldOptions> = {}): Promise<World> =>
  startWorld({ turn, store: (clock) => createMemoryStore({ clock }), topology, ...options });
const [m, a, b, c] = [id('m'), id('a'), id('b'), id('c')];
const RARELY = { settings: { pollIntervalMs: 60_000 } } as const;
const HOUR_MS = 3_600_000;

/** Its receiver has noticed that the source is gone. */
function losesSource(servers: FakeServers, replica: InstanceId): void {
  servers.change(replica, (found) => ({
    ...found,
    channels: found.channels.map((channel) => ({ ...channel, receiver: 'connecting' as const })),
  }));
}

const stateOf = ({ engine }: World, replica: InstanceId): string | undefined =>
  engine.snapshot().edgesByReplica.get(replica)?.[0]?.state;
const healthOf = ({ engine }: World, server: InstanceId): string | undefined =>
  engine.snapshot().instances.get(server)?.health;

/** How many probes each of these got meanwhile. */
async function probesIn({ servers }: World, ids: readonly InstanceId[], act: () => Promise<void>): Promise<number[]> {
  const before = ids.map((one) => servers.probes.get(one) ?? 0);
  await act();
  return ids.map((one, index) => (servers.probes.get(one) ?? 0) - (before[index] ?? 0));
}

describe('those around a server that died', () => {
  test('a replica that notices a little later than we do does not stay green until the next poll', async () => {
    const world = await start('m > a, b', RARELY);
    world.servers.kill(m);
    await world.clock.advance(60);
    expect(stateOf(world, a)).toBe('replicating');
    losesSource(world.servers, a);
    await world.clock.advance(300);
    expect(stateOf(world, a)).toBe('connecting');
  });

  test('replicas are asked when a server that fell silent is given up, though no connection closed', async () => {
    const world = await start('m > a, b', { settings: { pollIntervalMs: HOUR_MS } });
    world.servers.silence(m);
    losesSource(world.servers, a);
    void world.engine.refresh(m);
    await world.clock.advance(5_000);
    expect([healthOf(world, m), stateOf(world, a)]).toEqual(['unreachable', 'connecting']);
  });

  test('a replica that takes a minute to notice is seen within another minute', async () => {
    const world = await start('m > a', { settings: { pollIntervalMs: HOUR_MS } });
    world.servers.kill(m);
    await world.clock.advance(60_000);
    losesSource(world.servers, a);
    await world.clock.advance(60_000);
    expect(stateOf(world, a)).toBe('connecting');
  });

  test('the source of a dead server and its co-master are asked too', async () => {
    const world = await start('m > a; a > m; a > b; b > c', { settings: { pollIntervalMs: HOUR_MS }, seeds: ['m'] });
    const [source, replica] = await probesIn(world, [a, c], async () => {
      world.servers.kill(b);
      await world.clock.advance(500);
    });
    expect(source).toBeGreaterThan(0);
    expect(replica).toBeGreaterThan(0);
    const [comaster] = await probesIn(world, [a], async () => {
      world.servers.kill(m);
      await world.clock.advance(500);
    });
    expect(comaster).toBeGreaterThan(0);
  });

  test('five hundred replicas are asked a bounded number of times, never more at once than probes may run', async () => {
    const names = Array.from({ length: 500 }, (_, index) => `r${index}`);
    const settings = { pollIntervalMs: HOUR_MS, maxConcurrentProbes: 20 };
    const world = await start(`m > x; x > ${names.join(', ')}`, { settings });
    await world.clock.advance(1_000);
    let most = 0;
    world.engine.onChange(() => {
      most = Math.max(most, world.engine.status().probesInFlight);
    });
    const made = await probesIn(world, names.map(id), async () => {
      world.servers.kill(id('x'));
      await world.clock.advance(600_000);
    });
    // None of the replicas of this world ever notices.
    expect(Math.max(...made)).toBeLessThanOrEqual(MAX_LOOKS + 2);
    expect(most).toBeLessThanOrEqual(20);
  });

  test('replicas that do not claim to go on are left alone', async () => {
    const world = await start('m > a', { settings: { pollIntervalMs: HOUR_MS } });
    losesSource(world.servers, a);
    const made = await probesIn(world, [a], async () => {
      world.servers.kill(m);
      await world.clock.advance(600_000);
    });
    expect(made).toEqual([1]);
  });

  test('a server that comes and goes does not make a storm of probes of its replicas', async () => {
    const world = await start('m > a', { settings: { pollIntervalMs: HOUR_MS } });
    const [made = 0] = await probesIn(world, [a], async () => {
      for (let count = 0; count < 60; count += 1) {
        world.servers.kill(m);
        await world.clock.advance(1_500);
        world.servers.revive(m);
        await world.clock.advance(1_500);
      }
    });
    // In three minutes: once or twice at each loss, and the looks of one outage.
    expect(made).toBeLessThanOrEqual(2 * 60 + MAX_LOOKS);
  });
});

describe('the return of a server', () => {
  test('that was frozen is seen as soon as it lets us in', async () => {
    const world = await start('m > a', { settings: { pollIntervalMs: HOUR_MS } });
    world.servers.silence(a);
    void world.engine.refresh(a);
    await world.clock.advance(HOUR_MS / 2);
    expect(healthOf(world, a)).toBe('unreachable');
    world.servers.thaw(a);
    await world.clock.advance(50);
    expect(healthOf(world, a)).toBe('ok');
  });

  test.each([1_000, 30_000, 100_000])('is seen within two seconds after %i ms of absence', async (absentMs) => {
    const world = await start('m > a, b', RARELY);
    world.servers.kill(a);
    await world.clock.advance(absentMs);
    expect(healthOf(world, a)).toBe('unreachable');
    world.servers.revive(a);
    await world.clock.advance(2_000);
    expect(healthOf(world, a)).toBe('ok');
  });

  test('is seen within a minute however long it was away', async () => {
    const world = await start('m > a, b', { settings: { pollIntervalMs: HOUR_MS } });
    world.servers.kill(a);
    await world.clock.advance(5.2 * HOUR_MS);
    world.servers.revive(a);
    await world.clock.advance(67_000);
    expect(healthOf(world, a)).toBe('ok');
  });

  test('a server that refuses us is not asked more often than a healthy one', async () => {
    const world = await start('m > a', {
      ...RARELY,
      seenAs: (servers) => ({
        observe: async (address, options) => {
          const result = await servers.observe(address, options);
          if (result.kind === 'observed' || address.host !== 'a') return result;
          return { ...result, failure: { ...result.failure, kind: 'access-denied' } };
        },
        ask: (address, queries) => servers.ask(address, queries),
        observeChannels: (address) => servers.observeChannels(address),
        listen: (address, options) => servers.listen(address, options),
        pulse: (address, options) => servers.pulse(address, options),
        greets: (address, options) => servers.greets(address, options),
        readStanding: (address) => servers.readStanding(address),
        readSettings: (address) => servers.readSettings(address),
        readAccounts: (address) => servers.readAccounts(address),
        prepareToAct: (address) => servers.prepareToAct(address),
        execute: (step, context) => servers.execute(step, context),
        render: (step) => servers.render(step),
        proveSame: (first, second) => servers.proveSame(first, second),
        listBinaryLogs: (address) => servers.listBinaryLogs(address),
        listProcesses: (address, options) => servers.listProcesses(address, options),
        readLog: (address) => servers.readLog(address),
        writeMarker: (address, statement) => servers.writeMarker(address, statement),
        onConnectionLost: (listener) => servers.onConnectionLost(listener),
        onServerBack: (listener) => servers.onServerBack(listener),
        forget: () => servers.forget(),
        close: () => servers.close(),
      }),
    });
    const [made = 0] = await probesIn(world, [a], async () => {
      world.servers.kill(a);
      await world.clock.advance(600_000);
    });
    expect(made).toBeLessThanOrEqual(12);
  });

  test('many silent servers keep those that answer from nothing', async () => {
    const dead = Array.from({ length: 100 }, (_, index) => `d${index}`);
    const settings = { maxConcurrentProbes: 8, pollIntervalMs: 5_000 };
    const world = await start(`m > a, b, c, ${dead.join(', ')}`, { settings });
    await world.clock.advance(10_000);
    dead.forEach((name) => world.servers.silence(id(name)));
    // All of them are given up after two deadlines each.
    await world.clock.advance(90_000);
    expect(dead.filter((name) => healthOf(world, id(name)) !== 'unreachable')).toEqual([]);
    const made = await probesIn(world, [a, b, c], () => world.clock.advance(60_000));
    expect(Math.min(...made)).toBeGreaterThanOrEqual(10);
    expect(world.engine.status().probesInFlight).toBeLessThanOrEqual(8 * FAILING_SHARE + 4);
  });

  test('a burst of connections that close, to servers that then say nothing, keeps those that answer from nothing', async () => {
    const lost = Array.from({ length: 100 }, (_, index) => `d${index}`);
    const settings = { maxConcurrentProbes: 8, pollIntervalMs: 5_000 };
    const world = await start(`m > a, b, c, ${lost.join(', ')}`, { settings });
    await world.clock.advance(10_000);
    const made = await probesIn(world, [a, b, c], async () => {
      for (const name of lost) {
        world.servers.silence(id(name));
        world.servers.loseConnection(id(name));
      }
      await world.clock.advance(30_000);
    });
    expect(Math.min(...made)).toBeGreaterThanOrEqual(5);
  });

  test('a person who asks for a dead server does not wait for the other dead ones', async () => {
    const dead = Array.from({ length: 100 }, (_, index) => `d${index}`);
    const world = await start(`m > a, ${dead.join(', ')}`, { settings: { maxConcurrentProbes: 8 } });
    dead.forEach((name) => world.servers.silence(id(name)));
    await world.clock.advance(120_000);
    world.servers.revive(id('d50'));
    const before = world.clock.monotonicMs();
    await world.clock.until(world.engine.refresh(id('d50')));
    expect(world.clock.monotonicMs() - before).toBeLessThanOrEqual(2_001);
    expect(healthOf(world, id('d50'))).toBe('ok');
  });
});

describe('the log', () => {
  test('says once why a server cannot be reached, a seed that never answered too, and that it is back', async () => {
    const world = await start('m > a', { seeds: ['m:3306', 'nowhere:3306'] });
    world.servers.kill(a);
    await world.clock.advance(30_000);
    world.servers.revive(a);
    await world.clock.advance(30_000);
    const said = world.log.filter(({ event }) => event === 'server-unreachable' || event === 'server-answers');
    expect(said).toEqual([
      {
        event: 'server-unreachable',
        fields: expect.objectContaining({ instance: 'nowhere:3306', kind: 'refused' }) as object,
      },
      { event: 'server-unreachable', fields: expect.objectContaining({ instance: a, kind: 'refused' }) as object },
      { event: 'server-answers', fields: { instance: a } },
    ]);
  });
});
