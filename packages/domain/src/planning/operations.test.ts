import { expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import { id, topology, withChannels } from '../testing/index.ts';
import type { TopologyOptions } from '../testing/index.ts';
import { operationsOf } from './operations.ts';
import type { Operation } from './operations.ts';
import { asPlanId } from './plan.ts';

const of = (text: string, name: string, options: TopologyOptions = {}): readonly Operation[] =>
  operationsOf({ snapshot: topology(text, options), policy: DEFAULT_POLICY, id: asPlanId('p') }, id(name));

test('every operation is there once, and one that is not possible now says why', () => {
  const found = of('m > a > b', 'b');
  expect(new Set(found.map(({ name }) => name)).size).toBe(found.length);
  for (const { name, allowed, reasons } of found)
    expect({ name, isExplained: allowed || reasons.length > 0 }).toEqual({ name, isExplained: true });
});

test('what a server is decides what is possible with it', () => {
  const possible = (name: string): readonly string[] =>
    of('m > a > b', name).flatMap((one) => (one.allowed ? [one.name] : []));
  expect(possible('b')).toEqual(expect.arrayContaining(['stop-replica', 'move-up', 'take-master']));
  expect(possible('b')).not.toContain('start-replica');
  expect(possible('m')).not.toContain('stop-replica');
  expect(possible('m')).toContain('set-read-only');
  expect(of('m > a > b', 'x')).toEqual([]);
});

test('each channel of a server is asked for by its name', () => {
  const twice = withChannels({});
  const options = {
    servers: {
      a: {
        change: (found: Parameters<typeof twice>[0]) => ({
          ...found,
          channels: found.channels.flatMap((one) => [one, { ...one, name: 'second' }]),
        }),
      },
    },
  };
  const stops = of('m > a', 'a', options).filter(({ name }) => name === 'stop-replica');
  expect(stops.map(({ channel }) => channel)).toEqual(['', 'second']);
});
