import type { ReactElement } from 'react';
import { Paper } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from 'react-router';
import type { PlanId } from '@topiary/contract';
import { PlanPanel } from '../../features/plan/plan-panel.tsx';
import { useApi } from '../../shared/api/client-context.tsx';
import { planQuery } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { useWatchCluster } from '../../shared/live/live-context.tsx';
import { paths } from '../paths.ts';
import classes from './pages.module.css';

/** A plan of its own address: what an audit entry, or a colleague, links to. */
export function PlanPage(): ReactElement {
  const { t } = useWords();
  const navigate = useNavigate();
  const id = useParams()['plan'] as PlanId;
  const { data: plan } = useQuery(planQuery(useApi(), id));
  return (
    <div className={classes.page}>
      <title>{t('plan.documentTitle')}</title>
      {plan !== undefined && (
        <>
          <Watch cluster={plan.cluster} />
          <p className={classes.crumb}>
            <Link to={paths.cluster(plan.cluster)}>{plan.clusterName}</Link>
          </p>
        </>
      )}
      <Paper withBorder maw={860} className={classes.sheet}>
        <PlanPanel
          id={id}
          onPlan={(next) => void navigate(paths.plan(next))}
          onSelect={(instance) => plan !== undefined && void navigate(paths.instance(plan.cluster, instance))}
          onClose={() => void navigate(plan === undefined ? paths.fleet : paths.cluster(plan.cluster))}
        />
      </Paper>
    </div>
  );
}

function Watch({ cluster }: { readonly cluster: Parameters<typeof useWatchCluster>[0] }): null {
  useWatchCluster(cluster);
  return null;
}
