/** One row per host: those that are down first, then the gravest. */
import type { ReactElement } from 'react';
import { Table } from '@mantine/core';
import { Link } from 'react-router';
import type { HostSummary } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import { markOfHost } from './mark-of-host.ts';
import classes from './hosts.module.css';

export interface HostsTableProps {
  readonly hosts: readonly HostSummary[];
  readonly hrefOf: (host: HostSummary) => string;
}

export function HostsTable({ hosts, hrefOf }: HostsTableProps): ReactElement {
  const { t, number } = useWords();
  return (
    <Table className={classes.table} verticalSpacing="sm" highlightOnHover aria-label={t('hosts.title')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('hosts.host')}</Table.Th>
          <Table.Th>{t('hosts.state')}</Table.Th>
          <Table.Th className={classes.number}>{t('hosts.servers')}</Table.Th>
          <Table.Th className={classes.number}>{t('hosts.masters')}</Table.Th>
          <Table.Th className={classes.number}>{t('hosts.clusters')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {hosts.map((host) => (
          <Table.Tr key={host.host} className={classes.row} data-mark={markOfHost(host)}>
            <Table.Td data-label={t('hosts.host')}>
              <Link to={hrefOf(host)} className={classes.name}>
                {host.host}
              </Link>
            </Table.Td>
            <Table.Td data-label={t('hosts.state')}>
              <State host={host} />
            </Table.Td>
            <Table.Td data-label={t('hosts.servers')} className={classes.number}>
              {number(host.instances)}
            </Table.Td>
            <Table.Td data-label={t('hosts.masters')} className={classes.number}>
              {number(host.masters)}
            </Table.Td>
            <Table.Td data-label={t('hosts.clusters')} className={classes.number}>
              {number(host.clusters)}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function State({ host }: { readonly host: HostSummary }): ReactElement {
  const { t, time, utc } = useWords();
  const { down } = host;
  const counts = [
    host.critical > 0 ? t('fleet.critical', { count: host.critical }) : null,
    host.warning > 0 ? t('fleet.warning', { count: host.warning }) : null,
  ].filter((text) => text !== null);
  return (
    <div className={classes.state}>
      <MarkIcon mark={markOfHost(host)} />
      <div>
        {down !== null && (
          <div className={classes.counts}>
            {t('hosts.downSince')} <time title={utc(down.since)}>{time(down.since)}</time>
          </div>
        )}
        {down === null && (
          <div className={classes.counts}>{counts.length === 0 ? t('mark.ok') : counts.join(', ')}</div>
        )}
        {host.downtimed > 0 && <div className={classes.muted}>{t('fleet.downtimed', { count: host.downtimed })}</div>}
      </div>
    </div>
  );
}
