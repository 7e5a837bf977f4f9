import type { ReactElement } from 'react';
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { PlanView } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { whyNotUndoneQuery } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';

/** Beside a plan that ended: that it can be undone, or why not. */
export function WhyNotUndone({ plan }: { readonly plan: PlanView }): ReactElement | null {
  const { t, messages } = useWords();
  const asks = plan.status === 'finished' && !plan.undoable;
  const { data } = useQuery({ ...whyNotUndoneQuery(useApi(), plan.id), enabled: asks });
  const why = asks ? (data?.reasons ?? []) : [];
  if (asks && why.length === 0) return null;
  return (
    <Text size="xs" c="dimmed">
      {asks ? t('plan.notUndoable', { why: messages(why) }) : t('plan.undoHint')}
    </Text>
  );
}
