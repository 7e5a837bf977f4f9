/** From a drop or a choice to a plan, a question or a refusal: the same for the canvas, the dialog, and an undo of both. */
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { ApiError } from '@topiary/contract';
import type { ClusterView, InstanceId, PlanId } from '@topiary/contract';
import { useApi } from '../api/client-context.tsx';
import { candidatesQuery, queryKeys } from '../api/queries.ts';
import { decide, dropsOf } from './drops.ts';
import type { Drop } from './drops.ts';
import { IDLE, useMoveStore } from './move-store.ts';
import type { MoveRefusal, MoveState, MoveStore } from './move-store.ts';
import type { MoveSubject } from './move-subject.ts';
import { wishOfDrop } from './replace-wish.ts';
import type { ReplaceWish } from './replace-wish.ts';

export interface ProposeOptions {
  readonly cluster: Pick<ClusterView, 'revision' | 'masters' | 'nodes' | 'edges'>;
  readonly onPlan: (plan: PlanId) => void;
  /** A master is to be replaced: how, and by whom, is asked first. */
  readonly onReplace: (wish: ReplaceWish) => void;
}

export interface ProposeMove {
  /** Ends in a plan, in the state `deciding` or `refused`, or in nothing when the move was cancelled meanwhile. */
  readonly drop: (subject: MoveSubject, target: InstanceId) => Promise<void>;
  /** The same, of what a person said they mean: no more questions. */
  readonly choose: (subject: MoveSubject, drop: Drop) => Promise<void>;
}

export function useProposeMove({ cluster, onPlan, onReplace }: ProposeOptions): ProposeMove {
  const api = useApi();
  const cache = useQueryClient();
  const store = useMoveStore();
  const { revision } = cluster;
  const latest = useRef(cluster);
  useEffect(() => {
    latest.current = cluster;
  });
  const choose = useCallback<ProposeMove['choose']>(
    async (subject, drop) => {
      const wish = wishOfDrop(latest.current, drop);
      if (wish !== null) {
        store.setState(IDLE, true);
        return onReplace(wish);
      }
      await proposing({ store, subject, target: drop.target, drop }, async (isCancelled) => {
        const plan = await api.client.call('propose', { body: drop.intent });
        if (isCancelled()) return;
        cache.setQueryData(queryKeys.plan(plan.id), plan);
        store.setState(IDLE, true);
        onPlan(plan.id);
      });
    },
    [api, cache, store, onPlan, onReplace],
  );
  const drop = useCallback<ProposeMove['drop']>(
    (subject, target) =>
      proposing({ store, subject, target, drop: null }, async (isCancelled, refuse) => {
        const { verdicts } = await cache.query(candidatesQuery(api, subject, revision));
        if (isCancelled()) return;
        const verdict = verdicts.find((candidate) => candidate.target === target);
        // The list may be older than the server; whether it is a target is then said by the answer to the request.
        const drops = dropsOf(subject, verdict ?? { target, allowed: true, reasons: [], operations: [], stays: [] });
        const decision = decide(drops);
        if (decision.kind === 'propose') await choose(subject, decision.drop);
        else if (decision.kind === 'refuse') refuse({ reasons: decision.reasons, error: null });
        else store.setState({ kind: 'deciding', subject, target, drops: decision.drops }, true);
      }),
    [api, cache, store, revision, choose],
  );
  return useMemo(() => ({ drop, choose }), [drop, choose]);
}

type Proposal = Omit<Extract<MoveState, { kind: 'proposing' }>, 'kind'> & { readonly store: MoveStore };
type Work = (isCancelled: () => boolean, refuse: (refusal: MoveRefusal) => void) => Promise<void>;

async function proposing({ store, ...proposal }: Proposal, work: Work): Promise<void> {
  const state: MoveState = { kind: 'proposing', ...proposal };
  store.setState(state, true);
  const isCancelled = (): boolean => store.getState() !== state;
  const refuse = (refusal: MoveRefusal): void => store.setState({ kind: 'refused', ...proposal, refusal }, true);
  try {
    await work(isCancelled, refuse);
  } catch (error) {
    if (!isCancelled()) refuse({ reasons: error instanceof ApiError ? error.reasons : [], error });
  }
}
