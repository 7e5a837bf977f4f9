import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { auditEntry, text } from '../contract/samples.ts';
import { createSqliteWorld } from '../contract/test-world.ts';
import type { SqliteWorld } from '../contract/test-world.ts';
import { insertAudit } from '../queries/audit.ts';
import { migrateToLatest } from '../schema/migrations.ts';
import { auditRowOf } from '../stored/audit-row.ts';
import { kyselyOn } from './node-sqlite-dialect.ts';

let world: SqliteWorld;
let database: DatabaseSync;
beforeEach(async () => {
  world = await createSqliteWorld();
  database = new DatabaseSync(world.file);
});
afterEach(async () => {
  database.close();
  await world.dispose();
});

const SQLITE_FULL = 13;
const entries = Array.from({ length: 500 }, () => auditRowOf(auditEntry({ summary: text('x'.repeat(1_000)) })));

test('a full disk is what a transaction on it fails with, and the next one works', async () => {
  const db = kyselyOn(database, 'immediate');
  await migrateToLatest(db);
  const [pages] = Object.values(database.prepare('pragma page_count').get() ?? {});
  database.exec(`pragma max_page_count = ${Number(pages) + 5}`);
  const writing = db.transaction().execute((tx) => insertAudit(tx, entries));
  await expect(writing).rejects.toMatchObject({ errcode: SQLITE_FULL });
  await db.transaction().execute((tx) => insertAudit(tx, entries.slice(0, 1)));
  expect(database.prepare('select count(*) as count from audit_entry').get()).toEqual({ count: 1 });
});

test('a schema change that fails leaves nothing behind', async () => {
  database.exec('create table audit_entry (anything text)');
  await expect(migrateToLatest(kyselyOn(database, 'immediate'))).rejects.toMatchObject({ errcode: 1 });
  const tables = database
    .prepare("select name from sqlite_schema where name in ('plan', 'lease', 'known_instance')")
    .all();
  expect(tables).toEqual([]);
});
