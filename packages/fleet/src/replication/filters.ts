/** Replication filters, as far as they can be judged by database: table rules count by the rows, or the definition, that a transaction names. */
import type { ReplicationFilters } from '../model/server-state.ts';
import type { Transaction } from '../model/transaction.ts';
import { tableAndKey } from './rows.ts';

/** Whether the applier takes a transaction's rows. */
export function isReplicatedHere(filters: ReplicationFilters, transaction: Transaction): boolean {
  if (transaction.kind === 'empty') return true;
  const { doDb, ignoreDb } = filters;
  if (doDb !== '' && !listOf(doDb).includes(transaction.schema)) return false;
  if (ignoreDb !== '' && listOf(ignoreDb).includes(transaction.schema)) return false;
  const defined = transaction.table === undefined ? [] : [transaction.table];
  const tables = [...new Set([...defined, ...transaction.rows.map(({ row }) => tableAndKey(row).table)])];
  return tables.length === 0 || tables.some((table) => tableIsReplicated(filters, table));
}

export function domainIsReplicated({ doDomainIds, ignoreDomainIds }: ReplicationFilters, domain: number): boolean {
  if (doDomainIds !== '') return listOf(doDomainIds).includes(String(domain));
  return ignoreDomainIds === '' || !listOf(ignoreDomainIds).includes(String(domain));
}

function tableIsReplicated(filters: ReplicationFilters, table: string): boolean {
  const { doTable, ignoreTable, wildDoTable, wildIgnoreTable } = filters;
  if (listOf(doTable).includes(table)) return true;
  if (listOf(ignoreTable).includes(table)) return false;
  if (listOf(wildDoTable).some((pattern) => matches(pattern, table))) return true;
  if (listOf(wildIgnoreTable).some((pattern) => matches(pattern, table))) return false;
  return doTable === '' && wildDoTable === '';
}

function matches(pattern: string, table: string): boolean {
  const source = pattern.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${source.replaceAll('%', '.*').replaceAll('_', '.')}$`).test(table);
}

function listOf(text: string): readonly string[] {
  return text === ''
    ? []
    : text
        .replaceAll(/^\(|\)$/g, '')
        .split(',')
        .map((part) => part.trim());
}
