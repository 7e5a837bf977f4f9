import { expect, test } from 'vitest';
import type { ClusterView } from '@topiary/contract';
import { idOf } from '@topiary/contract/testing';
import { DATA_CENTER_SLOTS, crossingEdges, dataCenterNames, dataCentersOf } from './data-centers.ts';

/** Servers by name with their data centers, and edges `source>replica`. */
function cluster(places: Readonly<Record<string, string | null>>, ...edges: readonly string[]): ClusterView {
  const nodes = Object.entries(places).map(([name, dataCenter]) => ({
    id: idOf(name),
    classification: { dataCenter },
  }));
  const lines = edges.map((text) => {
    const [source = '', replica = ''] = text.split('>');
    return { id: text, source: idOf(source), replica: idOf(replica) };
  });
  return { nodes, edges: lines } as unknown as ClusterView;
}

test('data centers have their slots in the order of names, whatever the order of servers', () => {
  const { nodes } = cluster({ a: 'sh', b: 'bj', c: 'sh', d: null });
  expect([...dataCentersOf(dataCenterNames(nodes))]).toEqual([
    ['bj', 0],
    ['sh', 1],
  ]);
});

test('in a single data center there is nothing to tell apart', () => {
  expect(dataCentersOf(dataCenterNames(cluster({ a: 'bj', b: 'bj', c: null }).nodes)).size).toBe(0);
});

test('with more data centers than slots the slots begin anew', () => {
  const names = Array.from({ length: DATA_CENTER_SLOTS + 1 }, (_, index) => `dc${index}`);
  expect(dataCentersOf(names).get(`dc${DATA_CENTER_SLOTS}`)).toBe(0);
});

test('an edge crosses only where both of its data centers are known and differ', () => {
  const view = cluster({ a: 'bj', b: 'sh', c: 'bj', d: null }, 'a>b', 'a>c', 'a>d', 'd>b', 'gone>b');
  expect(crossingEdges(view)).toEqual(['a>b']);
});
