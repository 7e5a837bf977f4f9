import { expect, test } from 'vitest';
import type { ClusterView } from '@topiary/contract';
import { idOf } from '@topiary/contract/testing';
import { dropsOf } from './drops.ts';
import { moveOne } from './move-subject.ts';
import { replaceWishOf, wishOfDrop } from './replace-wish.ts';

const [master, replica, below] = [idOf('m'), idOf('a'), idOf('c')];

const cluster = (masters = [master]): Pick<ClusterView, 'masters' | 'nodes' | 'edges'> =>
  ({
    masters,
    nodes: [
      { id: master, role: masters.length > 1 ? 'co-master' : 'master' },
      { id: replica, role: 'intermediate' },
      { id: below, role: 'replica' },
    ],
    edges: [
      { replica, channel: '', source: master },
      { replica: below, channel: '', source: replica },
    ],
  }) as unknown as ClusterView;

test('a master is replaced by whoever, its direct replica takes over from it, and deeper ones have nothing to offer', () => {
  expect(replaceWishOf(cluster(), master)).toEqual({ master, successor: null });
  expect(replaceWishOf(cluster(), replica)).toEqual({ master, successor: replica });
  expect(replaceWishOf(cluster(), below)).toBeNull();
});

test('one of two masters is not replaced so', () => {
  expect(replaceWishOf(cluster([master, replica]), master)).toBeNull();
});

test('a drop asks who and how only where it is about the master of the tree', () => {
  const shape = { kind: 'make-co-master', replica } as const;
  const operations = [{ operation: 'make-co-master' as const, shape, allowed: true, reasons: [] }];
  const drops = dropsOf(moveOne(replica), { target: master, allowed: false, reasons: [], operations, stays: [] });
  expect(drops.map((drop) => wishOfDrop(cluster(), drop)?.successor ?? null)).toEqual([null, replica, null]);
});
