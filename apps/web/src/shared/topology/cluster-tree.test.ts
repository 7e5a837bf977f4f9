import { describe, expect, test } from 'vitest';
import type { ClusterView, InstanceId } from '@topiary/contract';
import { ancestors, buildTree, structureHash, subtree } from './cluster-tree.ts';
import { clusterOf, edgeOf, idOf, nodeOf } from '@topiary/contract/testing';

const hosts = (ids: readonly InstanceId[]): string => ids.map((id) => id.split(':')[0]).join(' ');

describe('a cluster as a tree', () => {
  test('hangs every replica from its source, in order of name with numbers as numbers', () => {
    const tree = buildTree(clusterOf('m > r10, r2, r1; r2 > x'));
    expect(hosts(tree.roots)).toBe('m');
    expect(hosts(tree.nodes.get(idOf('m'))?.children ?? [])).toBe('r1 r2 r10');
    expect(tree.nodes.get(idOf('x'))).toMatchObject({ parent: idOf('r2'), level: 2, position: 1, siblings: 1 });
    expect(hosts(subtree(tree, idOf('m')))).toBe('m r1 r2 r10 x');
    expect(hosts(ancestors(tree, idOf('x')))).toBe('r2 m');
  });

  test('co-masters are two roots side by side, and their edges are extra', () => {
    const tree = buildTree(clusterOf('a > b, r; b > a', { masters: [idOf('a'), idOf('b')] }));
    expect(hosts(tree.roots)).toBe('a b');
    expect([...tree.treeEdges]).toEqual([edgeOf('a', 'r').id]);
    expect(tree.nodes.get(idOf('b'))).toMatchObject({ level: 0, position: 2, siblings: 2 });
  });

  test('a multi-source replica hangs from its default channel', () => {
    const cluster = clusterOf('a; b');
    const edges = [edgeOf('b', 'r', { channel: 'east' }), edgeOf('a', 'r')];
    const tree = buildTree({ ...cluster, nodes: [...cluster.nodes, nodeOf('r')], edges });
    expect(tree.nodes.get(idOf('r'))?.parent).toBe(idOf('a'));
    expect(tree.treeEdges.has(edgeOf('b', 'r', { channel: 'east' }).id)).toBe(false);
  });

  test('a cycle that nobody named as masters still shows every server once', () => {
    const tree = buildTree({ ...clusterOf('a > b; b > c; c > a'), masters: [] });
    expect(hosts(tree.roots)).toBe('a');
    expect(tree.nodes.size).toBe(3);
    expect(tree.treeEdges.size).toBe(2);
  });

  test('a replica whose source is not known to the cluster is a root', () => {
    const cluster = clusterOf('a > b');
    const tree = buildTree({ ...cluster, nodes: cluster.nodes.filter((node) => node.host === 'b') });
    expect(hosts(tree.roots)).toBe('b');
  });
});

describe('the structure hash', () => {
  const cluster = clusterOf('a > b, c');

  test('stays when only facts change', () => {
    const nodes = cluster.nodes.map((node) => ({ ...node, lagSeconds: 99, health: 'unreachable' as const }));
    expect(structureHash({ ...cluster, nodes })).toBe(structureHash(cluster));
  });

  test('stays when the server sends the same in another order', () => {
    const turned = { ...cluster, nodes: cluster.nodes.toReversed(), edges: cluster.edges.toReversed() };
    expect(structureHash(turned)).toBe(structureHash(cluster));
  });

  test('differs when a replica has a new source', () => {
    expect(structureHash(clusterOf('a > b; b > c'))).not.toBe(structureHash(cluster));
  });
});

const groupOf = (...hosts: readonly string[]): ClusterView['groups'][number] => ({
  name: 'g',
  mode: 'single-primary',
  quorum: 'yes',
  members: hosts.map((host) => ({ id: idOf(host), state: 'ONLINE', role: 'SECONDARY' })),
});

describe('a replication group', () => {
  test('stands at the top, its members side by side, with their replicas below them', () => {
    const tree = buildTree(clusterOf('c > r; a; b; aa', { groups: [groupOf('a', 'b', 'c')] }));
    expect(tree.roots).toEqual(['a', 'b', 'c', 'aa'].map(idOf));
    expect(tree.nodes.get(idOf('r'))?.parent).toBe(idOf('c'));
    expect([...tree.groups]).toEqual(['a', 'b', 'c'].map((host) => [idOf(host), 'g']));
  });

  test('stands as a whole below the source of its primary', () => {
    const tree = buildTree(clusterOf('o > b, x; a; c', { groups: [groupOf('a', 'b', 'c')] }));
    expect(tree.roots).toEqual([idOf('o')]);
    expect(tree.nodes.get(idOf('o'))?.children).toEqual(['a', 'b', 'c', 'x'].map(idOf));
    expect([...tree.treeEdges]).toEqual([edgeOf('o', 'b').id, edgeOf('o', 'x').id]);
  });

  test('that feeds its own source is drawn all the same', () => {
    const tree = buildTree(clusterOf('o > b; a > o', { groups: [groupOf('a', 'b')], masters: [] }));
    expect([...tree.nodes.keys()].toSorted()).toEqual(['a', 'b', 'o'].map(idOf));
  });

  test('changes the drawing when its members do, and not when their states do', () => {
    const group = groupOf('a', 'b');
    const structure = (groups: ClusterView['groups']): string => structureHash(clusterOf('a; b', { groups }));
    const [first, ...others] = group.members;
    const ill = first === undefined ? [] : [{ ...first, state: 'UNREACHABLE' }, ...others];
    expect(structure([{ ...group, quorum: 'no', members: ill }])).toBe(structure([group]));
    expect(structure([{ ...group, members: others }])).not.toBe(structure([group]));
  });
});
