import { expect, test } from 'vitest';
import { summaryOf as cluster } from '@topiary/contract/testing';
import { groupClusters } from './group-clusters.ts';
import { takeOfGroups } from './take-of-groups.ts';

const groups = groupClusters(
  [cluster('a', { environments: ['x'] }), cluster('b', { environments: ['x', 'y'] }), cluster('c')],
  'env',
);
const take = (count: number) => {
  const { taken, left } = takeOfGroups(groups, count);
  return [taken.map(({ key, clusters }) => `${key}: ${clusters.map(({ name }) => name).join(' ')}`), left];
};

test('so many clusters are taken, with the groups that they stand in', () => {
  expect(take(1)).toEqual([['x: a'], 3]);
  expect(take(3)).toEqual([['x: a b', 'y: b'], 1]);
  expect(take(0)).toEqual([[], 4]);
});

test('where there is room for all, they are what was given', () => {
  expect(takeOfGroups(groups, 4).taken).toBe(groups);
});
