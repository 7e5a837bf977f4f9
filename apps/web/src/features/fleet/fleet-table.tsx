/** One row per cluster. Long fleets are shown a page at a time. */
import { Fragment, memo, useDeferredValue, useState } from 'react';
import type { ReactElement } from 'react';
import { Button, Center, Table } from '@mantine/core';
import { Link } from 'react-router';
import { FLEET_START_ROWS, nameOfCluster } from '@topiary/contract';
import type { ClusterSummary, ProblemView } from '@topiary/contract';
import { usePageDisplay } from '../../shared/config/page-display.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { Translate } from '../../shared/i18n/text-key.ts';
import { isProbeFailureKind } from '../../shared/probe/probe-failure-kind.ts';
import { markOfCluster } from '../../shared/topology/severity.ts';
import { shownName } from '../../shared/topology/shown-name.ts';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import { ServerName } from '../../shared/ui/server-name.tsx';
import type { FleetGroup } from './group-clusters.ts';
import { GroupTitle } from './group-title.tsx';
import { takeOfGroups } from './take-of-groups.ts';
import classes from './fleet.module.css';

const ROWS_AT_ONCE = 100;
const COLUMNS = 6;

export interface FleetTableProps {
  readonly groups: readonly FleetGroup[];
  /** Groups are told apart; otherwise there is one. */
  readonly isGrouped: boolean;
  /** Names that more than one cluster of the fleet has. */
  readonly shared: ReadonlySet<string>;
  readonly hrefOf: (cluster: ClusterSummary) => string;
}

export function FleetTable({ groups, isGrouped, shared, hrefOf }: FleetTableProps): ReactElement {
  const { t } = useWords();
  const [shown, setShown] = useState(ROWS_AT_ONCE);
  const drawn = useDeferredValue(shown, FLEET_START_ROWS);
  const { taken } = takeOfGroups(groups, drawn);
  const { left: hidden } = takeOfGroups(groups, shown);
  return (
    <>
      <Table className={classes.table} verticalSpacing="sm" highlightOnHover aria-label={t('fleet.title')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('fleet.cluster')}</Table.Th>
            <Table.Th>{t('fleet.state')}</Table.Th>
            <Table.Th className={classes.number}>{t('fleet.servers')}</Table.Th>
            <Table.Th>{t('fleet.shape')}</Table.Th>
            <Table.Th className={classes.number}>{t('fleet.maxLag')}</Table.Th>
            <Table.Th>{t('fleet.versions')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {taken.map((group) => (
            <Fragment key={group.key}>
              {isGrouped && (
                <Table.Tr className={classes.group}>
                  <Table.Th colSpan={COLUMNS} scope="colgroup">
                    <GroupTitle group={group} />
                  </Table.Th>
                </Table.Tr>
              )}
              {group.clusters.map((cluster) => (
                <Row
                  key={cluster.id}
                  cluster={cluster}
                  href={hrefOf(cluster)}
                  isShared={shared.has(nameOfCluster(cluster))}
                />
              ))}
            </Fragment>
          ))}
        </Table.Tbody>
      </Table>
      {hidden > 0 && (
        <Center p="md">
          <Button variant="default" onClick={() => setShown(shown + ROWS_AT_ONCE)}>
            {t('fleet.showMore', { count: Math.min(hidden, ROWS_AT_ONCE), rest: hidden })}
          </Button>
        </Center>
      )}
    </>
  );
}

interface RowProps {
  readonly cluster: ClusterSummary;
  readonly href: string;
  /** Another cluster has the same name. */
  readonly isShared: boolean;
}

const Row = memo(function Row({ cluster, href, isShared }: RowProps): ReactElement {
  const { t, duration, number } = useWords();
  const { cutFromNames } = usePageDisplay();
  const masters = mastersOf(cluster, cutFromNames);
  const whole = mastersOf(cluster, '');
  return (
    <Table.Tr className={classes.row} data-mark={markOfCluster(cluster)}>
      <Table.Td data-label={t('fleet.cluster')}>
        <Link to={href} className={classes.name}>
          <ServerName name={nameOfCluster(cluster)} />
        </Link>
        {isShared && <div className={classes.problem}>{t('fleet.sharedName')}</div>}
        {masters !== '' && (
          <div className={classes.masters} title={masters === whole ? undefined : whole}>
            {masters}
          </div>
        )}
      </Table.Td>
      <Table.Td data-label={t('fleet.state')}>
        <State cluster={cluster} />
      </Table.Td>
      <Table.Td data-label={t('fleet.servers')} className={classes.number}>
        {number(cluster.instances)}
      </Table.Td>
      <Table.Td data-label={t('fleet.shape')}>{t(`shape.${cluster.shape}`)}</Table.Td>
      <Table.Td data-label={t('fleet.maxLag')} className={classes.number}>
        {duration(cluster.maxLagSeconds)}
        {cluster.lagUnknown > 0 && (
          <div className={classes.problem}>{t('fleet.lagUnknown', { shown: number(cluster.lagUnknown) })}</div>
        )}
      </Table.Td>
      <Table.Td data-label={t('fleet.versions')}>{versionsOf(cluster, t)}</Table.Td>
    </Table.Tr>
  );
});

function State({ cluster }: { readonly cluster: ClusterSummary }): ReactElement {
  const words = useWords();
  const { t } = words;
  const counts = [
    cluster.critical > 0 ? t('fleet.critical', { count: cluster.critical }) : null,
    cluster.warning > 0 ? t('fleet.warning', { count: cluster.warning }) : null,
  ].filter((text) => text !== null);
  return (
    <div className={classes.state}>
      <MarkIcon mark={markOfCluster(cluster)} />
      <div>
        <div className={classes.counts}>{counts.length === 0 ? t('mark.ok') : counts.join(', ')}</div>
        {cluster.problems.map(({ instance, problem }) => (
          <div key={`${instance} ${problem.code} ${JSON.stringify(problem.params)}`} className={classes.problem}>
            {problem.code === 'host-down' ? problem.params['host'] : <ServerName name={instance} />}:{' '}
            {t(`problem.${problem.code}.label`)}
            <Cause problem={problem} />
          </div>
        ))}
        {cluster.downtimed > 0 && (
          <div className={classes.problem}>{t('fleet.downtimed', { count: cluster.downtimed })}</div>
        )}
      </div>
    </div>
  );
}

/** Why nobody gets through: a wrong password looks like a dead server otherwise. */
function Cause({ problem: { params } }: { readonly problem: ProblemView }): ReactElement | null {
  const { t } = useWords();
  const kind = String(params['kind']);
  return isProbeFailureKind(kind) ? <> – {t(`probeFailure.${kind}`)}</> : null;
}

/** What the name does not say: where the masters are, what they call themselves, and where the cluster is reached and stands. */
function mastersOf(cluster: ClusterSummary, cut: string): string {
  const addresses = cluster.masters.map((master) => shownName(master, cut)).join(', ');
  const isSaid = cluster.masters.join(', ') === nameOfCluster(cluster);
  return [cluster.masterOwnNames.join(', '), isSaid ? '' : addresses]
    .concat(cluster.domain ?? '', cluster.dataCenters.join(', '))
    .filter((text) => text !== '')
    .join(' · ');
}

function versionsOf(cluster: ClusterSummary, t: Translate): string {
  return [cluster.flavors.map((flavor) => t(`flavor.${flavor}`)).join(', '), cluster.versions.join(', ')]
    .filter((text) => text !== '')
    .join(' ');
}
