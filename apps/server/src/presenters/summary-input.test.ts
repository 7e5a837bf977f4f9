import type { TopologySnapshot } from '@topiary/domain';
import { topology } from '@topiary/domain/testing';
import { expect, test } from 'vitest';
import { sameSummaryInput, summaryInputOf } from './summary-input.ts';

const SNAPSHOT = topology('a > b, c');
const NONE = [] as const;

function inputOf(snapshot: TopologySnapshot, automation: 'on' | 'off' = 'on') {
  const [cluster] = snapshot.clusters.values();
  if (cluster === undefined) throw new Error('the topology has a cluster');
  return summaryInputOf(cluster, snapshot, { hostsDown: NONE, automation });
}

function withChange(change: (instance: Instance) => Instance): TopologySnapshot {
  return {
    ...SNAPSHOT,
    instances: new Map([...SNAPSHOT.instances].map(([id, instance]) => [id, change(instance)] as const)),
  };
}

type Instance = TopologySnapshot['instances'] extends ReadonlyMap<unknown, infer Value> ? Value : never;

const observed = (instance: Instance, change: object): Instance =>
  instance.observation === null ? instance : { ...instance, observation: { ...instance.observation, ...change } };

test('traffic does not make a line anew', () => {
  const later = withChange((instance) => ({ ...observed(instance, { uptimeSeconds: 7 }), observedAt: null }));
  expect(sameSummaryInput(inputOf(SNAPSHOT), inputOf(later))).toBe(true);
});

test.each([
  ['health', withChange((instance) => ({ ...instance, health: 'unreachable' }))],
  ['problems', withChange((instance) => ({ ...instance, problems: [...instance.problems] }))],
  ['the version', withChange((instance) => observed(instance, { product: { flavor: 'mysql', version: '8.4.1' } }))],
  ['a first observation', withChange((instance) => ({ ...instance, observation: null }))],
  [
    'lag',
    { ...SNAPSHOT, edgesByReplica: new Map([...SNAPSHOT.edgesByReplica].map(([id, edges]) => [id, [...edges]])) },
  ],
])('%s does', (_name, later) => {
  expect(sameSummaryInput(inputOf(SNAPSHOT), inputOf(later))).toBe(false);
  expect(sameSummaryInput(inputOf(later), inputOf(SNAPSHOT))).toBe(false);
});

test('a host that went down does', () => {
  const [cluster] = SNAPSHOT.clusters.values();
  if (cluster === undefined) throw new Error('the topology has a cluster');
  expect(
    sameSummaryInput(inputOf(SNAPSHOT), summaryInputOf(cluster, SNAPSHOT, { hostsDown: [], automation: 'on' })),
  ).toBe(false);
});

test('what people choose for its recovery does', () => {
  expect(sameSummaryInput(inputOf(SNAPSHOT), inputOf(SNAPSHOT, 'off'))).toBe(false);
});
