import type { ReactElement } from 'react';
import type { ClusterView, InstanceId, PlanId } from '@topiary/contract';
import { ChartsPanel } from '../../features/charts/charts-panel.tsx';
import { InstanceCharts } from '../../features/charts/instance-charts.tsx';
import { HistoryPanel } from '../../features/history/history-panel.tsx';
import { InstancePanel } from '../../features/instance/instance-panel.tsx';
import { PlanPanel } from '../../features/plan/plan-panel.tsx';
import { ClusterProblems } from '../../features/problems/cluster-problems.tsx';
import { ReadinessPanel } from '../../features/readiness/readiness-panel.tsx';
import type { Drop } from '../../shared/moves/drops.ts';
import type { MoveAction } from '../../shared/moves/move-actions.ts';
import { replaceWishOf } from '../../shared/moves/replace-wish.ts';
import { paths } from '../paths.ts';
import type { ClusterAddress } from '../use-cluster-address.ts';
import classes from './side-panel.module.css';
import type { Replacing } from './use-replacing.ts';

export interface SidePanelProps {
  readonly cluster: ClusterView;
  readonly onReplace: Replacing['ask'];
  readonly onReattach: (drop: Drop) => void;
  readonly address: ClusterAddress;
  readonly onAction: (action: MoveAction, id: InstanceId) => void;
  readonly onSelect: (id: InstanceId | null) => void;
  readonly onPlan: (plan: PlanId) => void;
  readonly onClose: () => void;
}

/** A plan comes before a server: it waits for an answer. */
export function SidePanel(props: SidePanelProps): ReactElement | null {
  const { cluster, address, onAction, onReattach, onReplace, onSelect, onPlan, onClose } = props;
  const { instance, plan, tab, showsHistory, showsReadiness, showsCharts, open } = address;
  if (plan === null && instance === null && !showsHistory && !showsReadiness && !showsCharts) return null;
  return (
    <aside className={classes.panel}>
      {plan !== null ? (
        <PlanPanel key={plan} id={plan} onPlan={onPlan} onSelect={onSelect} onClose={onClose} />
      ) : instance === null && showsReadiness ? (
        <ReadinessPanel
          cluster={cluster}
          recoveryHref={paths.recovery}
          problems={<ClusterProblems cluster={cluster.id} onSelect={onSelect} />}
          recoveriesHref={paths.recoveriesOfCluster(cluster.id)}
          rehearsalHref={paths.rehearsalOf}
          onReplace={onReplace}
          onSelect={onSelect}
          onClose={onClose}
        />
      ) : instance === null && showsCharts ? (
        <ChartsPanel cluster={cluster.id} onClose={onClose} />
      ) : instance === null ? (
        <HistoryPanel cluster={cluster.id} onPlan={onPlan} onClose={onClose} />
      ) : (
        <InstancePanel
          key={instance}
          id={instance}
          tab={tab}
          onTab={(next) => open({ tab: next === 'overview' ? null : next })}
          onAction={onAction}
          onReattach={onReattach}
          replaceable={replaceWishOf(cluster, instance)}
          onReplace={onReplace}
          onSelect={onSelect}
          onPlan={onPlan}
          onClose={onClose}
          hostHref={paths.host}
          charts={<InstanceCharts id={instance} />}
        />
      )}
    </aside>
  );
}
