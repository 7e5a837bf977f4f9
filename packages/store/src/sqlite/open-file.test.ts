import { chmod, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { asPlanId } from '@topiary/domain';
import { startChild } from '../../test/child.ts';
import { auditEntry, knownInstance, started, text } from '../contract/samples.ts';
import { createSqliteWorld } from '../contract/test-world.ts';
import type { SqliteWorld } from '../contract/test-world.ts';

let world: SqliteWorld;
beforeEach(async () => {
  world = await createSqliteWorld();
});
afterEach(() => world.dispose());

const plan = asPlanId('plan-1');

/** A store with enough rows for many pages, closed. */
async function makeStore(): Promise<void> {
  const store = await world.open();
  for (let number = 0; number < 2_000; number += 1) store.audit.write(auditEntry({ summary: text(`entry ${number}`) }));
  store.inventory.saveInstance(knownInstance('db-1'));
  await store.journal.append(plan, [started({ id: plan })]);
  await store.close();
}

function change(statement: string): void {
  const database = new DatabaseSync(world.file);
  database.exec(statement);
  database.close();
}

describe('opening a file that is as it should be', () => {
  test('an empty file becomes a store that only its owner can read', async () => {
    await writeFile(world.file, '', { mode: 0o600 });
    const store = await world.open();
    expect(await store.journal.unfinished()).toEqual([]);
    expect((await stat(world.file)).mode & 0o777).toBe(0o600);
  });

  test('a new file is readable by its owner only', async () => {
    await world.open();
    expect((await stat(world.file)).mode & 0o777).toBe(0o600);
  });

  test('the directory is made when the one above it exists', async () => {
    const store = await world.open({ file: join(world.directory, 'data', 'topiary.db') });
    expect(await store.journal.unfinished()).toEqual([]);
  });

  test('a path that looks like a URI is a path', async () => {
    const file = join(world.directory, 'file:topiary.db?mode=memory');
    await world.open({ file });
    expect((await stat(file)).isFile()).toBe(true);
  });

  test('several processes may make a new store at once', async () => {
    const stores = await Promise.all([world.open(), world.open(), world.open()]);
    await stores[0]?.journal.append(plan, [started({ id: plan })]);
    const found = await Promise.all(stores.map((store) => store.journal.unfinished()));
    expect(found.map((plans) => plans.map(({ id }) => id))).toEqual([[plan], [plan], [plan]]);
  });
});

describe('opening a file that is not', () => {
  test('a file that is no database is called damaged', async () => {
    await writeFile(world.file, 'These are notes about databases, not a database.\n'.repeat(100));
    await expect(world.open()).rejects.toMatchObject({
      name: 'StoreError',
      code: 'store-corrupt',
      data: { file: world.file },
    });
    await expect(world.open()).rejects.toThrow('Move the file away and start again');
  });

  test('a few bytes that are no database are called damaged', async () => {
    await writeFile(world.file, 'hello');
    await expect(world.open()).rejects.toMatchObject({ code: 'store-corrupt' });
  });

  test('bytes overwritten in the middle are found at the start', async () => {
    await makeStore();
    const { length } = await readFile(world.file);
    const handle = await open(world.file, 'r+');
    const page = 4_096;
    await handle.write(Buffer.alloc(4 * page, 0xa5), 0, 4 * page, Math.floor(length / 2 / page) * page);
    await handle.close();
    await expect(world.open()).rejects.toMatchObject({ code: 'store-corrupt' });
  });

  test('a file that was cut short is found at the start', async () => {
    await makeStore();
    const bytes = await readFile(world.file);
    await writeFile(world.file, bytes.subarray(0, Math.floor(bytes.length / 2)));
    await expect(world.open()).rejects.toMatchObject({ code: 'store-corrupt' });
  });

  test("another program's database is left alone", async () => {
    change('create table database_instance (hostname text); insert into database_instance values (1)');
    const before = await readFile(world.file);
    await expect(world.open()).rejects.toMatchObject({ code: 'store-foreign' });
    expect(await readFile(world.file)).toEqual(before);
  });

  test('a store of a newer Topiary is refused by the name of what is unknown here', async () => {
    await makeStore();
    change(`insert into schema_migration (name, timestamp) values ('0999-from-the-future', '2030-01-01T00:00:00Z')`);
    await expect(world.open()).rejects.toMatchObject({
      code: 'store-newer-schema',
      data: { migration: '0999-from-the-future' },
    });
  });

  test('a directory above that is missing is named', async () => {
    const file = join(world.directory, 'no', 'such', 'topiary.db');
    await expect(world.open({ file })).rejects.toMatchObject({ code: 'store-directory-missing', data: { file } });
  });

  test('a path below a file is a missing directory', async () => {
    await writeFile(world.file, '');
    await expect(world.open({ file: join(world.file, 'topiary.db') })).rejects.toMatchObject({
      code: 'store-directory-missing',
    });
  });

  test('a directory in place of the file is refused', async () => {
    await mkdir(world.file);
    await expect(world.open()).rejects.toMatchObject({ code: 'store-unwritable' });
  });

  test('a lock that another program keeps is named after a bounded wait', async () => {
    await makeStore();
    const other = new DatabaseSync(world.file);
    other.exec('begin immediate');
    await expect(world.open()).rejects.toMatchObject({ code: 'store-locked' });
    other.close();
    await expect(world.open()).resolves.toBeDefined();
  });
});

describe('opening without rights', () => {
  const openAsNobody = async (file: string): Promise<string> => startChild('open-without-rights', [file]).nextLine();

  test('a file that may only be read is refused', async () => {
    await makeStore();
    await chmod(world.directory, 0o755);
    await chmod(world.file, 0o444);
    expect(await openAsNobody(world.file)).toBe('store-unwritable');
  });

  test('a directory that may only be read is refused', async () => {
    await chmod(world.directory, 0o555);
    expect(await openAsNobody(world.file)).toBe('store-unwritable');
    await chmod(world.directory, 0o755);
  });

  test('with rights, the same program opens the file', async () => {
    await chmod(world.directory, 0o777);
    expect(await openAsNobody(world.file)).toBe('opened');
  });
});

describe('a file that goes away', () => {
  test('nothing is written into a removed file', async () => {
    const store = await world.open();
    await store.lease.acquire({ hostname: 'ada', processId: 1, url: '' });
    await rm(world.file);
    await expect(store.journal.append(plan, [started({ id: plan })])).rejects.toMatchObject({ code: 'store-replaced' });
    expect(await store.lease.check()).toEqual({ kind: 'lost' });
  });

  test('nothing is written into a file that was moved and replaced', async () => {
    const store = await world.open();
    await rename(world.file, `${world.file}.old`);
    await writeFile(world.file, '');
    await expect(store.journal.append(plan, [started({ id: plan })])).rejects.toMatchObject({ code: 'store-replaced' });
  });
});
