import type { ReactElement } from 'react';
import { Group, Loader } from '@mantine/core';
import type { PlanView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import { OUTCOME_MARKS, progressOf, tookMs } from './plan-facts.ts';

export function PlanStatus({ plan }: { readonly plan: PlanView }): ReactElement {
  const words = useWords();
  const { t } = words;
  const { ended, total } = progressOf(plan);
  if (plan.outcome !== null) {
    return (
      <Group gap={6} component="span">
        <MarkIcon mark={OUTCOME_MARKS[plan.outcome]} size={15} /> {t(`plan.outcomeShort.${plan.outcome}`)}{' '}
        {t('plan.took', { time: words.milliseconds(tookMs(plan)) })}
      </Group>
    );
  }
  return (
    <Group gap={6} component="span">
      {plan.status === 'running' && <Loader size={13} />}
      {t('plan.statusLine', {
        status: t(`plan.statusShort.${plan.status}`),
        more: plan.status === 'running' ? t('plan.progress', { ended, total }) : t('plan.nothingYet'),
      })}
    </Group>
  );
}
