/** What errant transactions do, as their binary log tells, and which of them are likely harmless. */
import type { ReactElement } from 'react';
import { Table } from '@mantine/core';
import type { ErrantLogsView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import classes from './gtid-tab.module.css';

type ErrantTransactionView = ErrantLogsView['transactions'][number];

export interface ErrantTransactionsProps {
  readonly transactions: readonly ErrantTransactionView[];
}

export function ErrantTransactions({ transactions }: ErrantTransactionsProps): ReactElement {
  const { t } = useWords();
  const harmless = transactions.filter(({ likelyHarmless }) => likelyHarmless).length;
  return (
    <section className={classes.set} aria-label={t('gtidTab.whatTheyDo')}>
      <h3>{t('gtidTab.whatTheyDo')}</h3>
      <p className={classes.empty}>{t('gtidTab.howManyHarmless', { harmless, total: transactions.length })}</p>
      <Table.ScrollContainer minWidth={420}>
        <Table fz="xs" verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('gtidTab.transaction')}</Table.Th>
              <Table.Th>{t('gtidTab.likely')}</Table.Th>
              <Table.Th>{t('gtidTab.does')}</Table.Th>
              <Table.Th>{t('gtidTab.bytes')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {transactions.map((one) => (
              <Transaction key={one.gtid} transaction={one} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </section>
  );
}

function Transaction({ transaction }: { readonly transaction: ErrantTransactionView }): ReactElement {
  const { t, number } = useWords();
  const { gtid, file, position, nature, likelyHarmless, bytes } = transaction;
  return (
    <Table.Tr>
      <Table.Td className={classes.gtid} title={`${file}:${position}`}>
        {gtid}
      </Table.Td>
      <Table.Td>
        <MarkIcon mark={likelyHarmless ? 'ok' : 'warning'} size={14} /> {t(`gtidTab.nature.${nature}`)}
      </Table.Td>
      <Table.Td>
        <Does transaction={transaction} />
      </Table.Td>
      <Table.Td>{number(bytes)}</Table.Td>
    </Table.Tr>
  );
}

function Does({ transaction }: { readonly transaction: ErrantTransactionView }): ReactElement {
  const { t } = useWords();
  const { tables, moreTables, statement, moreStatements } = transaction;
  return (
    <>
      {tables.map(({ table, changes }) => (
        <div key={table}>
          <code>{table}</code> {changes.map((change) => t(`gtidTab.change.${change}`)).join(', ')}
        </div>
      ))}
      {moreTables > 0 && <div>{t('gtidTab.andMore', { count: moreTables })}</div>}
      {statement !== '' && (
        <div>
          <code>{statement}</code>
        </div>
      )}
      {moreStatements > 0 && <div>{t('gtidTab.andMore', { count: moreStatements })}</div>}
    </>
  );
}
