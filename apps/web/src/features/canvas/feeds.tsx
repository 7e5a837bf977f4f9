/**
 * Fill the feeds that cards listen to: each draws nothing and renders alone, so that a hover during a drag or a new lag
 * renders one of these and the cards concerned. Before the browser paints, so that no card shows an older state than its
 * neighbour.
 */
import { useLayoutEffect } from 'react';
import type { ClusterView, InstanceId } from '@topiary/contract';
import { usePageDisplay } from '../../shared/config/page-display.ts';
import { dropsOf } from '../../shared/moves/drops.ts';
import { subjectOf, useMove } from '../../shared/moves/move-store.ts';
import { subjectInstance } from '../../shared/moves/move-subject.ts';
import type { MoveSubject } from '../../shared/moves/move-subject.ts';
import { usePicked } from '../../shared/moves/picked-store.ts';
import { feedCluster, flags, useCanvas } from './canvas-context.tsx';
import { NO_DATA_CENTERS, crossingEdges } from './model/data-centers.ts';
import { findNodes } from './model/find.ts';
import type { PlanMarks } from './model/plan-marks.ts';
import { useCandidates } from './use-candidates.ts';
import type { PastLook } from '../../shared/topology/past-look.ts';
import type { DataCentersShown } from './use-data-centers.ts';
import type { FlowResult } from './use-flow.ts';

export function ClusterFeeds({ cluster }: { readonly cluster: ClusterView }): null {
  const { feeds } = useCanvas();
  const { cutFromNames } = usePageDisplay();
  useLayoutEffect(() => feedCluster(feeds, cluster, cutFromNames), [feeds, cluster, cutFromNames]);
  return null;
}

export interface LookFeedsProps {
  readonly cluster: ClusterView;
  readonly selected: InstanceId | null;
  readonly find: string;
  readonly result: FlowResult;
}

/** Where cards stand in the tree, and which of them is chosen, reachable by Tab, or dimmed by the search. */
export function LookFeeds({ cluster, selected, find, result: { tree, layout } }: LookFeedsProps): null {
  const { feeds } = useCanvas();
  useLayoutEffect(() => feeds.places.replace(tree.nodes), [feeds, tree]);
  useLayoutEffect(() => feeds.folded.replace(layout.folded), [feeds, layout]);
  useLayoutEffect(() => feeds.selected.replace(flags(selected === null ? [] : [selected])), [feeds, selected]);
  useLayoutEffect(() => {
    const found = findNodes(cluster.nodes, find);
    const dimmed = cluster.nodes.map((node) => node.id).filter((id) => found !== null && !found.has(id));
    feeds.dimmed.replace(flags(dimmed));
  }, [feeds, cluster, find]);
  useLayoutEffect(() => {
    const hasStop = [...layout.placements.keys()].some((id) => feeds.tabStop.get(id) === true);
    const first = selected ?? layout.placements.keys().next().value;
    if (!hasStop && first !== undefined) feeds.tabStop.replace(flags([first]));
  }, [feeds, layout, selected]);
  return null;
}

/** What becomes of servers by the plan that is on screen, and how far it is. */
export function PlanFeeds({ marks }: { readonly marks: PlanMarks }): null {
  const { feeds } = useCanvas();
  useLayoutEffect(() => feeds.marks.replace(marks), [feeds, marks]);
  return null;
}

const NOBODY: ReadonlySet<InstanceId> = new Set();

/** What the change that is looked at touched. */
export function PastFeeds({ past }: { readonly past: PastLook | null }): null {
  const { feeds } = useCanvas();
  const changed = past?.changed ?? NOBODY;
  useLayoutEffect(() => feeds.changed.replace(flags(changed)), [feeds, changed]);
  return null;
}

export interface DataCenterFeedsProps {
  readonly cluster: ClusterView;
  readonly dataCenters: DataCentersShown;
}

/** Which data center is which, and the edges between two of them. */
export function DataCenterFeeds({ cluster, dataCenters: { present, wanted } }: DataCenterFeedsProps): null {
  const { feeds } = useCanvas();
  const shown = wanted ? present : NO_DATA_CENTERS;
  useLayoutEffect(() => feeds.dataCenters.replace(shown), [feeds, shown]);
  useLayoutEffect(() => {
    const crossing = shown.size === 0 ? [] : crossingEdges(cluster);
    feeds.crossing.replace(new Map(crossing.map((id) => [id, true] as const)));
  }, [feeds, cluster, shown]);
  return null;
}

/** What is held, where it is held, and the verdict on every card. */
export function MoveFeeds({ cluster }: { readonly cluster: ClusterView }): null {
  const { feeds } = useCanvas();
  const subject = useMove(subjectOf);
  const over = useMove((state) =>
    state.kind === 'dragging'
      ? state.over
      : state.kind === 'proposing' || state.kind === 'deciding'
        ? state.target
        : null,
  );
  const { verdicts } = useCandidates(cluster.revision);
  const picked = usePicked();
  useLayoutEffect(() => feeds.picked.replace(flags(picked)), [feeds, picked]);
  useLayoutEffect(() => feeds.over.replace(flags(over === null ? [] : [over])), [feeds, over]);
  useLayoutEffect(() => feeds.held.replace(flags(heldBy(subject, cluster))), [feeds, subject, cluster]);
  useLayoutEffect(() => {
    const drops =
      subject === null ? [] : verdicts.map((verdict) => [verdict.target, dropsOf(subject, verdict)] as const);
    feeds.drops.replace(new Map(drops));
  }, [feeds, subject, verdicts]);
  return null;
}

function heldBy(subject: MoveSubject | null, cluster: ClusterView): readonly InstanceId[] {
  if (subject === null) return [];
  if (subject.kind === 'relocate') return [subject.replica];
  if (subject.kind === 'move-many') return subject.replicas.map(({ replica }) => replica);
  const source = subjectInstance(subject);
  return cluster.edges.filter((edge) => edge.source === source).map((edge) => edge.replica);
}
