import { describe, expect, test } from 'vitest';
import { clusterFilterOf, matchingFilter } from './cluster-filter.ts';

const shop = { masterAddress: 'db-1.example:3306', name: 'shop', alias: 'shop' };
const unnamed = { masterAddress: 'db-9.example:3306', name: 'db-9.example:3306', alias: null };

const compile = (pattern: string): RegExp | null => {
  try {
    return new RegExp(pattern);
  } catch {
    return null;
  }
};

describe('a filter of clusters', () => {
  test.each([
    ['*', true, true],
    ['', false, false],
    ['shop', true, false],
    ['alias=shop', true, false],
    ['alias=sho', false, false],
    ['alias~=^sh', true, false],
    ['alias~=^x', false, false],
    ['db-[19]', true, true],
    ['db-9.example:3306', false, true],
    ['alias~=(', false, false],
    ['(', false, false],
  ])('"%s" matches the cluster with an alias: %s, and the one without: %s', (text, withAlias, without) => {
    const filter = clusterFilterOf(text, compile);
    expect([filter.matches(shop), filter.matches(unnamed)]).toEqual([withAlias, without]);
  });

  test('the first that matches is told, and an empty list matches nobody', () => {
    const filters = ['nobody', 'alias=shop', '*'].map((text) => clusterFilterOf(text, compile));
    expect(matchingFilter(filters, shop)?.text).toBe('alias=shop');
    expect(matchingFilter([], shop)).toBeNull();
  });
});
