/** What would be lost with a host, cluster by cluster, from what is known now. */
import type { ReactElement } from 'react';
import { Table } from '@mantine/core';
import { Link } from 'react-router';
import type { ClusterId, ClusterLossView, HostDeathView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { Translate } from '../../shared/i18n/text-key.ts';
import type { Mark } from '../../shared/topology/severity.ts';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import classes from './hosts.module.css';

export interface HostDeathProps {
  readonly death: HostDeathView;
  readonly clusterHref: (id: ClusterId) => string;
}

export function HostDeath({ death, clusterHref }: HostDeathProps): ReactElement {
  const { t } = useWords();
  return (
    <section aria-label={t('hosts.death.title')}>
      <h2 className={classes.heading}>{t('hosts.death.title')}</h2>
      <ul className={classes.totals}>
        {totalsOf(death, t).map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <Table className={classes.table} verticalSpacing={8} aria-label={t('hosts.death.title')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('fleet.cluster')}</Table.Th>
            <Table.Th>{t('hosts.death.loses')}</Table.Th>
            <Table.Th>{t('hosts.death.left')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {death.clusters.map((loss) => (
            <Table.Tr key={loss.cluster} className={classes.row}>
              <Table.Td data-label={t('fleet.cluster')}>
                <Link to={clusterHref(loss.cluster)}>{loss.name}</Link>
              </Table.Td>
              <Table.Td data-label={t('hosts.death.loses')} data-wide>
                {losesText(loss, t)}
              </Table.Td>
              <Table.Td data-label={t('hosts.death.left')} data-wide>
                <Left loss={loss} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function totalsOf(death: HostDeathView, t: Translate): readonly string[] {
  const lines = [
    [death.loseMaster, 'loseMaster'],
    [death.loseReplicas, 'loseReplicas'],
    [death.loseEverything, 'loseEverything'],
    [death.loseLastReplica, 'loseLastReplica'],
    [death.mayLoseLastReplica, 'mayLoseLastReplica'],
  ] as const;
  // The first two are said also where nothing is lost: that is the answer to what was asked.
  return lines.flatMap(([count, name], index) => (count > 0 || index < 2 ? [t(`hosts.death.${name}`, { count })] : []));
}

function losesText({ masters, mastersLeft, replicas }: ClusterLossView, t: Translate): string {
  const parts = [
    ...(masters.length === 0
      ? []
      : [t(mastersLeft > 0 ? 'hosts.death.oneOfMasters' : 'hosts.death.master', { names: masters.join(', ') })]),
    ...(replicas.length === 0
      ? []
      : [t('hosts.death.replicas', { count: replicas.length, names: replicas.join(', ') })]),
  ];
  return parts.join('; ');
}

function Left({ loss }: { readonly loss: ClusterLossView }): ReactElement {
  const { t } = useWords();
  const { whole, replicasLeft, replicasUnsure, cutOff } = loss;
  const parts = whole
    ? [t('hosts.death.nothingLeft')]
    : [
        t('hosts.death.replicasLeft', { count: replicasLeft }),
        ...(replicasUnsure > 0 ? [t('hosts.death.replicasUnsure', { count: replicasUnsure })] : []),
        ...(cutOff.length > 0 ? [t('hosts.death.cutOff', { count: cutOff.length })] : []),
      ];
  return (
    <div className={classes.state}>
      <MarkIcon mark={markOf(loss)} size={16} />
      <div>{parts.join(', ')}</div>
    </div>
  );
}

function markOf({ whole, masters, mastersLeft, replicasLeft, losesLastReplica }: ClusterLossView): Mark {
  if (whole || (masters.length > 0 && mastersLeft + replicasLeft === 0)) return 'critical';
  if (losesLastReplica === 'yes' || (masters.length > 0 && mastersLeft === 0)) return 'warning';
  return losesLastReplica === 'unknown' ? 'unknown' : 'ok';
}
