/** How far a server was behind during the last hour, and what its probes took. */
import type { ReactElement } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { InstanceId } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { instanceSamplesQuery } from '../../shared/api/history-queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Failure, Waiting } from '../../shared/ui/states.tsx';
import { Chart } from './chart.tsx';
import classes from './charts.module.css';

export function InstanceCharts({ id }: { readonly id: InstanceId }): ReactElement {
  const { t, duration, milliseconds } = useWords();
  const { data, error, refetch } = useQuery(instanceSamplesQuery(useApi(), id));
  if (data === undefined)
    return error === null ? <Waiting /> : <Failure error={error} onRetry={() => void refetch()} />;
  return (
    <div className={classes.charts}>
      <Chart
        title={t('chart.lag')}
        slots={data}
        series={[{ label: t('chart.seconds'), values: data.lagSeconds }]}
        format={duration}
        empty={t('chart.noLag')}
      />
      <Chart
        title={t('chart.probe')}
        slots={data}
        series={[{ label: t('chart.took'), values: data.probeMs }]}
        format={milliseconds}
        empty={t('chart.none')}
      />
      <p className={classes.note}>{t('chart.sinceStart')}</p>
    </div>
  );
}
