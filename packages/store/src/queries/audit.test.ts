import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import type { AuditQuery } from '@topiary/engine';
import { at, instance, shop } from '../contract/samples.ts';
import { migrateToLatest } from '../schema/migrations.ts';
import { kyselyOn } from '../sqlite/node-sqlite-dialect.ts';
import { auditMatching } from './audit.ts';

const page = { page: 0, pageSize: 20 };

const SERVED: readonly (readonly [string, Partial<AuditQuery>])[] = [
  ['audit_by_time', {}],
  ['audit_by_time', { from: at(1), to: at(2) }],
  ['audit_by_cluster_id', { cluster: shop }],
  ['audit_by_instance_id', { instance: instance('db-1') }],
  ['audit_by_actor_user', { user: 'ada' }],
  ['audit_by_action', { action: 'relocate', from: at(1) }],
  ['audit_by_result', { result: 'failed' }],
];

test.each(SERVED)('the index %s serves a list by %o, already in order', async (index, query) => {
  const database = new DatabaseSync(':memory:');
  const db = kyselyOn(database, 'deferred');
  await migrateToLatest(db);
  const listing = auditMatching(db, { ...page, ...query })
    .selectAll()
    .orderBy('written_at', 'desc')
    .orderBy('id', 'desc');
  const { sql, parameters } = listing.compile();
  const steps = database.prepare(`explain query plan ${sql}`).all(...(parameters as readonly string[]));
  expect(steps.map(({ detail }) => detail)).toEqual([expect.stringContaining(`USING INDEX ${index}`)]);
  database.close();
});
