/** How replicas find their places below the new master: which way is taken and why, and which others there are. */
import { useId, useState } from 'react';
import type { ReactElement } from 'react';
import { Button, Collapse, Radio, Stack } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiError } from '@topiary/contract';
import type { MethodsView, PlanId, PlanView } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { methodsQuery, queryKeys } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { Words } from '../../shared/i18n/use-words.ts';
import { Notice } from '../../shared/ui/notice.tsx';
import { Failure, Waiting } from '../../shared/ui/states.tsx';
import { movingRequest, wishOf, withWish } from './method-facts.ts';
import type { MethodWish, MovingRequest } from './method-facts.ts';
import classes from './plan.module.css';

export interface MethodChoiceProps {
  readonly plan: PlanView;
  readonly onPlan?: (plan: PlanId) => void;
}

export function MethodChoice({ plan, onPlan }: MethodChoiceProps): ReactElement | null {
  const { t, message } = useWords();
  const [isOpen, setIsOpen] = useState(false);
  const choices = useId();
  const request = movingRequest(plan);
  if (plan.methods.length === 0) return null;
  return (
    <section className={classes.method} aria-label={t('plan.method.title')}>
      <h3>{t('plan.method.title')}</h3>
      {plan.methods.map(({ method, why }) => (
        <p key={method}>{message(why)}</p>
      ))}
      {plan.status === 'proposed' && request !== null && onPlan !== undefined && (
        <>
          <Button
            variant="subtle"
            size="compact-xs"
            aria-expanded={isOpen}
            aria-controls={choices}
            onClick={() => setIsOpen(!isOpen)}
          >
            {t('plan.method.choose')}
          </Button>
          <Collapse expanded={isOpen} id={choices}>
            {isOpen && <Choices request={request} revision={plan.revision} onPlan={onPlan} />}
          </Collapse>
        </>
      )}
    </section>
  );
}

interface ChoicesProps {
  readonly onPlan: (plan: PlanId) => void;
  readonly request: MovingRequest;
  readonly revision: number;
}

function Choices({ request, revision, onPlan }: ChoicesProps): ReactElement {
  const words = useWords();
  const asked = methodsQuery(useApi(), withWish(request, 'automatic'), revision);
  const { data, error, refetch } = useQuery(asked);
  const plan = usePlanBy(request, onPlan);
  const [wish, setWish] = useState(wishOf(request));
  if (data === undefined)
    return error === null ? <Waiting /> : <Failure error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <Radio.Group
        aria-label={words.t('plan.method.choose')}
        value={wish}
        onChange={(value) => setWish(wishIn(data, value))}
      >
        <Stack gap={8} mt={8}>
          <Radio
            value="automatic"
            size="xs"
            label={words.t('plan.method.automatic')}
            description={itself(data, words)}
          />
          {data.methods.map((choice) => (
            <Radio
              key={choice.method}
              value={choice.method}
              size="xs"
              disabled={!choice.allowed}
              label={words.t(`plan.method.name.${choice.method}`)}
              description={
                choice.allowed ? words.t(`plan.method.about.${choice.method}`) : words.messages(choice.reasons)
              }
            />
          ))}
        </Stack>
      </Radio.Group>
      <Button
        size="xs"
        variant="default"
        mt={10}
        disabled={wish === wishOf(request)}
        loading={plan.isPending}
        onClick={() => plan.mutate(wish)}
      >
        {words.t('plan.method.again')}
      </Button>
      {plan.error !== null && <NotPlanned error={plan.error} />}
    </>
  );
}

function usePlanBy(request: MovingRequest, onPlan: (plan: PlanId) => void) {
  const api = useApi();
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (wish: MethodWish) => api.client.call('propose', { body: withWish(request, wish) }),
    onSuccess: (plan) => {
      cache.setQueryData(queryKeys.plan(plan.id), plan);
      onPlan(plan.id);
    },
  });
}

function wishIn({ methods }: MethodsView, value: string): MethodWish {
  return methods.find(({ method }) => method === value)?.method ?? 'automatic';
}

function itself({ methods }: MethodsView, { t }: Words): string {
  const names = methods.filter(({ isAutomatic }) => isAutomatic).map(({ method }) => t(`plan.method.name.${method}`));
  return names.length === 0 ? '' : t('plan.method.takes', { methods: names.join(', ') });
}

function NotPlanned({ error }: { readonly error: Error }): ReactElement {
  const words = useWords();
  const reasons = error instanceof ApiError ? error.reasons : [];
  return (
    <Notice mark="warning" role="alert">
      {reasons.length === 0 ? words.error(error) : words.messages(reasons)}
    </Notice>
  );
}
