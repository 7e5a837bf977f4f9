/** The servers of a host in order of port, each leading to its card in its cluster. */
import type { ReactElement } from 'react';
import { Table } from '@mantine/core';
import { Link } from 'react-router';
import type { HostServerView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import { memberOf, roleText } from '../../shared/topology/groups.ts';
import { markOfNode } from '../../shared/topology/severity.ts';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import classes from './hosts.module.css';

export interface HostServersProps {
  readonly servers: readonly HostServerView[];
  readonly links: {
    readonly instance: (server: HostServerView) => string;
    readonly cluster: (server: HostServerView) => string;
  };
}

export function HostServers({ servers, links }: HostServersProps): ReactElement {
  const { t, duration, number } = useWords();
  return (
    <Table className={classes.table} verticalSpacing={8} aria-label={t('hosts.servers')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('hosts.port')}</Table.Th>
          <Table.Th>{t('fleet.state')}</Table.Th>
          <Table.Th>{t('table.role')}</Table.Th>
          <Table.Th>{t('fleet.cluster')}</Table.Th>
          <Table.Th className={classes.number}>{t('table.lag')}</Table.Th>
          <Table.Th className={classes.number}>{t('instance.replicas')}</Table.Th>
          <Table.Th>{t('table.version')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {servers.map((server) => (
          <Table.Tr key={server.id} className={classes.row} data-mark={markOfNode(server)}>
            <Table.Td data-label={t('hosts.port')}>
              <Link to={links.instance(server)} aria-label={server.id} className={classes.port}>
                {server.port}
              </Link>
            </Table.Td>
            <Table.Td data-label={t('fleet.state')}>
              <ServerState server={server} />
            </Table.Td>
            <Table.Td data-label={t('table.role')}>{roleText(server, memberOf(server.groupRole), t)}</Table.Td>
            <Table.Td data-label={t('fleet.cluster')}>
              <Link to={links.cluster(server)}>{server.clusterName}</Link>
            </Table.Td>
            <Table.Td data-label={t('table.lag')} className={classes.number}>
              {duration(server.lagSeconds)}
            </Table.Td>
            <Table.Td data-label={t('instance.replicas')} className={classes.number}>
              {number(server.replicas)}
            </Table.Td>
            <Table.Td data-label={t('table.version')}>
              {server.flavor === null ? '–' : `${t(`flavor.${server.flavor}`)} ${server.version ?? ''}`}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function ServerState({ server }: { readonly server: HostServerView }): ReactElement {
  const { t } = useWords();
  const labels = server.problems.map(({ code }) => t(`problem.${code}.label`));
  return (
    <div className={classes.state}>
      <MarkIcon mark={markOfNode(server)} />
      <div>
        <div className={classes.counts}>{labels.length === 0 ? t(`health.${server.health}`) : labels.join(', ')}</div>
        {server.downtimed && <div className={classes.muted}>{t('registered.downtime.title')}</div>}
      </div>
    </div>
  );
}
