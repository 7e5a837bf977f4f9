import { id } from '@topiary/domain/testing';
import { createMemoryStore } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import { SOMEBODY, startWorld } from '../testing/index.ts';
import { MAX_SUPPOSED, SupposedNames } from './supposed-names.ts';

const [a, b, vip, other] = [id('a'), id('b'), id('vip'), id('other')];
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('names that are supposed to lead to servers', () => {
  test('are found by name and by server', () => {
    const supposed = new SupposedNames();
    supposed.suppose(vip, a);
    supposed.suppose(other, a);
    expect(supposed.about(a)).toEqual([
      { alias: vip, keep: a },
      { alias: other, keep: a },
    ]);
    expect(supposed.about(vip)).toEqual([{ alias: vip, keep: a }]);
    expect(supposed.about(b)).toEqual([]);
  });

  test('lead to one server, the one that was said last', () => {
    const supposed = new SupposedNames();
    supposed.suppose(vip, a);
    supposed.suppose(vip, b);
    expect(supposed.all()).toEqual([{ alias: vip, keep: b }]);
    expect(supposed.about(a)).toEqual([]);
  });

  test('go with a server that is forgotten, whichever side of the question it is', () => {
    const supposed = new SupposedNames();
    supposed.suppose(vip, a);
    supposed.suppose(a, b);
    supposed.suppose(other, b);
    supposed.forget(a);
    expect(supposed.all()).toEqual([{ alias: other, keep: b }]);
  });

  test('are not more than so many: the oldest is let go', () => {
    const supposed = new SupposedNames();
    supposed.suppose(vip, a);
    for (let port = 1; port <= MAX_SUPPOSED; port += 1) supposed.suppose(id(`name:${port}`), b);
    expect(supposed.all()).toHaveLength(MAX_SUPPOSED);
    expect(supposed.about(a)).toEqual([]);
  });
});

test('a virtual name is not asked about any more when its server was forgotten and the name taken away', async () => {
  const world = await startWorld({ turn, topology: 'm > a, b', store: (clock) => createMemoryStore({ clock }) });
  const register = (command: Parameters<typeof world.engine.register>[0]) =>
    world.clock.until(world.engine.register(command, SOMEBODY));
  world.servers.addAddress(vip, b);
  await register({ kind: 'set-virtual-name', instance: a, host: 'vip', durationMs: 3_600_000 });
  await register({ kind: 'remove-virtual-name', instance: a });
  await register({ kind: 'forget', instance: a, why: 'asked', durationMs: 3_600_000 });
  await register({ kind: 'remember', instance: a, why: 'asked' });
  // Nobody asks twice about a pair within a minute.
  await world.clock.advance(70_000);
  world.servers.moveAddress(vip, a);
  // A change of structure is when questions are asked.
  world.servers.moveByHand(b, a);
  await world.clock.advance(10_000);
  expect(world.engine.snapshot().instances.get(a)?.health).toBe('ok');
  expect(world.engine.snapshot().aliases.size).toBe(0);
});
