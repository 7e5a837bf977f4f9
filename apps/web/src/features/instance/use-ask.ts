import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import type { IntentInput, PlanId } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { queryKeys } from '../../shared/api/queries.ts';

export interface Ask {
  /** Why there is no plan; `null`: nobody was refused one. */
  readonly failure: unknown;
  readonly isAsking: boolean;
  readonly propose: (request: IntentInput) => void;
}

/** From a click to a plan that is shown, or to why there is none. */
export function useAsk(onPlan: (plan: PlanId) => void): Ask {
  const api = useApi();
  const cache = useQueryClient();
  const [failure, setFailure] = useState<unknown>(null);
  const [isAsking, setIsAsking] = useState(false);
  const propose = async (request: IntentInput): Promise<void> => {
    setIsAsking(true);
    setFailure(null);
    try {
      const plan = await api.client.call('propose', { body: request });
      cache.setQueryData(queryKeys.plan(plan.id), plan);
      onPlan(plan.id);
    } catch (error) {
      setFailure(error);
    } finally {
      setIsAsking(false);
    }
  };
  return { failure, isAsking, propose: (request) => void propose(request) };
}
