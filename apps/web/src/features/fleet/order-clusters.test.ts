import { expect, test } from 'vitest';
import { summaryOf as cluster } from '@topiary/contract/testing';
import { orderClusters, sharedNames } from './order-clusters.ts';

const clusters = [
  cluster('shop-10'),
  cluster('shop-2'),
  cluster('mail', { warning: 1 }),
  cluster('pay', { critical: 1 }),
  cluster('log', { critical: 2, flavors: ['mariadb'], masterOwnNames: ['Archive-1'] }),
];
const names = (search: string) => orderClusters(clusters, search).map(({ name }) => name);

test('the worst come first, then by name with numbers as numbers', () => {
  expect(names('')).toEqual(['log', 'pay', 'mail', 'shop-2', 'shop-10']);
});

test('the search looks at names, versions and products, and every word must be there', () => {
  expect(names('SHOP')).toEqual(['shop-2', 'shop-10']);
  expect(names('mariadb log')).toEqual(['log']);
  expect(names('mariadb shop')).toEqual([]);
  expect(names('archive')).toEqual(['log']);
});

test('the search finds a cluster by its alias, its domain, its data centers and its servers’ aliases', () => {
  const aliased = cluster('10.0.0.1:3306', {
    alias: '15958-1',
    domain: 'shop.example',
    dataCenters: ['ams', 'fra'],
    instanceAliases: ['writer-A'],
  });
  for (const text of ['15958', 'shop.ex', 'fra', 'writer-a', '10.0.0.1'])
    expect(orderClusters([...clusters, aliased], text)).toEqual([aliased]);
});

test('a name that two clusters have is known to be shared', () => {
  const twins = [cluster('a:3306', { alias: 'shop' }), cluster('b:3306', { alias: 'shop' }), cluster('c:3306')];
  expect(sharedNames(twins)).toEqual(new Set(['shop']));
  expect(sharedNames(clusters)).toEqual(new Set());
});
