import type { SelectQueryBuilder } from 'kysely';
import type { StoreTables } from '../schema/tables.ts';
import type { RowPage } from '../worker/operations.ts';
import type { PageQuery } from './page-query.ts';

interface PageRead<Table extends keyof StoreTables, Row> {
  readonly count: SelectQueryBuilder<StoreTables, Table, { count: number }>;
  readonly rows: SelectQueryBuilder<StoreTables, Table, Row>;
  readonly query: PageQuery;
}

export async function readPage<Table extends keyof StoreTables, Row>(
  read: PageRead<Table, Row>,
): Promise<RowPage<Row>> {
  const { page, pageSize } = read.query;
  const { count } = await read.count.executeTakeFirstOrThrow();
  const rows = await read.rows
    .limit(pageSize)
    .offset(page * pageSize)
    .execute();
  return { rows, total: count };
}
