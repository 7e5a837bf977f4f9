/**
 * The process that acts gives that up for another one that waits on the same store. Only while nothing runs: what is half
 * done is ended by whoever began it. From the moment it stands back nothing is begun here, so that never two act.
 */
import type { Actor } from '@topiary/domain';
import { message } from '@topiary/domain';
import type { EngineStatus, HandOverResult } from './api.ts';
import type { LeaseKeeper } from './lease-keeper.ts';
import type { PlanService } from './plans/plan-service.ts';
import type { Clock } from './ports/clock.ts';
import type { LeaseHolder, Store } from './ports/store.ts';
import type { RecoveryRunner } from './recovery/recovery-runner.ts';
import { detailOf } from './shared/detail-of.ts';
import { holderText } from './shared/holder-text.ts';

export interface HandOverParts {
  readonly store: Pick<Store, 'lease' | 'audit'>;
  readonly clock: Clock;
  readonly lease: Pick<LeaseKeeper, 'handOver'>;
  readonly plans: Pick<PlanService, 'standBack'>;
  readonly recovery: { readonly runner: Pick<RecoveryRunner, 'isRunning'> };
  readonly acting: EngineStatus['acting'];
}

export async function handOver(actor: Actor, parts: HandOverParts): Promise<HandOverResult> {
  const { store, acting, lease, plans, recovery, clock } = parts;
  if (acting.kind !== 'self') return { kind: 'not-acting', acting };
  let waiting: readonly LeaseHolder[];
  try {
    waiting = await store.lease.waiting();
  } catch (error) {
    return { kind: 'store-failing', detail: detailOf(error) };
  }
  if (waiting.length === 0) return { kind: 'nobody-waits' };
  // A recovery that is about to begin its plan has no lock yet.
  if (recovery.runner.isRunning) return { kind: 'recovery-runs' };
  const running = plans.standBack();
  if (running !== null) return { kind: 'plan-runs', plan: running.plan, by: running.actor };
  const names = waiting.map(holderText).join(', ');
  store.audit.write({
    at: clock.now(),
    actor,
    action: 'hand-over',
    cluster: null,
    clusterName: null,
    instance: null,
    plan: null,
    result: 'ok',
    summary: [message('audit-handed-over', { waiting: names })],
  });
  const taker = await lease.handOver();
  return taker === null ? { kind: 'taken-back' } : { kind: 'handed-over', to: taker };
}
