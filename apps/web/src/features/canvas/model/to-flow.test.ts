import { describe, expect, test } from 'vitest';
import type { ClusterView, InstanceId } from '@topiary/contract';
import { buildTree } from '../../../shared/topology/cluster-tree.ts';
import { clusterOf, edgeOf, idOf, nodeOf } from '@topiary/contract/testing';
import { layoutTree } from './layout.ts';
import { toFlow } from './to-flow.ts';
import type { Flow, Lens } from './to-flow.ts';

const NO_LENS: Lens = { changes: [], moved: [] };

function flowOf(cluster: ClusterView, lens: Lens = NO_LENS, collapsed: readonly InstanceId[] = []): Flow {
  const tree = buildTree(cluster);
  return toFlow({
    cluster,
    tree,
    layout: layoutTree(tree, { orientation: 'LR', collapsed: new Set(collapsed) }),
    lens,
  });
}

describe('what is drawn', () => {
  test('is one card per server and one line per channel', () => {
    const flow = flowOf(clusterOf('m > a, b; a > c'));
    expect(flow.nodes.map((node) => node.id)).toEqual(['m', 'a', 'c', 'b'].map(idOf));
    expect(flow.lines.map((line) => [line.edge, line.plan])).toEqual([
      [edgeOf('m', 'a').id, 'stays'],
      [edgeOf('m', 'b').id, 'stays'],
      [edgeOf('a', 'c').id, 'stays'],
    ]);
  });

  test('of co-masters are two lines beside each other, not one on the other', () => {
    const { lines } = flowOf(clusterOf('a > b; b > a', { masters: [idOf('a'), idOf('b')] }));
    const paths = lines.map((line) => line.path.d);
    const labels = lines.map((line) => line.path.label.x);
    expect(new Set(paths).size).toBe(2);
    expect(new Set(labels).size).toBe(2);
  });

  test('of a multi-source replica are as many lines, with labels that do not cover each other', () => {
    const base = clusterOf('a; b');
    const edges = [edgeOf('a', 'r', { channel: 'east' }), edgeOf('b', 'r', { channel: 'west' })];
    const { lines } = flowOf({ ...base, nodes: [...base.nodes, nodeOf('r')], edges });
    const [east, west] = lines.map((line) => line.path.label.y);
    expect(lines).toHaveLength(2);
    expect(Math.abs((east ?? 0) - (west ?? 0))).toBeGreaterThanOrEqual(20);
  });

  test('below a folded server is nothing', () => {
    const flow = flowOf(clusterOf('m > a; a > b, c'), undefined, [idOf('a')]);
    expect(flow.nodes.map((node) => node.id)).toEqual([idOf('m'), idOf('a')]);
    expect(flow.lines.map((line) => line.edge)).toEqual([edgeOf('m', 'a').id]);
  });

  test('a line out of a folded subtree begins at the card that hides its source', () => {
    const base = clusterOf('m > a; a > s; m2 > r');
    const edges = [...base.edges, edgeOf('s', 'r', { channel: 'second' })];
    const open = flowOf({ ...base, edges });
    const folded = flowOf({ ...base, edges }, undefined, [idOf('a')]);
    const second = (flow: Flow) => flow.lines.find((line) => line.edge === edgeOf('s', 'r', { channel: 'second' }).id);
    expect(second(open)).toBeDefined();
    expect(second(folded)).toBeDefined();
    expect(second(folded)?.path.d).not.toBe(second(open)?.path.d);
  });
});

test('a plan on screen shows what goes and what comes, and leaves the cards where they are', () => {
  const cluster = clusterOf('m > a, b');
  const before = flowOf(cluster);
  const changes = [{ replica: idOf('b'), channel: '', from: idOf('m'), to: idOf('a') }];
  const { nodes, lines } = flowOf(cluster, { changes, moved: [] });
  expect(nodes).toEqual(before.nodes);
  expect(lines.map((line) => [line.replica, line.plan])).toEqual([
    [idOf('a'), 'stays'],
    [idOf('b'), 'leaving'],
    [idOf('b'), 'arriving'],
  ]);
});

test('a change of the past shows where a line led before, and marks where it leads now', () => {
  const moved = [
    { replica: idOf('b'), channel: '', from: idOf('m') },
    { replica: idOf('a'), channel: '', from: null },
    { replica: idOf('gone'), channel: '', from: idOf('m') },
  ];
  const { lines } = flowOf(clusterOf('m > a; a > b'), { changes: [], moved });
  expect(lines.map((line) => [line.replica, line.plan])).toEqual([
    [idOf('a'), 'moved'],
    [idOf('b'), 'moved'],
    [idOf('b'), 'former'],
  ]);
});
