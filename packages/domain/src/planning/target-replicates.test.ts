import { describe, expect, test } from 'vitest';
import { gtidOf, move, refusalOf, warningsOf } from '../testing/index.ts';
import type { TopologyOptions } from '../testing/index.ts';
import type { Observation, ReplicationChannel } from '../topology/observation.ts';

const TREE = 'm > a, b; b > c';

/** What a server has applied of the master's writes, what it has received, and how its threads are. */
function at(applied: number, received: number, channel: Partial<ReplicationChannel> = {}) {
  const position = (count: number): string => `0-1-${count}`;
  return {
    change: (found: Observation): Observation => ({
      ...found,
      gtid: gtidOf({ family: 'mariadb', writers: [{ writer: 1, count: applied }], purged: 0 }),
      channels: found.channels.map((one) => ({ ...one, retrieved: position(received), ...channel })),
    }),
  };
}

const refused = (to: string, servers: TopologyOptions['servers']): readonly string[] =>
  refusalOf({ topology: TREE, intent: move('a', to), options: { family: 'mariadb', ...(servers && { servers }) } });
const warned = (to: string, options: TopologyOptions): readonly string[] =>
  warningsOf({ topology: TREE, intent: move('a', to), options });

describe('a MariaDB move below a server that does not replicate', () => {
  test('is refused where the applier stands and the replica has more', () => {
    expect(refused('b', { a: at(120, 120), b: at(100, 130, { applier: 'stopped' }) })).toEqual([
      'target-cannot-catch-up',
    ]);
  });

  test('is refused where the receiver stands and what it had received is not enough', () => {
    expect(refused('b', { a: at(120, 120), b: at(100, 119, { receiver: 'stopped' }) })).toEqual([
      'target-cannot-catch-up',
    ]);
    expect(refused('b', { a: at(120, 120), b: at(100, 120, { receiver: 'stopped' }) })).toEqual([]);
  });

  test('is refused where a server further up is what stands', () => {
    const servers = { a: at(120, 120), b: at(100, 130, { applier: 'stopped' }), c: at(100, 100) };
    expect(refused('c', servers)).toEqual(['target-cannot-catch-up']);
    expect(refused('c', { ...servers, b: at(130, 130, { applier: 'stopped' }) })).toEqual([]);
  });

  test('is said and done where the target has all that the replica has', () => {
    const servers = { a: at(100, 100), b: at(100, 100, { applier: 'stopped' }) };
    expect(refused('b', servers)).toEqual([]);
    expect(warned('b', { family: 'mariadb', servers })).toEqual(['target-stands']);
  });

  test('is done where the target is merely behind', () => {
    expect(refused('b', { a: at(120, 120), b: at(100, 100) })).toEqual([]);
    expect(refused('b', { a: at(120, 120), b: at(100, 100, { receiver: 'connecting' }) })).toEqual([]);
  });
});

test('a MySQL move below a server that does not replicate is said and done, since nothing waits for it', () => {
  const servers = { b: { change: (found: Observation) => standing(found) } };
  expect(warned('b', { servers })).toEqual(['target-stands']);
});

function standing(found: Observation): Observation {
  return { ...found, channels: found.channels.map((one) => ({ ...one, receiver: 'stopped' })) };
}
