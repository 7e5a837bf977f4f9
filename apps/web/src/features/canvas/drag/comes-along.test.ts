import { expect, test } from 'vitest';
import type { EdgeId, InstanceId } from '@topiary/contract';
import { idOf } from '@topiary/contract/testing';
import { moveOne, movePicked, moveReplicasOf } from '../../../shared/moves/move-subject.ts';
import { buildTree } from '../../../shared/topology/cluster-tree.ts';
import { comesAlong } from './comes-along.ts';

const [m, i, c, d, b] = ['m', 'i', 'c', 'd', 'b'].map(idOf) as [
  InstanceId,
  InstanceId,
  InstanceId,
  InstanceId,
  InstanceId,
];
const edges = (
  [
    [i, m],
    [b, m],
    [c, i],
    [d, i],
  ] as const
).map(([replica, source]) => ({ id: `${replica}/` as EdgeId, replica, source, channel: '' }));
const tree = buildTree({ masters: [m], groups: [], nodes: [m, i, c, d, b].map((id) => ({ id })), edges });
const around = { edges: new Map(edges.map((edge) => [edge.id, edge])), places: tree.nodes };

test('a server brings those below it along', () => {
  expect(comesAlong(moveOne(i), around)).toEqual({ moving: 1, below: 2 });
  expect(comesAlong(moveOne(c), around)).toEqual({ moving: 1, below: 0 });
});

test('all replicas of a server bring theirs, and who is picked out is not counted twice', () => {
  expect(comesAlong(moveReplicasOf(m), around)).toEqual({ moving: 2, below: 2 });
  expect(comesAlong(movePicked([i, c], edges), around)).toEqual({ moving: 2, below: 1 });
});
