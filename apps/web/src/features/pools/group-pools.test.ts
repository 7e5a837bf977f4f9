import { nodeOf } from '@topiary/contract/testing';
import { expect, test } from 'vitest';
import { poolsOf } from './group-pools.ts';

const inPools = (name: string, ...pools: string[]) => {
  const node = nodeOf(name);
  return { ...node, registered: { ...node.registered, pools } };
};

test('pools of a cluster come with the largest first, and in them servers with problems first', () => {
  const dead = { ...inPools('c', 'readers'), health: 'unreachable' as const };
  const nodes = [inPools('a', 'readers'), inPools('b', 'backup', 'archive'), dead, inPools('d')];
  const shown = poolsOf({ nodes }).map(({ name, members }) => [name, members.map(({ host }) => host)]);
  expect(shown).toEqual([
    ['readers', ['c', 'a']],
    ['archive', ['b']],
    ['backup', ['b']],
  ]);
});
