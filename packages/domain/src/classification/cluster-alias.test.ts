import { expect, test } from 'vitest';
import { clusterAliasOf } from './cluster-alias.ts';

test('an alias by hand goes before one by query, and that before one by pattern', () => {
  const all = { byHand: 'hand', byQuery: 'query', byPattern: 'pattern' };
  expect(clusterAliasOf(all)).toEqual({ text: 'hand', origin: 'by-hand' });
  expect(clusterAliasOf({ ...all, byHand: null })).toEqual({ text: 'query', origin: 'query' });
  expect(clusterAliasOf({ ...all, byHand: '', byQuery: '' })).toEqual({ text: 'pattern', origin: 'pattern' });
  expect(clusterAliasOf({ byHand: null, byQuery: null, byPattern: null })).toBeNull();
});
