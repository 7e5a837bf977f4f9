import { describe, expect, test } from 'vitest';
import type { ClassificationAnswers, QueryAnswer } from '../classification/answers.ts';
import { NO_RULES } from '../classification/rules.ts';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import { id, recordNamed, recordsOf, snapshotOf } from '../testing/index.ts';
import type { InstanceId } from './address.ts';
import type { ServerRecord } from './server-record.ts';
import { asClusterId } from './snapshot.ts';
import type { Cluster, TopologySnapshot } from './snapshot.ts';

const C1 = asClusterId('c1');

const value = (text: string): QueryAnswer => ({ kind: 'value', text });

function answering(
  records: ReadonlyMap<InstanceId, ServerRecord>,
  answers: Readonly<Record<string, ClassificationAnswers>>,
): ReadonlyMap<InstanceId, ServerRecord> {
  const changed = Object.entries(answers).map(
    ([name, own]) => [id(name), { ...recordNamed(records, name), answers: own }] as const,
  );
  return new Map([...records, ...changed]);
}

function clusterIn(snapshot: TopologySnapshot): Cluster {
  const cluster = snapshot.clusters.get(C1);
  if (cluster === undefined) throw new Error('no cluster c1');
  return cluster;
}

describe('a cluster', () => {
  const aliased = { 'cluster-alias': value('orders'), 'cluster-domain': value('orders.example') };

  test('is called by its master’s address when nobody says more', () => {
    expect(clusterIn(snapshotOf(recordsOf('a > b')))).toMatchObject({ name: id('a'), alias: null, domain: null });
  });

  test('is called as its master’s query says, and tells which server said it', () => {
    const records = answering(recordsOf('a > b'), { a: aliased, b: { 'cluster-alias': value('old') } });
    expect(clusterIn(snapshotOf(records))).toMatchObject({
      name: 'orders',
      alias: { text: 'orders', origin: 'query', from: id('a') },
      domain: { text: 'orders.example', from: id('a') },
    });
  });

  test('is called as a person said, whatever the query says', () => {
    const knownClusters = new Map([[C1, { alias: 'by hand', revision: 1 }]]);
    expect(clusterIn(snapshotOf(answering(recordsOf('a > b'), { a: aliased }), { knownClusters }))).toMatchObject({
      name: 'by hand',
      alias: { origin: 'by-hand', from: null },
    });
  });

  test('is called by the first pattern that matches its name, when the query says nothing', () => {
    const clusterAliases = [
      { pattern: /^x/, alias: 'x' },
      { pattern: /^a:/, alias: 'first' },
      { pattern: /./, alias: 'second' },
    ];
    const policy = { ...DEFAULT_POLICY, classification: { ...NO_RULES, clusterAliases } };
    const records = answering(recordsOf('a > b'), { a: { 'cluster-alias': value('') } });
    expect(clusterIn(snapshotOf(records, { policy }))).toMatchObject({ name: 'first', alias: { origin: 'pattern' } });
  });

  test('keeps its name while a new master has not been asked, or may not read the table', () => {
    const records = answering(recordsOf('a > b'), { a: aliased });
    const previous = snapshotOf(records);
    for (const answer of [
      undefined,
      { kind: 'unknown', problem: { code: '1142', detail: '', grant: null } },
    ] as const) {
      const promoted = answering(recordsOf('b > a'), answer === undefined ? {} : { b: { 'cluster-alias': answer } });
      const after = snapshotOf(promoted, { previous, changed: new Set([id('a'), id('b')]) });
      expect(clusterIn(after)).toMatchObject({ masters: [id('b')], name: 'orders', alias: { from: id('a') } });
    }
  });

  test.each([true, false])(
    'is called anew when its master’s answer changes, without a new revision',
    (sameNamesByHand) => {
      const records = answering(recordsOf('a > b; x > y'), { a: aliased });
      const previous = snapshotOf(records);
      const renamed = answering(records, { a: { 'cluster-alias': value('sales') } });
      const after = snapshotOf(renamed, { previous, changed: new Set([id('a')]), sameNamesByHand });
      expect(clusterIn(after)).toMatchObject({ name: 'sales', revision: clusterIn(previous).revision });
      expect(after.clusters.get(asClusterId('c2'))).toBe(previous.clusters.get(asClusterId('c2')));
    },
  );

  test('has its name after a restart from any member’s memory', () => {
    const records = answering(recordsOf('a > b', { servers: { a: { health: 'unprobed' } } }), { b: aliased });
    expect(clusterIn(snapshotOf(records)).name).toBe('orders');
  });
});
