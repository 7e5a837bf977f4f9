import { describe, expect, test } from 'vitest';
import { id, recordsOf, snapshotOf, topology } from '../testing/index.ts';
import type { InstanceId } from './address.ts';
import {
  ancestorsOf,
  clusterOf,
  descendantsOf,
  edgesOf,
  edgesTo,
  findInstance,
  isDescendant,
  replicasOf,
  sourcesOf,
  treeLines,
} from './queries.ts';
import type { TopologySnapshot } from './snapshot.ts';

const tree = topology('a > b, c; b > d; d > e');
const ring = topology('a > b > c > a; b > x');
const names = (ids: Iterable<InstanceId>): string => [...ids].map((each) => each.split(':')[0]).join(' ');

function drawn(snapshot: TopologySnapshot, name: string): readonly string[] {
  const cluster = snapshot.instances.get(id(name))?.cluster;
  if (cluster === undefined) throw new Error(`no instance ${name}`);
  return treeLines(snapshot, cluster).map(
    ({ instance, level, edge, repeated }) =>
      `${'  '.repeat(level)}${names([instance.id])}${edge?.channel ? ` (${edge.channel})` : ''}${repeated ? ' …' : ''}`,
  );
}

describe('who is above and below', () => {
  test('in a tree, the nearest first', () => {
    expect(names(ancestorsOf(tree, id('e')))).toBe('d b a');
    expect(names(descendantsOf(tree, id('a')))).toBe('b c d e');
    expect(names(ancestorsOf(tree, id('a')))).toBe('');
  });

  test('in a ring, itself too', () => {
    expect(names(ancestorsOf(ring, id('a')))).toBe('c b a');
    expect(names(descendantsOf(ring, id('a')))).toBe('b c x a');
    expect(names(ancestorsOf(ring, id('x')))).toBe('b a c');
  });

  test('decides whether a move closes a circle', () => {
    expect(isDescendant(tree, id('e'), id('a'))).toBe(true);
    expect(isDescendant(tree, id('e'), id('c'))).toBe(false);
    expect(isDescendant(tree, id('a'), id('e'))).toBe(false);
    expect(isDescendant(tree, id('a'), id('a'))).toBe(false);
    expect(isDescendant(ring, id('a'), id('b'))).toBe(true);
  });
});

describe('neighbours', () => {
  const fan = topology('a, b > c; a > d');

  test('are found from both ends', () => {
    expect(sourcesOf(fan, id('c')).map(({ id: each }) => each)).toEqual([id('a'), id('b')]);
    expect(replicasOf(fan, id('a')).map(({ id: each }) => each)).toEqual([id('c'), id('d')]);
    expect(edgesOf(fan, id('c')).map(({ channel }) => channel)).toEqual(['a', 'b']);
    expect(edgesTo(fan, id('d'))).toEqual([]);
    expect(edgesOf(fan, id('nobody'))).toEqual([]);
  });
});

test('an alias finds the server that it stands for', () => {
  const snapshot = snapshotOf(recordsOf('a > b'), { aliases: new Map([[id('vip'), id('a')]]) });
  expect(findInstance(snapshot, id('vip'))?.id).toBe(id('a'));
  expect(clusterOf(snapshot, id('vip'))?.name).toBe('a:3306');
  expect(findInstance(snapshot, id('nobody'))).toBeNull();
  expect(clusterOf(snapshot, id('nobody'))).toBeNull();
});

describe('a cluster as an indented list', () => {
  test('has each replica below its source', () => {
    expect(drawn(tree, 'a')).toEqual(['a', '  b', '    d', '      e', '  c']);
  });

  test('closes a circle with a repeated line', () => {
    expect(drawn(topology('a <> b; b > c'), 'a')).toEqual(['a', '  b', '    a …', '    c']);
  });

  test('has a replica of two masters below both, its own replicas below the first', () => {
    expect(drawn(topology('a, b > c; c > d'), 'a')).toEqual(['a', '  c (a)', '    d', 'b', '  c (b) …']);
  });

  test('of an unknown cluster is empty', () => {
    expect(treeLines(tree, 'nothing' as Parameters<typeof treeLines>[1])).toEqual([]);
  });
});
