/** The SQL nodes of an NDB cluster are looked for where the data nodes say, and are not drawn as replicas of each other. */
import type { InstanceId, NdbSqlNode } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { createMemoryStore } from '@topiary/store';
import { expect, test } from 'vitest';
import { createWorld } from '../testing/index.ts';
import type { FakeServers, World, WorldOptions } from '../testing/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const store = (clock: World['clock']) => createMemoryStore({ clock });
const known = ({ engine }: World): readonly InstanceId[] => [...engine.snapshot().instances.keys()];

function listNodes(servers: FakeServers, on: readonly string[], nodes: readonly NdbSqlNode[]): void {
  for (const name of on) servers.change(id(name), (found) => ({ ...found, ndbSqlNodes: nodes }));
}

async function startedWith(
  topology: string,
  seeds: NonNullable<WorldOptions['seeds']>,
  prepare: (servers: FakeServers) => void,
): Promise<World> {
  const world = createWorld({ turn, store, topology, seeds });
  prepare(world.servers);
  await world.clock.until(world.engine.start());
  await world.clock.advance(2_000);
  return world;
}

test('one SQL node leads to the others, each of which is a cluster of its own', async () => {
  const nodes = ['a', 'b'].map((host) => ({ host, port: 3306 }));
  const world = await startedWith('a > r\nb', ['a'], (servers) => listNodes(servers, ['a', 'b'], nodes));
  expect(known(world)).toEqual([id('a'), id('b'), id('r')]);
  const { edges, instances } = world.engine.snapshot();
  expect(edges).toMatchObject([{ replica: id('r'), source: id('a') }]);
  expect(instances.get(id('a'))?.cluster).toBe(instances.get(id('r'))?.cluster);
  expect(instances.get(id('b'))?.cluster).not.toBe(instances.get(id('a'))?.cluster);
});

test('an SQL node without a port is looked for at the port of the one that lists it', async () => {
  const nodes = ['a', 'b'].map((host) => ({ host, port: null }));
  const world = await startedWith('a:3310\nb:3310', ['a:3310'], (servers) =>
    listNodes(servers, ['a:3310', 'b:3310'], nodes),
  );
  expect(known(world)).toEqual([id('a:3310'), id('b:3310')]);
});

test('an SQL node that does not answer is not known, and found once it does', async () => {
  const nodes = ['a', 'b'].map((host) => ({ host, port: 3306 }));
  const world = await startedWith('a\nb', ['a'], (servers) => {
    listNodes(servers, ['a', 'b'], nodes);
    servers.kill(id('b'));
  });
  expect(known(world)).toEqual([id('a')]);
  world.servers.revive(id('b'));
  await world.clock.advance(70_000);
  expect(known(world)).toEqual([id('a'), id('b')]);
});

test('what answers there and is of no such cluster, or of another one, is not taken for an SQL node', async () => {
  const nodes = ['a', 'b', 'c'].map((host) => ({ host, port: 3306 }));
  const world = await startedWith('a\nb\nc', ['a'], (servers) => {
    listNodes(servers, ['a'], nodes);
    listNodes(servers, ['c'], [{ host: '10.0.0.3', port: 3306 }]);
  });
  expect(known(world)).toEqual([id('a')]);
});

test('an SQL node that is known by another address than the data nodes have is one server', async () => {
  const nodes = ['10.0.0.1', 'b'].map((host) => ({ host, port: 3306 }));
  const world = await startedWith('a\nb', ['a'], (servers) => {
    listNodes(servers, ['a', 'b'], nodes);
    servers.addAddress(id('10.0.0.1'), id('a'));
  });
  await world.clock.advance(10_000);
  expect(known(world)).toEqual([id('a'), id('b')]);
});
