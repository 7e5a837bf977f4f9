/** What can be done about a plan now, and why not. */
import type { ReactElement } from 'react';
import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ApiError } from '@topiary/contract';
import type { PlanId, PlanView, StatusView } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { statusQuery } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { Words } from '../../shared/i18n/use-words.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { useNow } from '../../shared/ui/use-now.ts';
import { progressOf } from './plan-facts.ts';
import { usePlanActions } from './use-plan-actions.ts';
import type { PlanActions } from './use-plan-actions.ts';
import { WhyNotUndone } from './why-not-undone.tsx';

export interface PlanFooterProps {
  readonly plan: PlanView;
  readonly onPlan: (plan: PlanId) => void;
  readonly onClose: () => void;
}

export function PlanFooter({ plan, onPlan, onClose }: PlanFooterProps): ReactElement {
  const actions = usePlanActions(plan, onPlan);
  const error = actions.confirm.error ?? actions.stop.error ?? actions.undo.error ?? actions.again.error;
  return (
    <Stack gap="sm">
      {error !== null && <ActionError error={error} actions={actions} />}
      {plan.status === 'proposed' && <Proposed plan={plan} actions={actions} onClose={onClose} />}
      {plan.status === 'running' && <Running plan={plan} actions={actions} />}
      {plan.status === 'finished' && <Finished plan={plan} actions={actions} onClose={onClose} />}
    </Stack>
  );
}

interface PartProps {
  readonly plan: PlanView;
  readonly actions: PlanActions;
}

function Proposed({ plan, actions, onClose }: PartProps & { readonly onClose: () => void }): ReactElement {
  const words = useWords();
  const { t } = words;
  const { data: status } = useQuery(statusQuery(useApi()));
  const now = useNow(1_000);
  const left = plan.expiresAt === null ? null : Math.max(0, Math.round((plan.expiresAt - now) / 1000));
  const refusal = status === undefined ? null : whyNotConfirm(status, words);
  if (left === 0) {
    return (
      <Group justify="space-between">
        <Text size="sm">{t('plan.expired')}</Text>
        <Button onClick={() => actions.again.mutate()} loading={actions.again.isPending}>
          {t('plan.again')}
        </Button>
      </Group>
    );
  }
  return (
    <>
      {refusal !== null && <Text size="sm">{refusal}</Text>}
      <Group justify="space-between" wrap="nowrap">
        <Text size="xs" c="dimmed">
          {left === null ? null : t('plan.expires', { time: words.duration(left) })}
        </Text>
        <Group gap="xs" wrap="nowrap">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            onClick={() => actions.confirm.mutate()}
            loading={actions.confirm.isPending}
            disabled={refusal !== null}
            leftSection={<Icon name="play" size={16} />}
          >
            {t('plan.confirm')}
          </Button>
        </Group>
      </Group>
    </>
  );
}

function whyNotConfirm(status: StatusView, { t }: Words): string | null {
  if (status.actor.kind === 'observe-only') return t('plan.observeOnly', { reason: status.actor.reason });
  if (status.actor.kind === 'other') return t('plan.otherActs', { holder: status.actor.holder });
  return status.mayChange ? null : t('plan.readOnlyUser', { user: status.user });
}

function Running({ plan, actions }: PartProps): ReactElement {
  const { t } = useWords();
  const { ended, total } = progressOf(plan);
  return (
    <>
      <Progress value={(100 * ended) / Math.max(total, 1)} animated aria-label={t('plan.progress', { ended, total })} />
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{t('plan.progress', { ended, total })}</Text>
        <Button
          variant="default"
          onClick={() => actions.stop.mutate()}
          loading={actions.stop.isPending}
          leftSection={<Icon name="stop" size={16} />}
        >
          {t('plan.stop')}
        </Button>
      </Group>
    </>
  );
}

function Finished({ plan, actions, onClose }: PartProps & { readonly onClose: () => void }): ReactElement {
  const { t } = useWords();
  return (
    <Group justify="space-between" wrap="nowrap">
      <WhyNotUndone plan={plan} />
      <Group gap="xs" wrap="nowrap">
        {plan.undoable && (
          <Button
            variant="default"
            onClick={() => actions.undo.mutate()}
            loading={actions.undo.isPending}
            leftSection={<Icon name="undo" size={16} />}
          >
            {t('plan.undo')}
          </Button>
        )}
        <Button onClick={onClose}>{t('common.close')}</Button>
      </Group>
    </Group>
  );
}

/** A stale or forgotten plan is no dead end: the same can be planned anew. */
function ActionError({ error, actions }: { readonly error: Error; readonly actions: PlanActions }): ReactElement {
  const words = useWords();
  const outdated = error instanceof ApiError && (error.code === 'plan-stale' || error.code === 'plan-unknown');
  const reasons = error instanceof ApiError ? error.reasons : [];
  return (
    <Notice mark="critical" role="alert">
      <span>{words.error(error)}</span>
      {reasons.map((reason) => (
        <span key={reason.code + JSON.stringify(reason.params)}>{words.message(reason)}</span>
      ))}
      {outdated && (
        <Button size="xs" variant="default" onClick={() => actions.again.mutate()} loading={actions.again.isPending}>
          {words.t('plan.again')}
        </Button>
      )}
    </Notice>
  );
}
