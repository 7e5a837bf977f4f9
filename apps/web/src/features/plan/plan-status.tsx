import type { ReactElement } from 'react';
import { Badge, Group, Text } from '@mantine/core';
import type { PlanView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import { progressOf, tookMs } from './plan-facts.ts';

const OUTCOME_COLOURS = { done: 'green', 'partly-done': 'orange', 'put-back': 'orange', failed: 'red', stopped: 'orange', refused: 'red' } as const;

export function PlanStatus({ plan }: { readonly plan: PlanView }): ReactElement {
  const words = useWords();
  const { t } = words;
  const { ended, total } = progressOf(plan);
  if (plan.outcome !== null) {
    return (
      <Group gap={8} component="span" mt={2}>
        <Badge component="span" color={OUTCOME_COLOURS[plan.outcome]}>{t(`plan.outcomeShort.${plan.outcome}`)}</Badge>
        <Text component="span" size="xs">
          {t('plan.took', { time: words.milliseconds(tookMs(plan)) })}
        </Text>
      </Group>
    );
  }
  return (
    <Group gap={8} component="span" mt={2}>
      <Badge component="span" color={plan.status === 'running' ? 'blue' : 'gray'} variant={plan.status === 'running' ? 'filled' : 'light'}>
        {t(`plan.statusShort.${plan.status}`)}
      </Badge>
      <Text component="span" size="xs">
        {plan.status === 'running' ? t('plan.progress', { ended, total }) : t('plan.nothingYet')}
      </Text>
    </Group>
  );
}
