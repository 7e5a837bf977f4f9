import { expect, test } from 'vitest';
import { idOf, summaryOf as cluster } from '@topiary/contract/testing';
import type { FleetGroupBy } from './fleet-view.ts';
import { groupClusters } from './group-clusters.ts';

const clusters = [
  cluster('pay', { critical: 1, dataCenters: ['sh'], servers: [idOf('h2'), idOf('h1')], environments: ['prod'] }),
  cluster('mail', { warning: 1, dataCenters: ['bj', 'sh'], servers: [idOf('h1')], tags: ['team=mail'] }),
  cluster('shop', { dataCenters: ['dc10'], servers: [idOf('h1'), idOf('h1')] }),
  cluster('log', { dataCenters: ['dc9'], servers: [idOf('h10')] }),
  cluster('dev', { critical: 3, servers: [] }),
];
const groups = (by: FleetGroupBy) =>
  groupClusters(clusters, by).map(
    ({ key, clusters: members }) => `${key}: ${members.map(({ name }) => name).join(' ')}`,
  );

test.each<[FleetGroupBy, readonly string[]]>([
  ['none', [': pay mail shop log dev']],
  ['dc', ['sh: pay mail', 'bj: mail', 'dc9: log', 'dc10: shop', ': dev']],
  ['env', ['prod: pay', ': mail shop log dev']],
  ['host', ['h1: pay mail shop', 'h2: pay', 'h10: log', ': dev']],
  ['tag', ['team=mail: mail', ': pay shop log dev']],
])('by %s the worst group is first, and what has none is last', (by, expected) => {
  expect(groups(by)).toEqual(expected);
});

test('a group says how many of its clusters are how bad', () => {
  expect(groupClusters(clusters, 'none')).toMatchObject([{ total: 5, critical: 2, warning: 1 }]);
});
