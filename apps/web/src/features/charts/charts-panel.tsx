/** How far the servers of a cluster were behind during the last hour: those furthest behind, one line each. */
import type { ReactElement } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { ClusterId } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { clusterSamplesQuery } from '../../shared/api/history-queries.ts';
import { usePageDisplay } from '../../shared/config/page-display.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { shownName } from '../../shared/topology/shown-name.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import { PanelFrame } from '../../shared/ui/panel-frame.tsx';
import { Failure, Waiting } from '../../shared/ui/states.tsx';
import { Chart } from './chart.tsx';
import classes from './charts.module.css';

export interface ChartsPanelProps {
  readonly cluster: ClusterId;
  readonly onClose: () => void;
}

export function ChartsPanel({ cluster, onClose }: ChartsPanelProps): ReactElement {
  const { t } = useWords();
  return (
    <PanelFrame
      label={t('chart.title')}
      title={t('chart.title')}
      icon={<Icon name="chart" />}
      takesFocus
      onClose={onClose}
    >
      <LagOfCluster cluster={cluster} />
    </PanelFrame>
  );
}

function LagOfCluster({ cluster }: Pick<ChartsPanelProps, 'cluster'>): ReactElement {
  const { t, duration } = useWords();
  const { cutFromNames } = usePageDisplay();
  const { data, error, refetch } = useQuery(clusterSamplesQuery(useApi(), cluster));
  if (data === undefined)
    return error === null ? <Waiting /> : <Failure error={error} onRetry={() => void refetch()} />;
  const { servers, more } = data;
  return (
    <div className={classes.charts}>
      <Chart
        title={t('chart.lagOfCluster')}
        slots={data}
        series={servers.map(({ instance, lagSeconds }) => ({
          label: shownName(instance, cutFromNames),
          values: lagSeconds,
        }))}
        format={duration}
        empty={t('chart.none')}
      >
        {more > 0 && <p className={classes.note}>{t('chart.more', { count: more })}</p>}
      </Chart>
      <p className={classes.note}>{t('chart.sinceStart')}</p>
    </div>
  );
}
