import type { ReactElement } from 'react';
import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { Link } from 'react-router';
import type { ClusterView, PlanId } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import { MARKS, markOfNode } from '../../shared/topology/severity.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import { paths } from '../paths.ts';
import type { ClusterLook } from '../use-cluster-address.ts';
import type { FindParameter } from '../use-find-parameter.ts';
import { ClusterName } from './cluster-name.tsx';
import classes from './cluster-header.module.css';

export interface ClusterHeaderProps {
  readonly cluster: ClusterView;
  readonly view: ClusterLook;
  readonly find: FindParameter;
  readonly onView: (view: ClusterLook) => void;
  readonly onPlan: (plan: PlanId) => void;
  readonly onHistory: () => void;
  readonly onReadiness: () => void;
  readonly onPlayback: () => void;
  readonly onCharts: () => void;
  /** Enter in the search: to the next server that fits. */
  readonly onFindNext: () => void;
}

export function ClusterHeader(props: ClusterHeaderProps): ReactElement {
  const { cluster, view, find, onView, onPlan, onHistory, onReadiness, onPlayback, onCharts, onFindNext } = props;
  const { t } = useWords();
  const { running } = cluster;
  return (
    <div className={classes.header}>
      <div className={classes.title}>
        <Link to={paths.fleet}>{t('shell.fleet')}</Link>
        <span aria-hidden="true">/</span>
        <ClusterName cluster={cluster} />
      </div>
      <Counts cluster={cluster} />
      {running !== null && (
        <Button
          size="compact-sm"
          variant="light"
          leftSection={<Icon name="play" size={14} />}
          onClick={() => onPlan(running.plan)}
        >
          {t('cluster.running', { user: running.user })}
        </Button>
      )}
      <div className={classes.tools}>
        <Button size="xs" variant="default" leftSection={<Icon name="shield" size={15} />} onClick={onReadiness}>
          {t('readiness.open')}
        </Button>
        <Button size="xs" variant="default" leftSection={<Icon name="history" size={15} />} onClick={onHistory}>
          {t('history.open')}
        </Button>
        <Button size="xs" variant="default" leftSection={<Icon name="play" size={15} />} onClick={onPlayback}>
          {t('playback.open')}
        </Button>
        <Button size="xs" variant="default" leftSection={<Icon name="chart" size={15} />} onClick={onCharts}>
          {t('chart.open')}
        </Button>
        <TextInput
          ref={find.ref}
          type="search"
          size="xs"
          className={classes.find}
          aria-label={t('cluster.find')}
          placeholder={t('cluster.findPlaceholder')}
          title={t('cluster.findHelp')}
          leftSection={<Icon name="search" size={15} />}
          value={find.text}
          onChange={(event) => find.set(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') onFindNext();
          }}
        />
        <SegmentedControl
          size="xs"
          aria-label={t('cluster.view')}
          value={view}
          onChange={(value) => onView(value === 'table' ? 'table' : 'graph')}
          data={[
            { value: 'graph', label: t('cluster.graph') },
            { value: 'table', label: t('cluster.table') },
          ]}
        />
      </div>
    </div>
  );
}

/** How many servers stand how; what nobody has to care about is left out. */
function Counts({ cluster }: { readonly cluster: ClusterView }): ReactElement {
  const { t } = useWords();
  const counts = Map.groupBy(cluster.nodes, markOfNode);
  const pools = new Set(cluster.nodes.flatMap(({ registered }) => registered.pools)).size;
  return (
    <ul className={classes.counts} aria-label={t('cluster.counts')}>
      <li>{t('cluster.servers', { count: cluster.nodes.length })}</li>
      <li>{t(`shape.${cluster.shape}`)}</li>
      {pools > 0 && (
        <li>
          <Link to={paths.pools(cluster.id)}>{t('pools.link', { count: pools })}</Link>
        </li>
      )}
      {MARKS.filter((mark) => mark !== 'ok' && counts.has(mark)).map((mark) => (
        <li key={mark}>
          <MarkIcon mark={mark} size={15} /> {counts.get(mark)?.length} {t(`mark.${mark}`)}
        </li>
      ))}
    </ul>
  );
}
