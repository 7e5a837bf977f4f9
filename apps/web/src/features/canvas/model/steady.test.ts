import { clusterOf, idOf } from '@topiary/contract/testing';
import { describe, expect, test } from 'vitest';
import { buildTree } from '../../../shared/topology/cluster-tree.ts';
import { layoutTree } from './layout.ts';
import type { Layout } from './layout.ts';

const many = (count: number): string => Array.from({ length: count }, (_, index) => `r${index}`).join(', ');

function laidOut(text: string, near?: Layout): Layout {
  return layoutTree(buildTree(clusterOf(text)), {
    orientation: 'LR',
    collapsed: new Set(),
    ...(near === undefined ? {} : { near }),
  });
}

function movedBetween(before: Layout, after: Layout): readonly string[] {
  return [...after.placements]
    .filter(([id, { x, y }]) => {
      const was = before.placements.get(id);
      return was !== undefined && (Math.abs(was.x - x) > 0.5 || Math.abs(was.y - y) > 0.5);
    })
    .map(([id]) => id);
}

describe('a layout near another one', () => {
  test('moves less than one that stands alone', () => {
    const before = laidOut('m > b, c, d; c > e');
    const after = 'm > a, b, c, d; c > e';
    expect(movedBetween(before, laidOut(after, before)).length).toBeLessThan(
      movedBetween(before, laidOut(after)).length,
    );
  });

  test('leaves everybody where they stood when a server comes last', () => {
    const before = laidOut('m > a, b, c');
    expect(movedBetween(before, laidOut('m > a, b, c, z', before)).length).toBeLessThanOrEqual(1);
  });

  test('keeps the columns of a block when one of its servers goes', () => {
    const before = laidOut(`m > ${many(30)}`);
    const after = laidOut(`m > ${many(29)}`, before);
    expect(movedBetween(before, after).length).toBeLessThanOrEqual(3);
  });

  test('has the same cards as one that stands alone', () => {
    const before = laidOut('m > a, b');
    const after = laidOut('b > m, a', before);
    expect([...after.placements.keys()].toSorted()).toEqual(['m', 'a', 'b'].map(idOf).toSorted());
  });
});
