/** What errant transactions do, one a line. */
import type { ErrantLogsView } from '@topiary/contract';
import { table } from './table.ts';

type ErrantTransactionView = ErrantLogsView['transactions'][number];

/** Characters of a statement in a table. */
const SHOWN_STATEMENT = 80;

const NATURES: Readonly<Record<ErrantTransactionView['nature'], string>> = {
  empty: 'harmless: empty',
  upkeep: 'likely harmless: upkeep',
  'set-aside': 'likely harmless: tables set aside',
  changes: 'changes data',
  unreadable: 'not readable',
};

export function errantTable(transactions: readonly ErrantTransactionView[]): string {
  return table(
    ['TRANSACTION', 'LOG', 'BYTES', 'LIKELY', 'TABLES', 'STATEMENT'],
    transactions.map((one) => [
      one.gtid,
      `${one.file}:${one.position}`,
      String(one.bytes),
      NATURES[one.nature],
      tablesText(one),
      statementText(one),
    ]),
  );
}

function tablesText({ tables, moreTables }: ErrantTransactionView): string {
  const shown = tables.map(({ table: name, changes }) => `${name} (${changes.join(', ')})`);
  return [...shown, ...(moreTables > 0 ? [`and ${moreTables} more`] : [])].join(', ');
}

function statementText({ statement, moreStatements }: ErrantTransactionView): string {
  const shown = statement.replaceAll(/\s+/g, ' ').slice(0, SHOWN_STATEMENT);
  return moreStatements > 0 ? `${shown} (and ${moreStatements} more)` : shown;
}
