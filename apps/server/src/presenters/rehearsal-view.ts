/** A rehearsal in the contract's shape; times count from the death. */
import type { RehearsalInput, RehearsalView } from '@topiary/contract';
import type { TopologySnapshot } from '@topiary/domain';
import type { RehearsedRecovery } from '@topiary/simulator';
import type { RehearsalResult } from '../rehearsal/rehearsal-service.ts';
import { createClusterPresenter } from './cluster-view.ts';
import { presentPlan } from './plan-view.ts';
import type { DeepReadonly } from './readonly.ts';

type Done = Extract<RehearsalResult, { readonly kind: 'done' }>;

export function presentRehearsal(
  { dies, before, rehearsal, heldBack }: Done,
  how: NonNullable<RehearsalInput['how']>,
): DeepReadonly<RehearsalView> {
  const { diedAtMs, tookMs, isOver, detections, recoveries, findings, after } = rehearsal;
  return {
    dies,
    how,
    tookMs: Math.round(tookMs),
    isOver,
    heldBack,
    detections: detections.map(({ code, instance, clusterName, at }) => ({
      code,
      instance,
      clusterName,
      afterMs: Math.round(at - diedAtMs),
    })),
    recoveries: recoveries.map((one) => presentRecovery(one, diedAtMs)),
    findings: findings
      .filter(({ outrankedBy }) => outrankedBy === null)
      .map(({ code, instance, cluster, severity, summary, evidence }) => ({
        code,
        instance,
        cluster,
        severity,
        summary,
        evidence,
      })),
    before: presentClusters(before),
    after: presentClusters(after),
  };
}

function presentRecovery(
  { record, steps, plan }: RehearsedRecovery,
  diedAtMs: number,
): DeepReadonly<RehearsalView['recoveries'][number]> {
  const { uid, cluster, clusterName, instance, code, successor, startedAt, endedAt, details } = record;
  const after = (at: number): number => Math.round(at - diedAtMs);
  return {
    recovery: { uid, cluster, clusterName, instance, code, successor },
    lost: details.lost,
    errors: details.errors,
    beganAfterMs: after(startedAt),
    endedAfterMs: endedAt === null ? null : after(endedAt),
    phases: details.timings.map(({ phase, at }) => ({ phase, afterMs: after(at) })),
    notes: steps.map(({ at, message }) => ({ afterMs: after(at), message })),
    plan: plan === null ? null : presentPlan(plan),
  };
}

function presentClusters(snapshot: TopologySnapshot): DeepReadonly<RehearsalView['before']> {
  return [...snapshot.clusters.values()].map((cluster) => createClusterPresenter().present(cluster, snapshot, null));
}
