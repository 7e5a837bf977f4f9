import { describe, expect, test } from 'vitest';
import type { ClusterId } from '@topiary/contract';
import { clusterOf, nodeOf } from '@topiary/contract/testing';
import { EMPTY_WHOLE, reduceLive } from './reduce-live.ts';
import type { LiveWhole } from './reduce-live.ts';

const id = 'c1' as ClusterId;
const whole: LiveWhole = reduceLive(EMPTY_WHOLE, {
  type: 'cluster',
  sequence: 7,
  cluster: clusterOf('a > b, c', { id }),
}).whole;

const patch = {
  type: 'cluster-patch',
  id,
  head: null,
  nodes: [nodeOf('b', { lagSeconds: 12 })],
  removedNodes: [],
  edges: [],
  removedEdges: [],
} as const;

describe('a patch to a cluster', () => {
  test('replaces what it names and leaves everything else the same object', () => {
    const before = whole.clusters.get(id)?.value;
    const after = reduceLive(whole, {
      ...patch,
      nodes: [...patch.nodes],
      sequence: 8,
      removedNodes: [],
      edges: [],
      removedEdges: [],
    });
    const nodes = after.whole.clusters.get(id)?.value.nodes;
    expect(after.outcome).toBe('changed');
    expect(nodes?.map((node) => node.lagSeconds)).toEqual([0, 12, 0]);
    expect(nodes?.[0]).toBe(before?.nodes[0]);
    expect(nodes?.[2]).toBe(before?.nodes[2]);
  });

  test.each([7, 9, 12])('with sequence %i after 7 is a gap and changes nothing', (sequence) => {
    const after = reduceLive(whole, {
      ...patch,
      nodes: [...patch.nodes],
      sequence,
      removedNodes: [],
      edges: [],
      removedEdges: [],
    });
    expect(after.outcome).toBe(sequence === 8 ? 'changed' : 'gap');
    expect(after.whole).toBe(whole);
  });

  test('of a cluster whose whole never came is a gap', () => {
    const after = reduceLive(EMPTY_WHOLE, {
      ...patch,
      nodes: [...patch.nodes],
      sequence: 1,
      removedNodes: [],
      edges: [],
      removedEdges: [],
    });
    expect(after.outcome).toBe('gap');
  });

  test('adds new nodes at the end and removes those that left', () => {
    const after = reduceLive(whole, {
      ...patch,
      sequence: 8,
      nodes: [nodeOf('d')],
      removedNodes: [nodeOf('b').id],
      edges: [],
      removedEdges: [],
    });
    expect(after.whole.clusters.get(id)?.value.nodes.map((node) => node.host)).toEqual(['a', 'c', 'd']);
  });
});
