/**
 * The events of a transaction as both families write them. Sizes of single events [97][M10]; where the model's transaction is
 * larger, its rows are. What each server numbers for itself (tables, commits) differs from server to server here too.
 */
import { atLeast, familyOf, type Product } from '@topiary/domain';
import type { RowChange, Transaction } from '../model/transaction.ts';

export interface WrittenEvent {
  readonly type: string;
  readonly info: string;
  /** As servers write it; 0 takes an equal part of what the others leave. */
  readonly bytes: number;
}

/** The server whose log it is, and a number that is its own. */
export interface Writer {
  readonly product: Product;
  readonly serverId: number;
  readonly ownNumber: number;
}

const TABLE_IDS = 97;

export function eventsOf(transaction: Transaction, writer: Writer): readonly WrittenEvent[] {
  return familyOf(writer.product) === 'mariadb' ? mariadbEvents(transaction, writer) : mysqlEvents(transaction, writer);
}

function mysqlEvents(transaction: Transaction, writer: Writer): readonly WrittenEvent[] {
  const { gtid, kind, statement } = transaction;
  const head: WrittenEvent =
    gtid?.family === 'mysql'
      ? { type: 'Gtid', info: `SET @@SESSION.GTID_NEXT= '${mysqlGtidText(gtid)}'`, bytes: 79 }
      : { type: 'Anonymous_Gtid', info: "SET @@SESSION.GTID_NEXT= 'ANONYMOUS'", bytes: 79 };
  const begin: WrittenEvent = { type: 'Query', info: 'BEGIN', bytes: 71 };
  switch (kind) {
    case 'ddl': {
      // From 8.0 on a definition is a transaction of the storage engine, and has its number.
      const number = atLeast(writer.product.version, 8) ? ` /* xid=${writer.ownNumber} */` : '';
      return [head, { type: 'Query', info: `${statement}${number}`, bytes: 0 }];
    }
    case 'pseudo-gtid':
      return [head, { type: 'Query', info: statement, bytes: 0 }];
    case 'empty':
      return [head, begin, { type: 'Query', info: 'COMMIT', bytes: 0 }];
    case 'write':
      return [head, begin, ...rowEvents(transaction, writer, { map: 46, suffix: '' }), commit(writer)];
  }
}

function mysqlGtidText({
  uuid,
  tag,
  first,
  last,
}: {
  readonly uuid: string;
  readonly tag: string;
  readonly first: bigint;
  readonly last: bigint;
}): string {
  const source = tag === '' ? uuid : `${uuid}:${tag}`;
  return first === last ? `${source}:${first}` : `${source}:${first}-${last}`;
}

function mariadbEvents(transaction: Transaction, writer: Writer): readonly WrittenEvent[] {
  const { gtid, kind, statement } = transaction;
  const text = gtid?.family === 'mariadb' ? `${gtid.domain}-${gtid.server}-${gtid.sequence}` : '0-0-0';
  const begin: WrittenEvent = { type: 'Gtid', info: `BEGIN GTID ${text}`, bytes: 42 };
  switch (kind) {
    case 'ddl':
    case 'pseudo-gtid':
      return [
        { type: 'Gtid', info: `GTID ${text}`, bytes: 42 },
        { type: 'Query', info: statement, bytes: 0 },
      ];
    case 'empty':
      return [begin, { type: 'Query', info: 'COMMIT', bytes: 0 }];
    case 'write':
      return [
        begin,
        { type: 'Annotate_rows', info: statement, bytes: 54 },
        ...rowEvents(transaction, writer, { map: 43, suffix: '_v1' }),
        commit(writer),
      ];
  }
}

/** A table map and rows for each run of changes of one kind in one table, as the statements of a transaction leave them. */
function rowEvents(
  { rows, schema }: Transaction,
  writer: Writer,
  { map, suffix }: { readonly map: number; readonly suffix: string },
): readonly WrittenEvent[] {
  const runs: { readonly table: string; readonly action: RowChange['action'] }[] = [];
  for (const { row, action } of rows) {
    const table = row.split('/')[0] ?? row;
    const last = runs.at(-1);
    if (last?.table !== table || last.action !== action) runs.push({ table, action });
  }
  if (runs.length === 0) runs.push({ table: `${schema === '' ? 'fleet' : schema}.rows`, action: 'insert' });
  return runs.flatMap(({ table, action }) => {
    const id = writer.serverId * TABLE_IDS + (table.length % TABLE_IDS);
    return [
      { type: 'Table_map', info: `table_id: ${id} (${table})`, bytes: map },
      { type: `${ROWS_EVENTS[action]}${suffix}`, info: `table_id: ${id} flags: STMT_END_F`, bytes: 0 },
    ];
  });
}

const ROWS_EVENTS: Readonly<Record<RowChange['action'], string>> = {
  insert: 'Write_rows',
  update: 'Update_rows',
  delete: 'Delete_rows',
};

function commit({ ownNumber }: Writer): WrittenEvent {
  return { type: 'Xid', info: `COMMIT /* xid=${ownNumber} */`, bytes: 31 };
}
