/** From a chosen target to a plan or a refusal: the same for a drop, the dialog, and an undo of both. */
import { useCallback } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { ApiError } from '@topiary/contract';
import type { ClusterView, InstanceId, PlanId } from '@topiary/contract';
import { useApi } from '../api/client-context.tsx';
import { candidatesQuery, queryKeys } from '../api/queries.ts';
import { IDLE, useMoveStore } from './move-store.ts';
import type { MoveRefusal } from './move-store.ts';
import { intentOf } from './move-subject.ts';
import type { MoveSubject } from './move-subject.ts';

export interface ProposeOptions {
  readonly cluster: Pick<ClusterView, 'revision'>;
  readonly onPlan: (plan: PlanId) => void;
}

export type ProposeMove = (subject: MoveSubject, target: InstanceId) => Promise<void>;

/** Ends in `onPlan`, in the state `refused`, or in nothing when the move was cancelled meanwhile. */
export function useProposeMove({ cluster, onPlan }: ProposeOptions): ProposeMove {
  const api = useApi();
  const cache = useQueryClient();
  const store = useMoveStore();
  const { revision } = cluster;
  return useCallback(
    async (subject, target) => {
      const proposing = { kind: 'proposing', subject, target } as const;
      store.setState(proposing, true);
      const cancelled = (): boolean => store.getState() !== proposing;
      const refuse = (refusal: MoveRefusal): void =>
        store.setState({ kind: 'refused', subject, target, refusal }, true);
      try {
        const { verdicts } = await cache.query(candidatesQuery(api, subject, revision));
        if (cancelled()) return;
        const verdict = verdicts.find((candidate) => candidate.target === target);
        if (verdict?.allowed === false) return refuse({ reasons: verdict.reasons, error: null });
        const plan = await api.client.call('propose', { body: intentOf(subject, target) });
        if (cancelled()) return;
        cache.setQueryData(queryKeys.plan(plan.id), plan);
        store.setState(IDLE, true);
        onPlan(plan.id);
      } catch (error) {
        if (!cancelled()) refuse({ reasons: error instanceof ApiError ? error.reasons : [], error });
      }
    },
    [api, cache, store, revision, onPlan],
  );
}
