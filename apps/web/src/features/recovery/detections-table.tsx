import type { ReactElement } from 'react';
import { Table } from '@mantine/core';
import { Link } from 'react-router';
import type { CallOutput } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import { findingText } from '../../shared/i18n/finding-text.ts';
import marked from '../../shared/ui/marked-table.module.css';
import classes from './recovery.module.css';

export type Detection = CallOutput<'detections'>['items'][number];

export interface DetectionsTableProps {
  readonly detections: readonly Detection[];
  /** To the server that failed. */
  readonly hrefOf: (detection: Detection) => string;
  /** To the recovery that it led to, by its number. */
  readonly recoveryHref: (number: string) => string;
}

/** Failures as they were detected, also those that nothing was done about. */
export function DetectionsTable({ detections, hrefOf, recoveryHref }: DetectionsTableProps): ReactElement {
  const { t } = useWords();
  return (
    <Table className={marked.table} verticalSpacing="sm" highlightOnHover aria-label={t('recovery.list.detections')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('recovery.what')}</Table.Th>
          <Table.Th>{t('recovery.detection')}</Table.Th>
          <Table.Th>{t('recovery.detectedAt')}</Table.Th>
          <Table.Th>{t('recovery.filter.cluster')}</Table.Th>
          <Table.Th>{t('recovery.ledTo')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {detections.map((detection) => (
          <Row key={detection.id} detection={detection} href={hrefOf(detection)} recoveryHref={recoveryHref} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

interface RowProps extends Pick<DetectionsTableProps, 'recoveryHref'> {
  readonly detection: Detection;
  readonly href: string;
}

function Row({ detection, href, recoveryHref }: RowProps): ReactElement {
  const words = useWords();
  const { t } = words;
  const { instance, code, at, clusterAlias, clusterName, actionable, recovery } = detection;
  return (
    <Table.Tr className={marked.row} data-mark={actionable ? 'critical' : 'warning'}>
      <Table.Td>
        <Link to={href} className={marked.name}>
          {instance}
        </Link>
        <div className={marked.aside}>{code}</div>
      </Table.Td>
      <Table.Td>
        <div>{findingText({ code, instance }, words)}</div>
        <div className={marked.aside}>{t(actionable ? 'recovery.actionable' : 'recovery.reported')}</div>
      </Table.Td>
      <Table.Td data-label={t('recovery.detectedAt')}>
        <time title={words.utc(at)}>{words.time(at)}</time>
      </Table.Td>
      <Table.Td data-label={t('recovery.filter.cluster')}>{clusterAlias ?? clusterName}</Table.Td>
      <Table.Td data-label={t('recovery.ledTo')}>
        {recovery === null ? (
          t('recovery.noRecovery')
        ) : (
          <Link to={recoveryHref(String(recovery))} className={classes.link}>
            {t('recovery.toRecovery')}
          </Link>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
