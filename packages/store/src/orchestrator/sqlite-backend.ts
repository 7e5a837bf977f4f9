/** orchestrator's SQLite file. It is opened for reading only: SQLite itself refuses every write. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { BUSY_TIMEOUT_MS } from '../bounds.ts';
import type { OrchestratorBackend } from './backend.ts';
import { OrchestratorBackendError } from './backend-error.ts';
import { TELLING_TABLE } from './tables.ts';

/** Throws `OrchestratorBackendError`. */
export function openSqliteBackend(file: string): OrchestratorBackend {
  const path = resolve(file);
  const database = openFile(path);
  return {
    place: path,
    columnsOf: (table) =>
      Promise.resolve(
        new Set(
          database
            .prepare('select name from pragma_table_info(?)')
            .all(table)
            .map(({ name }) => String(name)),
        ),
      ),
    secondsOf: (column) => `strftime('%s', ${column})`,
    query: (sql) => Promise.resolve(database.prepare(sql).all()),
    close: () => Promise.resolve(database.close()),
  };
}

/** Whether orchestrator keeps its data in this file. Never throws: what cannot be read is not orchestrator's. */
export function isOrchestratorFile(file: string): boolean {
  try {
    const database = new DatabaseSync(resolve(file), { readOnly: true, timeout: BUSY_TIMEOUT_MS });
    try {
      return hasTable(database, TELLING_TABLE);
    } finally {
      database.close();
    }
  } catch {
    return false;
  }
}

function openFile(path: string): DatabaseSync {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
    throw new OrchestratorBackendError(`There is no file ${path}. Name orchestrator's SQLite3DataFile.`);
  try {
    const database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
    // A file of another kind is noticed with the first statement.
    hasTable(database, TELLING_TABLE);
    return database;
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const sentence = `${path} cannot be read as a SQLite database (${detail}). Name orchestrator's SQLite3DataFile, and run this as a user who may read it.`;
    throw new OrchestratorBackendError(sentence, { cause: error });
  }
}

function hasTable(database: DatabaseSync, table: string): boolean {
  return database.prepare("select 1 from sqlite_schema where type = 'table' and name = ?").get(table) !== undefined;
}
