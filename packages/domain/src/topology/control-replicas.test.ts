import { describe, expect, test } from 'vitest';
import { id, topology } from '../testing/index.ts';
import type { TopologyOptions } from '../testing/index.ts';
import type { InstanceId } from './address.ts';
import { controlReplicas } from './control-replicas.ts';
import type { Instance, TopologySnapshot } from './snapshot.ts';

const TREE = 'm > a, b, c, d; a > a1, a2, a3; b > b1, b2; c > c1; a1 > x, y, z; x > w';

function chosen(
  options: TopologyOptions & { readonly west?: readonly string[]; readonly leftOut?: string } = {},
): string {
  const { west = [], leftOut = 'nobody', ...rest } = options;
  const snapshot = inCenters(topology(TREE, rest), west);
  const cluster = snapshot.instances.get(id('m'))?.cluster;
  if (cluster === undefined) throw new Error('the cluster is not there');
  const named = controlReplicas(snapshot, cluster, (one) => one === id(leftOut));
  return named.map((one) => one.id.split(':')[0]).join(' ');
}

/** These stand in the data center `west`, all others in `east`. */
function inCenters(snapshot: TopologySnapshot, west: readonly string[]): TopologySnapshot {
  const there = new Set(west.map(id));
  const placed = [...snapshot.instances.values()].map((instance): readonly [InstanceId, Instance] => {
    const dataCenter = there.has(instance.id) ? 'west' : 'east';
    return [instance.id, { ...instance, classification: { ...instance.classification, dataCenter } }];
  });
  return { ...snapshot, instances: new Map(placed) };
}

describe('control replicas', () => {
  test('are the two busiest of the first tier, two replicas of each, and two of the third tier', () => {
    expect(chosen()).toBe('a b a1 a2 b1 b2 x y');
  });

  test('are chosen in each data center', () => {
    expect(chosen({ west: ['c', 'd', 'z'] })).toBe('c d a b c1 a1 a2 b1 b2 z x y');
  });

  test('are not those that do not answer or are left out', () => {
    expect(chosen({ servers: { a: { health: 'unreachable' } }, leftOut: 'b1' })).toBe('b c b2 c1 x y');
  });
});
