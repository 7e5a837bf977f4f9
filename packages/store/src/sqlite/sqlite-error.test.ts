import { openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { StoreError } from '../store-error.ts';
import { storeErrorOf } from './sqlite-error.ts';

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

test('a full database is a full disk', () => {
  const database = new DatabaseSync(':memory:');
  database.exec('create table line (text text); pragma max_page_count = 2');
  const error = thrownBy(() => database.exec(`insert into line values (zeroblob(100000))`));
  expect(storeErrorOf(error, '/data/topiary.db')).toMatchObject({
    code: 'store-full',
    data: { file: '/data/topiary.db' },
  });
});

test('a write to a connection that only reads is a store that cannot be written', () => {
  const database = new DatabaseSync(':memory:');
  database.exec('create table line (text text); pragma query_only = on');
  const error = thrownBy(() => database.exec(`insert into line values (1)`));
  expect(storeErrorOf(error, 'x')).toMatchObject({ code: 'store-unwritable' });
});

test('a mistake in a statement is a failure of the store, with its number', () => {
  const error = thrownBy(() => new DatabaseSync(':memory:').exec('selec'));
  expect(storeErrorOf(error, 'x')).toMatchObject({
    code: 'store-failed',
    data: { detail: 'SQLite 1, SQL logic error' },
  });
});

test("the system's errors are told apart by their code", () => {
  expect(
    storeErrorOf(
      thrownBy(() => openSync('/no/such/file', 'r')),
      'x',
    ),
  ).toMatchObject({ code: 'store-directory-missing' });
  expect(
    storeErrorOf(
      thrownBy(() => openSync('/dev/null/below', 'r')),
      'x',
    ),
  ).toMatchObject({ code: 'store-directory-missing' });
  expect(storeErrorOf(Object.assign(new Error('full'), { syscall: 'write', code: 'ENOSPC' }), 'x')).toMatchObject({
    code: 'store-full',
  });
});

test('an error of the store stays what it is, and anything else is a failure', () => {
  const error = new StoreError('store-closed');
  expect(storeErrorOf(error, 'x')).toBe(error);
  expect(storeErrorOf('text', 'x')).toMatchObject({ code: 'store-failed' });
});
