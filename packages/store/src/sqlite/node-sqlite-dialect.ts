/** Kysely's SQLite dialect over `node:sqlite`. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { Kysely, SqliteAdapter, SqliteDialect } from '#kysely';
import type { DialectAdapter, SqliteDatabase, SqliteStatement } from 'kysely';
import type { StoreTables } from '../schema/tables.ts';

/**
 * How a transaction begins. `immediate`, with the write lock: a transaction that starts by reading and wants to write
 * later fails at once when another process wrote in between, whatever the busy timeout says. `deferred`: only reads.
 */
export type Begin = 'immediate' | 'deferred';

export function kyselyOn(database: DatabaseSync, begin: Begin): Kysely<StoreTables> {
  return new Kysely<StoreTables>({ dialect: new NodeSqliteDialect({ database: adapt(database, begin) }) });
}

class NodeSqliteDialect extends SqliteDialect {
  override createAdapter(): DialectAdapter {
    return new TransactionalDdlAdapter();
  }
}

/** SQLite's schema changes are transactional; a migration that is cut in the middle leaves nothing behind. */
class TransactionalDdlAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

function adapt(database: DatabaseSync, begin: Begin): SqliteDatabase {
  return {
    close: () => database.close(),
    prepare: (sql) => {
      const statement = database.prepare(statementFor(sql, { begin, isTransaction: database.isTransaction }));
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...inputs(parameters)),
        run: (parameters) => statement.run(...inputs(parameters)),
        iterate: (parameters) => statement.iterate(...inputs(parameters)),
      } satisfies SqliteStatement;
    },
  };
}

interface Situation {
  readonly begin: Begin;
  readonly isTransaction: boolean;
}

/**
 * When the disk is full, SQLite itself rolls back. The dialect's `rollback` after it would fail, and its error would
 * stand before the one that says why.
 */
function statementFor(sql: string, { begin, isTransaction }: Situation): string {
  if (sql === 'begin') return `begin ${begin}`;
  if (sql === 'rollback' && !isTransaction) return 'select null';
  return sql;
}

/** `StoreTables` holds only texts, numbers and nulls. */
function inputs(parameters: readonly unknown[]): readonly SQLInputValue[] {
  return parameters as readonly SQLInputValue[];
}
