/**
 * Confirm, stop, undo, plan again. Every change bears a key, which is kept while its answer is not known, so that
 * repeating it does nothing twice. A refusal is an answer: whoever asks again then asks anew.
 */
import { useRef } from 'react';
import type { RefObject } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { UseMutationResult } from '@tanstack/react-query';
import { ApiError } from '@topiary/contract';
import type { PlanId, PlanView } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import type { Api } from '../../shared/api/client-context.tsx';
import { queryKeys } from '../../shared/api/queries.ts';

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
  const confirmKey = useRef<string>(null);
  const stopKey = useRef<string>(null);
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
      mutationFn: () => api.client.call('confirm', { params, idempotencyKey: (confirmKey.current ??= api.newKey()) }),
      onSuccess: keep,
      onError: (error) => forgetAnswered(confirmKey, error),
    }),
    stop: useMutation({
      mutationFn: () => api.client.call('stop', { params, idempotencyKey: (stopKey.current ??= api.newKey()) }),
      onSuccess: keep,
      onError: (error) => forgetAnswered(stopKey, error),
    }),
    undo: useMutation({ mutationFn: () => api.client.call('undo', { params }), onSuccess: open }),
    again: useMutation({ mutationFn: () => planAgain(api, plan), onSuccess: open }),
  };
}

function forgetAnswered(key: RefObject<string | null>, error: Error): void {
  const wasAnswered = error instanceof ApiError && error.code !== 'unreachable' && error.code !== 'not-topiary';
  if (wasAnswered) key.current = null;
}

async function planAgain(api: Api, plan: PlanView): Promise<PlanView> {
  if (plan.request !== null) return api.client.call('propose', { body: plan.request });
  // What takes a plan back is asked for by the id of that one.
  return api.client.call('undo', { params: { plan: plan.undoes ?? plan.id } });
}

const ORDER = { proposed: 0, running: 1, finished: 2 } as const;

/** The answer to a confirmation may come after the events of what it started. */
function newer(known: PlanView | undefined, next: PlanView): PlanView {
  return known !== undefined && ORDER[known.status] > ORDER[next.status] ? known : next;
}
