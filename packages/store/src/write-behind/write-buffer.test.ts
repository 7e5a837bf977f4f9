import { describe, expect, test } from 'vitest';
import { at, auditEntry, instance, knownCluster, knownInstance, shop, text } from '../contract/samples.ts';
import { clusterRevision } from '../contract/cluster-history-contract.ts';
import { clusterRevisionRow } from '../stored/cluster-revision.ts';
import { auditRowOf } from '../stored/audit-row.ts';
import { WriteBuffer } from './write-buffer.ts';

const nothing = {
  instances: [],
  forgottenInstances: [],
  clusters: [],
  forgottenClusters: [],
  audit: [],
  findingChanges: [],
  clusterRevisions: [],
};
const ROWS = 100;

function save(buffer: WriteBuffer, host: string, lastSeenAt = at(0)): boolean {
  return buffer.setInstance(instance(host), knownInstance(host, { lastSeenAt }));
}

describe('the buffer', () => {
  test('keeps the latest change of each key', () => {
    const buffer = new WriteBuffer();
    save(buffer, 'db-1', at(1));
    save(buffer, 'db-1', at(2));
    save(buffer, 'db-2');
    buffer.setInstance(instance('db-2'), null);
    buffer.setCluster(shop, knownCluster(shop));
    expect(buffer.size).toBe(3);
    expect(buffer.take(ROWS)).toEqual({
      ...nothing,
      instances: [knownInstance('db-1', { lastSeenAt: at(2) })],
      forgottenInstances: [instance('db-2')],
      clusters: [knownCluster(shop)],
    });
    expect(buffer.take(ROWS)).toEqual(nothing);
  });

  test('gives at most as many rows as asked for, the audit first and in order', () => {
    const buffer = new WriteBuffer();
    for (const host of ['db-1', 'db-2', 'db-3']) save(buffer, host);
    for (const summary of ['a', 'b']) buffer.addAudit(auditRowOf(auditEntry({ summary: text(summary) })));
    const { audit, instances } = buffer.take(3);
    expect([audit.map(({ summary }) => summary), instances.length]).toEqual([['a', 'b'], 1]);
    expect(buffer.size).toBe(2);
  });

  test('puts back what was not written: before newer audit lines, never over a newer change', () => {
    const buffer = new WriteBuffer();
    save(buffer, 'db-1', at(1));
    save(buffer, 'db-2', at(1));
    buffer.addAudit(auditRowOf(auditEntry({ summary: text('old') })));
    const batch = buffer.take(ROWS);
    save(buffer, 'db-1', at(2));
    buffer.addAudit(auditRowOf(auditEntry({ summary: text('new') })));
    buffer.restore(batch);
    const { audit, instances } = buffer.take(ROWS);
    expect(audit.map(({ summary }) => summary)).toEqual(['old', 'new']);
    expect(instances.map(({ id, lastSeenAt }) => [id, lastSeenAt])).toEqual([
      [instance('db-1'), at(2)],
      [instance('db-2'), at(1)],
    ]);
  });

  test('drops and counts what does not fit, but always takes a change of a known key', () => {
    const buffer = new WriteBuffer({ inventoryKeys: 2, auditEntries: 1, findingChanges: 0, clusterRevisions: 1 });
    expect(['db-1', 'db-2', 'db-3', 'db-2'].map((host) => save(buffer, host))).toEqual([true, true, false, true]);
    const row = auditRowOf(auditEntry());
    expect([buffer.addAudit(row), buffer.addAudit(row), buffer.addAudit(row)]).toEqual([true, false, false]);
    const revision = clusterRevisionRow(clusterRevision());
    expect([buffer.addClusterRevision(revision), buffer.addClusterRevision(revision)]).toEqual([true, false]);
    expect(buffer.dropped).toEqual({ inventory: 1, audit: 2, findingChanges: 0, clusterRevisions: 1 });
    expect(buffer.size).toBe(4);
  });
});
