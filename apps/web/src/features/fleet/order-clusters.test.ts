import { expect, test } from 'vitest';
import { summaryOf as cluster } from '@topiary/contract/testing';
import { orderClusters, sharedNames } from './order-clusters.ts';
import type { FleetSort } from './fleet-view.ts';

const clusters = [
  cluster('shop-10', { maxLagSeconds: null }),
  cluster('shop-2', { maxLagSeconds: 7 }),
  cluster('mail', { warning: 1, instances: 9 }),
  cluster('pay', { critical: 1 }),
  cluster('log', { critical: 2 }),
];

test.each<[FleetSort, readonly string[]]>([
  ['need', ['log', 'pay', 'mail', 'shop-2', 'shop-10']],
  ['name', ['log', 'mail', 'pay', 'shop-2', 'shop-10']],
  ['servers', ['mail', 'log', 'pay', 'shop-2', 'shop-10']],
  ['lag', ['shop-2', 'log', 'mail', 'pay', 'shop-10']],
])('ordered by %s', (sort, names) => {
  expect(orderClusters(clusters, sort).map(({ name }) => name)).toEqual(names);
});

test('a name that two clusters have is known to be shared', () => {
  const twins = [cluster('a:3306', { alias: 'shop' }), cluster('b:3306', { alias: 'shop' }), cluster('c:3306')];
  expect(sharedNames(twins)).toEqual(new Set(['shop']));
  expect(sharedNames(clusters)).toEqual(new Set());
});
