import { describe, expect, test } from 'vitest';
import { buildTree } from '../../../shared/topology/cluster-tree.ts';
import { clusterOf, idOf } from '@topiary/contract/testing';
import { layoutTree } from './layout.ts';
import { stepOf, walk } from './walk.ts';

const tree = buildTree(clusterOf('m > a, b; a > c, d; b > e'));
const visible = [...layoutTree(tree, { orientation: 'LR', collapsed: new Set() }).placements.keys()];
const go = (from: string, key: string): string | null => {
  const step = stepOf(key, 'LR');
  return step === undefined ? null : walk(tree, visible, idOf(from), step);
};

describe('arrow keys in a left-to-right tree', () => {
  test.each([
    ['m', 'ArrowRight', 'a'],
    ['d', 'ArrowLeft', 'a'],
    ['a', 'ArrowDown', 'b'],
    ['b', 'ArrowUp', 'a'],
    ['d', 'ArrowDown', 'e'],
    ['c', 'End', 'e'],
    ['e', 'Home', 'm'],
  ])('from %s with %s lead to %s', (from, key, to) => {
    expect(go(from, key)).toBe(idOf(to));
  });

  test.each([
    ['m', 'ArrowLeft'],
    ['c', 'ArrowRight'],
    ['e', 'ArrowDown'],
  ])('from %s with %s lead nowhere', (from, key) => {
    expect(go(from, key)).toBeNull();
  });
});

test('in a top-down tree the arrows turn with the drawing', () => {
  expect(stepOf('ArrowDown', 'TB')).toBe('in');
  expect(stepOf('ArrowLeft', 'TB')).toBe('previous');
  expect(stepOf('x', 'TB')).toBeUndefined();
});

test('a folded subtree is not walked into', () => {
  const folded = [...layoutTree(tree, { orientation: 'LR', collapsed: new Set([idOf('a')]) }).placements.keys()];
  expect(walk(tree, folded, idOf('a'), 'in')).toBeNull();
});
