/** A plan beside the canvas: before it runs, while it runs, and after. Nothing is done to a server before Confirm. */
import { useEffect, useRef } from 'react';
import type { ReactElement } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { InstanceId, PlanId, PlanView } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { planQuery } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { useAnnounce } from '../../shared/ui/announcer.tsx';
import { Icon } from '../../shared/ui/icons.tsx';
import { PanelFrame } from '../../shared/ui/panel-frame.tsx';
import { Failure, Waiting } from '../../shared/ui/states.tsx';
import { PlanDetails } from './plan-details.tsx';
import { PlanFooter } from './plan-footer.tsx';
import { outcomeText, progressOf, titleOf } from './plan-facts.ts';
import { PlanStatus } from './plan-status.tsx';

export interface PlanPanelProps {
  readonly id: PlanId;
  readonly onPlan: (plan: PlanId) => void;
  readonly onSelect: (id: InstanceId) => void;
  readonly onClose: () => void;
}

export function PlanPanel({ id, onPlan, onSelect, onClose }: PlanPanelProps): ReactElement {
  const words = useWords();
  const { data: plan, error, refetch } = useQuery(planQuery(useApi(), id));
  useAnnouncePlan(plan);
  const label = words.t('plan.label');
  if (plan === undefined) {
    return (
      <PanelFrame label={label} title={label} onClose={onClose}>
        {error === null ? <Waiting /> : <Failure error={error} onRetry={() => void refetch()} />}
      </PanelFrame>
    );
  }
  return (
    <PanelFrame
      label={label}
      title={titleOf(plan, words)}
      icon={<Icon name={plan.undoes === null ? 'move' : 'undo'} />}
      subtitle={<PlanStatus plan={plan} />}
      footer={<PlanFooter key={plan.id} plan={plan} onPlan={onPlan} onClose={onClose} />}
      takesFocus
      onClose={onClose}
    >
      <PlanDetails plan={plan} onPlan={onPlan} onSelect={onSelect} />
    </PanelFrame>
  );
}

function useAnnouncePlan(plan: PlanView | undefined): void {
  const announce = useAnnounce();
  const words = useWords();
  const said = useRef('');
  useEffect(() => {
    if (plan === undefined) return;
    const text = announcement(plan, words);
    if (text === said.current) return;
    said.current = text;
    announce(text);
  }, [plan, words, announce]);
}

function announcement(plan: PlanView, words: ReturnType<typeof useWords>): string {
  const { t } = words;
  const { outcome } = plan;
  if (plan.status === 'proposed') return `${t('plan.status.proposed')} ${titleOf(plan, words)}`;
  if (outcome !== null) return outcomeText({ ...plan, outcome }, words);
  const { ended, total } = progressOf(plan);
  return t('plan.progress', { ended, total });
}
