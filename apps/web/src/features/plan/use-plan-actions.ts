/** Confirm, stop, undo, plan again. Every change bears one key per thing asked for, kept for its repetitions. */
import { useState } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { UseMutationResult } from '@tanstack/react-query';
import type { PlanId, PlanView } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import type { Api } from '../../shared/api/client-context.tsx';
import { queryKeys } from '../../shared/api/queries.ts';
import { intentAgain } from './intent-again.ts';

type PlanMutation = UseMutationResult<PlanView, Error, void>;

export interface PlanActions {
  readonly confirm: PlanMutation;
  readonly stop: PlanMutation;
  /** Makes the plan that takes this one back; changes nothing. */
  readonly undo: PlanMutation;
  /** Makes the same plan from the present state of the cluster. */
  readonly again: PlanMutation;
}

export function usePlanActions(plan: PlanView, onPlan: (plan: PlanId) => void): PlanActions {
  const api = useApi();
  const cache = useQueryClient();
  const [keys] = useState(() => ({ confirm: api.newKey(), stop: api.newKey() }));
  const keep = (next: PlanView): void => {
    cache.setQueryData(queryKeys.plan(next.id), (known: PlanView | undefined) => newer(known, next));
  };
  const open = (next: PlanView): void => {
    keep(next);
    onPlan(next.id);
  };
  const params = { plan: plan.id };
  return {
    confirm: useMutation({
      mutationFn: () => api.client.call('confirm', { params, idempotencyKey: keys.confirm }),
      onSuccess: keep,
    }),
    stop: useMutation({
      mutationFn: () => api.client.call('stop', { params, idempotencyKey: keys.stop }),
      onSuccess: keep,
    }),
    undo: useMutation({ mutationFn: () => api.client.call('undo', { params }), onSuccess: open }),
    again: useMutation({ mutationFn: () => planAgain(api, plan), onSuccess: open }),
  };
}

async function planAgain(api: Api, plan: PlanView): Promise<PlanView> {
  if (plan.undoes !== null) return api.client.call('undo', { params: { plan: plan.undoes } });
  return api.client.call('propose', { body: intentAgain(plan) });
}

const ORDER = { proposed: 0, running: 1, finished: 2 } as const;

/** The answer to a confirmation may come after the events of what it started. */
function newer(known: PlanView | undefined, next: PlanView): PlanView {
  return known !== undefined && ORDER[known.status] > ORDER[next.status] ? known : next;
}
