import type { ServerOptions } from '@topiary/domain/testing';
import { id, topology } from '@topiary/domain/testing';
import { expect, test } from 'vitest';
import { clusterFilterOf, NO_AUTOMATIC_RECOVERY } from '@topiary/domain';
import { automationOf, presentSummary } from './cluster-summary.ts';

const lagging = (lagSeconds: number | null): ServerOptions => ({
  change: (found) => ({ ...found, channels: found.channels.map((channel) => ({ ...channel, lagSeconds })) }),
});

function lagsOf(servers: Readonly<Record<string, ServerOptions>>) {
  const snapshot = topology('a > b, c, d', { servers });
  return [...snapshot.clusters.values()].map((cluster) => {
    const { maxLagSeconds, lagUnknown } = presentSummary(cluster, snapshot);
    return { maxLagSeconds, lagUnknown };
  });
}

test('the largest lag is that of the replicas that say theirs', () => {
  expect(lagsOf({ b: lagging(3), c: lagging(40), d: lagging(0) })).toEqual([{ maxLagSeconds: 40, lagUnknown: 0 }]);
});

test('replicas that cannot say their lag, or say nothing any more, are counted apart', () => {
  expect(lagsOf({ b: lagging(3), c: lagging(null), d: { ...lagging(900), health: 'unreachable' } })).toEqual([
    { maxLagSeconds: 3, lagUnknown: 2 },
  ]);
});

test('without any known lag there is none to show', () => {
  const silent: ServerOptions = { health: 'unreachable' };
  expect(lagsOf({ b: silent, c: silent, d: silent })).toEqual([{ maxLagSeconds: null, lagUnknown: 3 }]);
});

test('problems of servers that a filter names are neither counted nor listed; the servers are', () => {
  const snapshot = topology('a > b, c', { servers: { b: { health: 'unreachable' }, c: { health: 'unreachable' } } });
  const [cluster] = [...snapshot.clusters.values()];
  if (cluster === undefined) throw new Error('no cluster');
  const problemFilter = (instance: string): string | null => (instance === id('b') ? '^b:' : null);
  const { instances, critical, problems, downtimed } = presentSummary(cluster, snapshot, { problemFilter });
  expect({ instances, critical, downtimed }).toEqual({ instances: 3, critical: 1, downtimed: 0 });
  expect(problems.map(({ instance }) => instance)).toEqual([id('c')]);
  expect(presentSummary(cluster, snapshot).critical).toBe(2);
});

function lineOf(text: string, servers: Readonly<Record<string, ServerOptions>> = {}) {
  const snapshot = topology(text, { servers });
  const [cluster] = [...snapshot.clusters.values()];
  if (cluster === undefined) throw new Error('no cluster');
  return { cluster, line: presentSummary(cluster, snapshot) };
}

test('it names its servers, and every kind of problem that one in service has', () => {
  const gone: ServerOptions = { health: 'unreachable' };
  const { line } = lineOf('a > b, c, d, e, f, g, h', { b: gone, c: gone, d: gone, e: gone, f: gone, g: gone });
  expect(line.servers).toHaveLength(8);
  expect(line.problemCodes).toContain('unreachable');
  expect(line.problems).toHaveLength(5);
});

test('a master that none of its replicas could replace is named, and one without any', () => {
  const logsNothing: ServerOptions = {
    change: (found) => ({ ...found, settings: { ...found.settings, logReplicaUpdates: false } }),
  };
  expect(lineOf('a > b, c').line.withoutSuccessor).toEqual([]);
  expect(lineOf('a > b, c', { b: logsNothing, c: { health: 'unreachable' } }).line.withoutSuccessor).toEqual([id('a')]);
  expect(lineOf('a').line.withoutSuccessor).toEqual([id('a')]);
});

test('what becomes of its master by itself is as the filters and the profiles say', () => {
  const { cluster } = lineOf('a > b');
  const all = clusterFilterOf('*', () => null);
  const rules = { ...NO_AUTOMATIC_RECOVERY, masters: [all] };
  expect(automationOf(cluster, NO_AUTOMATIC_RECOVERY)).toBe('off');
  expect(automationOf(cluster, rules)).toBe('on');
  const profiles = { byHand: [], grace: [all], graceMs: 5_000 };
  expect(automationOf(cluster, { ...rules, profiles })).toBe('grace');
  expect(automationOf(cluster, { ...rules, profiles: { ...profiles, byHand: [all] } })).toBe('by-hand');
});
