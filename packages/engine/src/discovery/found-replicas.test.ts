/** Whom a server names is looked at before it is believed, what is known is not overwritten, and answers do not overtake each other. */
import type { InstanceId } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { createMemoryStore, MemoryDisk } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import type { Servers } from '../ports/servers.ts';
import { createWorld, startWorld } from '../testing/index.ts';
import type { FakeServers, World } from '../testing/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const store = (clock: World['clock']) => createMemoryStore({ clock });
const known = ({ engine }: World): readonly InstanceId[] => [...engine.snapshot().instances.keys()];

/** As a master sees a dump thread whose replica did not register: a host, and no port. */
function namesOnlyHosts(servers: FakeServers, master: InstanceId): void {
  servers.change(master, (found) => ({
    ...found,
    connectedReplicas: (found.connectedReplicas ?? []).map((replica) => ({ ...replica, port: null })),
  }));
}

describe('a replica that is named without a port', () => {
  test('is looked for where its master listens, and known when it replicates from there', async () => {
    const world = createWorld({ turn, store, topology: 'm:3310 > a:3310', seeds: ['m:3310'] });
    namesOnlyHosts(world.servers, id('m:3310'));
    await world.clock.until(world.engine.start());
    await world.clock.advance(2_000);
    expect(known(world)).toEqual([id('a:3310'), id('m:3310')]);
  });

  test('is not taken for the server that happens to answer there', async () => {
    const world = createWorld({ turn, store, topology: 'm:3310 > a:3399\nother:1 > a:3310', seeds: ['m:3310'] });
    namesOnlyHosts(world.servers, id('m:3310'));
    await world.clock.until(world.engine.start());
    await world.clock.advance(2_000);
    expect(known(world)).toEqual([id('m:3310')]);
  });
});

test('a seed that is known keeps what is known of it, before it answers', async () => {
  const disk = new MemoryDisk();
  const common = {
    turn,
    topology: 'm > a',
    seeds: ['a'],
    store: (clock: World['clock']) => createMemoryStore({ disk, clock }),
  };
  const first = await startWorld(common);
  const cluster = first.engine.snapshot().instances.get(id('a'))?.cluster;
  await first.clock.until(first.engine.stop({ deadlineMs: 100 }));
  for (const name of ['m', 'a']) first.servers.silence(id(name));
  const second = createWorld({ ...common, idPrefix: 'second', share: first });
  await second.clock.until(second.engine.start());
  expect(second.engine.snapshot().instances.get(id('a'))?.cluster).toBe(cluster);
  expect(second.engine.snapshot().edges).toMatchObject([{ replica: id('a'), source: id('m') }]);
});

test('a server is never asked twice at the same time, so that an older answer cannot overwrite a newer one', async () => {
  const under = new Map<string, number>();
  let most = 0;
  const counting = (servers: FakeServers): Servers => ({
    ...bound(servers),
    observe: async (address, options) => {
      const count = (under.get(address.host) ?? 0) + 1;
      under.set(address.host, count);
      most = Math.max(most, count);
      const result = await servers.observe(address, options);
      under.set(address.host, (under.get(address.host) ?? 1) - 1);
      return result;
    },
  });
  const world = await startWorld({ turn, store, topology: 'm > a, b', seenAs: counting });
  const begun = world.servers.probes.get(id('a')) ?? 0;
  world.servers.silence(id('a'));
  const asked = Promise.all([1, 2, 3, 4].map(() => world.engine.refresh(id('a'))));
  world.servers.kill(id('a'));
  await world.clock.until(asked);
  await world.clock.advance(10_000);
  expect(world.servers.probes.get(id('a'))).toBeGreaterThan(begun + 1);
  expect(most).toBe(1);
});

/** The methods of a class do not come along with `...`. */
function bound(servers: FakeServers): Servers {
  return {
    observe: (address, options) => servers.observe(address, options),
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
    render: (step, context) => servers.render(step, context),
    proveSame: (first, second) => servers.proveSame(first, second),
    listBinaryLogs: (address) => servers.listBinaryLogs(address),
    listProcesses: (address, options) => servers.listProcesses(address, options),
    readLog: (address) => servers.readLog(address),
    writeMarker: (address, statement) => servers.writeMarker(address, statement),
    onConnectionLost: (listener) => servers.onConnectionLost(listener),
    onServerBack: (listener) => servers.onServerBack(listener),
    forget: () => servers.forget(),
    close: () => servers.close(),
  };
}
