/**
 * The topology in the contract's shapes, for requests and for the live stream alike. What did not change between two
 * calls is the same object.
 */
import { isDeepStrictEqual } from 'node:util';
import type { FleetView, InstanceView } from '@topiary/contract';
import { findInstance } from '@topiary/domain';
import type { ClusterId, InstanceId, NamingRules, Policy, RecoveryRules } from '@topiary/domain';
import type { Engine } from '@topiary/engine';
import { automationOf, presentSummary } from '../presenters/cluster-summary.ts';
import type { PresentedSummary } from '../presenters/cluster-summary.ts';
import { createClusterPresenter } from '../presenters/cluster-view.ts';
import type { ClusterPresenter, PresentedCluster, RunningPlan } from '../presenters/cluster-view.ts';
import type { ProblemFilter } from '../presenters/problem-counts.ts';
import { presentInstance } from '../presenters/instance-view.ts';
import { sameSummaryInput, summaryInputOf } from '../presenters/summary-input.ts';
import type { SummaryInput } from '../presenters/summary-input.ts';
import type { DeepReadonly } from '../presenters/readonly.ts';

export interface TopologyViews {
  fleet(): DeepReadonly<FleetView>;
  /** `null`: there is no such cluster. */
  summary(id: ClusterId): PresentedSummary | null;
  cluster(id: ClusterId): PresentedCluster | null;
  /** By any address that is proved to lead to it. */
  instance(id: InstanceId): DeepReadonly<InstanceView> | null;
}

/** How the configuration wants it shown. */
export interface ShownAs {
  readonly naming: NamingRules;
  /** The problems of a server for which it answers with an expression are not counted and not listed. */
  readonly problemFilter: ProblemFilter;
  /** By which it is said who would be recovered by itself, and by whom a master could be replaced. */
  readonly recoveryRules: RecoveryRules;
  readonly policy: Policy;
}

export function createTopologyViews(
  engine: Pick<Engine, 'snapshot' | 'hostsDown' | 'runningOn'>,
  { naming, recoveryRules, ...shownAs }: ShownAs,
): TopologyViews {
  const presenters = new Map<ClusterId, ClusterPresenter>();
  const summaries = new Map<ClusterId, { readonly input: SummaryInput; readonly line: PresentedSummary }>();

  function summary(id: ClusterId): PresentedSummary | null {
    const snapshot = engine.snapshot();
    const found = snapshot.clusters.get(id);
    if (found === undefined) {
      summaries.delete(id);
      return null;
    }
    const hostsDown = engine.hostsDown();
    const automation = automationOf(found, recoveryRules);
    const input = summaryInputOf(found, snapshot, { hostsDown, automation });
    const before = summaries.get(id);
    const isKept = before !== undefined && sameSummaryInput(before.input, input);
    const next = isKept ? before.line : presentSummary(found, snapshot, { ...shownAs, hostsDown, automation });
    const line = before !== undefined && isDeepStrictEqual(before.line, next) ? before.line : next;
    // The newer input, so that what it is compared with does not keep old snapshots alive.
    summaries.set(id, { input, line });
    return line;
  }

  function cluster(id: ClusterId): PresentedCluster | null {
    const snapshot = engine.snapshot();
    const found = snapshot.clusters.get(id);
    if (found === undefined) {
      presenters.delete(id);
      return null;
    }
    const presenter = presenters.get(id) ?? createClusterPresenter();
    presenters.set(id, presenter);
    return presenter.present(found, snapshot, running(id));
  }

  function running(id: ClusterId): RunningPlan | null {
    const lock = engine.runningOn(id);
    return lock === null ? null : { plan: lock.plan, user: lock.actor.user };
  }

  return {
    summary,
    cluster,
    fleet: () => ({ clusters: [...engine.snapshot().clusters.keys()].flatMap((id) => summary(id) ?? []) }),
    instance: (id) => {
      const snapshot = engine.snapshot();
      const found = findInstance(snapshot, id);
      return found === null ? null : presentInstance(found, snapshot, naming);
    },
  };
}
