/** Writes what changed in a process's own file into the shared database: whole rows, so that twice does no harm. */
import type { Kysely } from 'kysely';
import type { Logger } from '@topiary/engine';
import { asStoreTx, lockTerm } from '../mysql/backend-handlers.ts';
import { isRefusedValue } from '../mysql/mysql-error.ts';
import type { Tx } from '../clients/data-handlers.ts';
import type { SharedTables } from '../schema/shared-tables.ts';
import { RECORDS, ROW_KEYS } from '../schema/table-names.ts';
import type { SharedTable } from '../schema/table-names.ts';
import type { AnyRow, RowChange } from '../worker/mirror-operations.ts';

export interface CopyOptions {
  readonly db: Kysely<SharedTables>;
  readonly term: number;
  /** The id of the file that the changes are of. */
  readonly node: string;
  readonly logger: Logger;
}

/** Rejects with `store-lease-lost` when another process's term began. */
export async function copyChanges(changes: readonly RowChange[], options: CopyOptions): Promise<void> {
  if (changes.length === 0) return;
  try {
    await copyTogether(changes, options);
  } catch (error) {
    if (!isRefusedValue(error)) throw error;
    // One that the database cannot hold must not keep the others from it.
    for (const change of changes) {
      try {
        await copyTogether([change], options);
      } catch (refused) {
        if (!isRefusedValue(refused)) throw refused;
        options.logger.error('store-row-refused', { rows: 1, table: change.table });
      }
    }
  }
}

function copyTogether(changes: readonly RowChange[], { db, term, node }: CopyOptions): Promise<void> {
  return db.transaction().execute(async (shared) => {
    const tx = asStoreTx(shared);
    await lockTerm(tx, term);
    const copied = await shared.selectFrom('copied_change').select('seq').where('node', '=', node).executeTakeFirst();
    // A record is numbered here, so that writing it twice would make two of it.
    const isNews = ({ table, row, seq }: RowChange): boolean =>
      !RECORDS.has(table) || (row !== null && seq > (copied?.seq ?? -1));
    for (const run of runsOf(changes.filter(isNews))) await writeRun(tx, run);
    const seq = Math.max(copied?.seq ?? -1, ...changes.map((change) => change.seq));
    await shared.replaceInto('copied_change').values({ node, seq }).execute();
  });
}

interface Run {
  readonly table: SharedTable;
  readonly isGone: boolean;
  readonly changes: RowChange[];
}

/** Neighbours of one table that are written, or removed, by one statement. */
function runsOf(changes: readonly RowChange[]): readonly Run[] {
  const runs: Run[] = [];
  for (const change of changes) {
    const last = runs.at(-1);
    const isGone = change.row === null;
    if (last !== undefined && last.table === change.table && last.isGone === isGone) last.changes.push(change);
    else runs.push({ table: change.table, isGone, changes: [change] });
  }
  return runs;
}

async function writeRun(tx: Tx, { table, isGone, changes }: Run): Promise<void> {
  if (isGone) return removeRows(tx, table, changes);
  const rows = changes.flatMap(({ row }) => (row === null ? [] : [row]));
  await insertRows(tx, table, RECORDS.has(table) ? rows.map(({ id: _id, ...record }) => record) : rows);
}

/** Rows as an engine gave them out again: their columns are the table's. */
async function insertRows(tx: Tx, table: SharedTable, rows: readonly AnyRow[]): Promise<void> {
  await tx.replaceInto(table).values(rows).execute();
}

async function removeRows(tx: Tx, table: SharedTable, changes: readonly RowChange[]): Promise<void> {
  const columns = ROW_KEYS[table];
  await tx
    .deleteFrom(table)
    .where((eb) => {
      const isRow = ({ key }: RowChange) =>
        eb.and(columns.map((column, index) => eb(column as never, '=', key[index] as never)));
      return eb.or(changes.map(isRow));
    })
    .execute();
}
