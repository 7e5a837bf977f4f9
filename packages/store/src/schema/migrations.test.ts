import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Migrator } from '#kysely/migration';
import { message } from '@topiary/domain';
import { auditEntry, text } from '../contract/samples.ts';
import { createSqliteWorld } from '../contract/test-world.ts';
import type { SqliteWorld } from '../contract/test-world.ts';
import { kyselyOn } from '../sqlite/node-sqlite-dialect.ts';
import { APPLICATION_ID } from '../sqlite/open-file.ts';
import { MIGRATION_TABLE, MIGRATIONS } from './migrations.ts';

let world: SqliteWorld;
beforeEach(async () => {
  world = await createSqliteWorld();
});
afterEach(() => world.dispose());

const page = { page: 0, pageSize: 10 };

/** A store as the program of that schema left it. */
async function storeOf(migration: string, statements: string): Promise<void> {
  const database = new DatabaseSync(world.file);
  const migrator = new Migrator({
    db: kyselyOn(database, 'immediate'),
    provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) },
    migrationTableName: MIGRATION_TABLE,
    migrationLockTableName: 'schema_migration_lock',
  });
  const { error } = await migrator.migrateTo(migration);
  expect(error).toBeUndefined();
  database.exec(`pragma application_id = ${APPLICATION_ID}; ${statements}`);
  database.close();
}

test('audit entries that were written as English text are read and found as that text', async () => {
  await storeOf(
    '0001-first-tables',
    `insert into audit_entry
       (written_at, actor_user, actor_address, actor_via, action, result, summary, summary_folded)
     values (5, 'ada', '192.0.2.7', 'web', 'relocate', 'ok', 'A:1 below B:2: done.', 'a:1 below b:2: done.')`,
  );
  const store = await world.open();
  const added = [message('audit-discovered', { instance: 'a:1' })];
  store.audit.write(auditEntry({ summary: added }));
  const { items } = await store.audit.list(page);
  expect(items.map(({ summary }) => summary)).toEqual([added, text('A:1 below B:2: done.')]);
  expect((await store.audit.list({ ...page, text: 'Below b:2' })).items.map(({ at }) => at)).toEqual([5]);
});

test('an audit entry with a code of another version is read as its English text', async () => {
  const store = await world.open();
  store.audit.write(auditEntry({ summary: [message('audit-discovered', { instance: 'a:1' })] }));
  await store.audit.list(page);
  const other = new DatabaseSync(world.file);
  other.exec(`update audit_entry set summary_messages = '[{"code":"from-the-future","params":{}}]'`);
  other.close();
  expect((await store.audit.list(page)).items[0]?.summary).toEqual(text('a:1: discovered.'));
});

test('a server that was known before its sources were kept is known without them', async () => {
  await storeOf(
    '0002-audit-in-languages',
    `insert into known_instance (id, cluster_id, first_seen_at) values ('db-1:3306', 'shop', 5)`,
  );
  const store = await world.open();
  expect((await store.inventory.load()).instances).toEqual([
    {
      id: 'db-1:3306',
      cluster: 'shop',
      serverUuid: null,
      sources: [],
      answers: {},
      firstSeenAt: 5,
      lastSeenAt: null,
      failingSince: null,
    },
  ]);
});

test('registrations of before are there, beside names as long as an address', async () => {
  const body = { kind: 'tag', instance: 'a:1', name: 'role', value: 'backup', at: 5, expiresAt: null };
  await storeOf(
    '0005-classification',
    `insert into registration (kind, subject, name, body) values ('tag', 'a:1', 'role', '${JSON.stringify(body)}')`,
  );
  const store = await world.open();
  expect(await store.registrations.load()).toMatchObject({ registrations: [body] });
});
