/** What was done last, after its plan was closed, with the way back at hand for as long as there is one. */
import type { ReactElement } from 'react';
import { ActionIcon, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ApiError } from '@topiary/contract';
import type { PlanId, PlanView } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { planQuery } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { usePicked } from '../../shared/moves/picked-store.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import { OUTCOME_MARKS, titleOf } from './plan-facts.ts';
import { usePlanActions } from './use-plan-actions.ts';
import { WhyNotUndone } from './why-not-undone.tsx';
import classes from './undo-toast.module.css';

export interface UndoToastProps {
  readonly id: PlanId;
  readonly onPlan: (plan: PlanId) => void;
  readonly onDismiss: () => void;
}

export function UndoToast({ id, onPlan, onDismiss }: UndoToastProps): ReactElement | null {
  const { data: plan } = useQuery(planQuery(useApi(), id));
  // While servers are picked out, what is done with those is said in this place.
  const isFree = usePicked().size === 0;
  if (plan === undefined || plan.outcome === null || !isFree) return null;
  return <Toast key={id} plan={{ ...plan, outcome: plan.outcome }} onPlan={onPlan} onDismiss={onDismiss} />;
}

interface ToastProps extends Omit<UndoToastProps, 'id'> {
  readonly plan: PlanView & { readonly outcome: NonNullable<PlanView['outcome']> };
}

function Toast({ plan, onPlan, onDismiss }: ToastProps): ReactElement {
  const words = useWords();
  const { t } = words;
  const { undo } = usePlanActions(plan, onPlan);
  return (
    <div className={classes.toast} role="group" aria-label={t('plan.lastDone')}>
      <MarkIcon mark={OUTCOME_MARKS[plan.outcome]} size={18} />
      <div className={classes.text} role="status">
        <strong>{titleOf(plan, words)}</strong> {t(`plan.outcomeShort.${plan.outcome}`)}
        {undo.error === null ? plan.undoable ? null : <WhyNotUndone plan={plan} /> : <Refused error={undo.error} />}
      </div>
      {plan.undoable && (
        <Button
          className={classes.button}
          size="xs"
          variant="default"
          leftSection={<Icon name="undo" size={15} />}
          loading={undo.isPending}
          onClick={() => undo.mutate()}
        >
          {t('plan.undo')}
        </Button>
      )}
      <ActionIcon variant="subtle" color="gray" aria-label={t('common.dismiss')} onClick={onDismiss}>
        <Icon name="close" />
      </ActionIcon>
    </div>
  );
}

function Refused({ error }: { readonly error: Error }): ReactElement {
  const words = useWords();
  const reasons = error instanceof ApiError ? error.reasons : [];
  return (
    <div className={classes.refused} role="alert">
      {words.error(error)} {words.messages(reasons)}
    </div>
  );
}
