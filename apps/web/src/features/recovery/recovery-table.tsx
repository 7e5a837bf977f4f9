/** One row per recovery, the newest first. */
import type { ReactElement } from 'react';
import { Table } from '@mantine/core';
import { Link } from 'react-router';
import type { RecoveryView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import marked from '../../shared/ui/marked-table.module.css';
import { AcknowledgedChip } from './acknowledged-chip.tsx';
import { STATE_MARKS, cameOf, isByHand, stateOf, stateWordOf, tookMs } from './recovery-facts.ts';

export interface RecoveryTableProps {
  readonly recoveries: readonly RecoveryView[];
  readonly hrefOf: (recovery: RecoveryView) => string;
}

export function RecoveryTable({ recoveries, hrefOf }: RecoveryTableProps): ReactElement {
  const { t } = useWords();
  return (
    <Table className={marked.table} verticalSpacing="sm" highlightOnHover aria-label={t('recovery.title')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('recovery.what')}</Table.Th>
          <Table.Th>{t('recovery.result')}</Table.Th>
          <Table.Th>{t('recovery.when')}</Table.Th>
          <Table.Th>{t('recovery.filter.cluster')}</Table.Th>
          <Table.Th>{t('recovery.startedBy')}</Table.Th>
          <Table.Th>{t('recovery.filter.acknowledged')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {recoveries.map((recovery) => (
          <Row key={recovery.uid} recovery={recovery} href={hrefOf(recovery)} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Row({ recovery, href }: { readonly recovery: RecoveryView; readonly href: string }): ReactElement {
  const words = useWords();
  const { t } = words;
  const { instance, code, startedAt, clusterAlias, clusterName, forced, details } = recovery;
  return (
    <Table.Tr className={marked.row} data-mark={STATE_MARKS[stateOf(recovery)]}>
      <Table.Td>
        <Link to={href} className={marked.name}>
          {instance}
        </Link>
        <div className={marked.aside}>{isByHand(recovery) ? t('recovery.byHandShort') : code}</div>
      </Table.Td>
      <Table.Td>
        <Result recovery={recovery} />
      </Table.Td>
      <Table.Td data-label={t('recovery.when')}>
        <time title={words.utc(startedAt)}>{words.time(startedAt)}</time>
      </Table.Td>
      <Table.Td data-label={t('recovery.filter.cluster')}>{clusterAlias ?? clusterName}</Table.Td>
      <Table.Td data-label={t('recovery.startedBy')}>{byWhom(forced, details.user, t)}</Table.Td>
      <Table.Td data-label={t('recovery.filter.acknowledged')}>
        <AcknowledgedChip recovery={recovery} />
      </Table.Td>
    </Table.Tr>
  );
}

function Result({ recovery }: { readonly recovery: RecoveryView }): ReactElement {
  const { t, milliseconds } = useWords();
  const state = stateOf(recovery);
  const took = tookMs(recovery);
  const { successor, details } = recovery;
  const facts = [
    successor === null ? null : t(`recovery.came.${cameOf(recovery)}`, { successor }),
    took === null ? null : t('recovery.took', { time: milliseconds(took) }),
    details.lost.length === 0 ? null : t('recovery.lost', { count: details.lost.length }),
  ].filter((fact) => fact !== null);
  return (
    <div className={marked.state}>
      <MarkIcon mark={STATE_MARKS[state]} />
      <div>
        <div className={marked.counts}>{t(`recovery.state.${stateWordOf(recovery)}`)}</div>
        <div className={marked.aside}>{facts.join(' · ')}</div>
      </div>
    </div>
  );
}

export function byWhom(forced: boolean, user: string, t: ReturnType<typeof useWords>['t']): string {
  if (!forced) return t('recovery.byItself');
  return t('recovery.byHand', { user: user === '' ? t('recovery.somebody') : user });
}
