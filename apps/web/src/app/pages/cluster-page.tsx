/** One cluster: its drawing or its table, and beside it the server or the plan that the address of the page names. */
import { Suspense, lazy, useCallback, useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { ClusterId, ClusterView, InstanceId, PlanId, PlanView } from '@topiary/contract';
import { ClusterTable } from '../../features/canvas/table/cluster-table.tsx';
import { DropChoice } from '../../features/canvas/drag/drop-choice.tsx';
import { focusCard } from '../../features/canvas/focus-card.ts';
import { NO_MARKS, planMarksOf } from '../../features/canvas/model/plan-marks.ts';
import { TopologyCanvas } from '../../features/canvas/topology-canvas.tsx';
import type { TopologyCanvasProps } from '../../features/canvas/topology-canvas.tsx';
import { ClusterRecovery } from '../../features/recovery/cluster-recovery.tsx';
import { PickedBar } from '../../features/canvas/picked-bar.tsx';
import { MoveDialog } from '../../features/plan/move-dialog.tsx';
import { MoveNotice } from '../../features/plan/move-notice.tsx';
import { TakeoverDialog } from '../../features/takeover/takeover-dialog.tsx';
import { WaitingTakeover } from '../../features/takeover/waiting-takeover.tsx';
import { useApi } from '../../shared/api/client-context.tsx';
import { clusterQuery, planQuery, queryKeys } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { useWatchCluster } from '../../shared/live/live-context.tsx';
import { IDLE, MoveContext, createMoveStore, useMoveStore } from '../../shared/moves/move-store.ts';
import type { MoveAction } from '../../shared/moves/move-actions.ts';
import type { Drop } from '../../shared/moves/drops.ts';
import { moveOne, movePicked } from '../../shared/moves/move-subject.ts';
import { PickedContext, clearPicked, createPickedStore, usePickedStore } from '../../shared/moves/picked-store.ts';
import { useProposeMove } from '../../shared/moves/use-propose-move.ts';
import type { ProposeMove } from '../../shared/moves/use-propose-move.ts';
import { Failure, Waiting } from '../../shared/ui/states.tsx';
import { useKeys } from '../../shared/ui/use-keys.ts';
import { FIND_KEY } from '../actions/shortcuts.ts';
import { ClusterActions } from '../cluster/cluster-actions.tsx';
import { ClusterHeader } from '../cluster/cluster-header.tsx';
import { InstanceMenu } from '../cluster/instance-menu.tsx';
import type { MenuPlace } from '../cluster/instance-menu.tsx';
import { LastDone } from '../cluster/last-done.tsx';
import { SidePanel } from '../cluster/side-panel.tsx';
import { useReplacing } from '../cluster/use-replacing.ts';
import type { Replacing } from '../cluster/use-replacing.ts';
import { findNext } from '../find-next.ts';
import { paths } from '../paths.ts';
import { useClusterAddress } from '../use-cluster-address.ts';
import type { ClusterAddress } from '../use-cluster-address.ts';
import { useFindParameter } from '../use-find-parameter.ts';
import classes from './cluster-page.module.css';

/** Most people never look there. */
const PastCluster = lazy(async () => ({ default: (await import('../cluster/past-cluster.tsx')).PastCluster }));

export function ClusterPage(): ReactElement {
  const { t } = useWords();
  const id = useParams()['cluster'] as ClusterId;
  const [moves] = useState(createMoveStore);
  const [picked] = useState(createPickedStore);
  const address = useClusterAddress();
  useWatchCluster(id);
  const { data: cluster, error, refetch } = useQuery(clusterQuery(useApi(), id));
  if (cluster !== undefined && address.at !== null) {
    return (
      <Suspense fallback={<Waiting />}>
        <PastCluster key={id} cluster={id} name={cluster.alias ?? cluster.name} address={address} />
      </Suspense>
    );
  }
  if (cluster !== undefined) {
    return (
      <MoveContext value={moves}>
        <title>{t('cluster.documentTitle', { cluster: cluster.alias ?? cluster.name })}</title>
        <PickedContext value={picked}>
          <Cluster key={cluster.id} cluster={cluster} />
        </PickedContext>
      </MoveContext>
    );
  }
  if (error === null) return <Waiting />;
  return (
    <Failure error={error} onRetry={() => void refetch()}>
      <Link to={paths.fleet}>{t('notFound.back')}</Link>
    </Failure>
  );
}

const NO_CHANGES: PlanView['changes'] = [];
const NO_PLAN = '' as PlanId;
/** What stands beside the drawing makes room for something else. */
const ALONE = { plan: null, instance: null, tab: null, history: null, readiness: null, charts: null } as const;
const NEWEST = 'newest';

function Cluster({ cluster }: { readonly cluster: ClusterView }): ReactElement {
  const address = useClusterAddress();
  const find = useFindParameter();
  const isPhone = useMediaQuery('(max-width: 48em)');
  const view = address.view ?? (isPhone ? 'table' : 'graph');
  const { menu, onMenu, closeMenu } = useMenu();
  const { open } = address;
  const replacing = useReplacing(cluster);
  const { propose, onPlan, onDrop, onReattach } = useClusterMoves(cluster, open, replacing.ask);
  const onSelect = useCallback(
    (instance: InstanceId | null) => open({ instance, ...(instance === null ? { tab: null } : {}) }),
    [open],
  );
  const onAction = useRunAction(cluster);
  const closePanel = useClosePanel(address);
  useKeys({ [FIND_KEY]: find.focus, Escape: closePanel });
  const shownPlan = useShownPlan(address, cluster.running?.plan ?? null);
  const onFindNext = (): void => {
    const next = findNext({ cluster, text: find.text, selected: address.instance });
    if (next !== null) onSelect(next);
  };
  const onHistory = (): void => open({ ...ALONE, history: address.showsHistory ? null : '' });
  const onReadiness = (): void => open({ ...ALONE, readiness: address.showsReadiness ? null : '' });
  const handlers = { ...shownPlan, onAction, onDrop, onReplace: replacing.askOf };
  const acts = { cluster, address, view, onAction, onPlan, onHistory, onReadiness, onReplace: replacing.ask };
  const shared = { cluster, selected: address.instance, find: find.text, onSelect, onMenu };
  return (
    <div className={classes.page}>
      <ClusterHeader
        cluster={cluster}
        view={view}
        find={find}
        onView={(next) => open({ view: next })}
        {...{ onPlan, onHistory, onReadiness, onFindNext }}
        onCharts={() => open({ ...ALONE, charts: address.showsCharts ? null : '' })}
        onPlayback={() => open({ ...ALONE, at: NEWEST })}
      />
      <ClusterActions {...acts} />
      <UnderWay cluster={cluster.id} onPlan={onPlan} onReadiness={() => open({ ...ALONE, readiness: '' })} />
      <div className={classes.body}>
        <div className={classes.stage}>
          {view === 'graph' ? <TopologyCanvas {...shared} {...handlers} /> : <ClusterTable {...shared} />}
          <Above cluster={cluster} shown={address.plan} onPlan={onPlan} />
        </div>
        <SidePanel
          cluster={cluster}
          address={address}
          onReplace={replacing.ask}
          onAction={onAction}
          onReattach={onReattach}
          onSelect={onSelect}
          onPlan={onPlan}
          onClose={closePanel}
        />
      </div>
      <Questions cluster={cluster} propose={propose} replacing={replacing} onPlan={onPlan} />
      <InstanceMenu
        place={menu}
        cluster={cluster}
        onClose={closeMenu}
        onOpen={(id, tab) => open({ instance: id, ...(tab === undefined ? {} : { tab, plan: null }) })}
        onAction={onAction}
        onReattach={onReattach}
        onReplace={replacing.ask}
        onPlan={onPlan}
      />
    </div>
  );
}

function useMenu() {
  const [menu, setMenu] = useState<MenuPlace | null>(null);
  const onMenu = useCallback<TopologyCanvasProps['onMenu']>((id, at) => setMenu({ id, ...at }), []);
  const closeMenu = useCallback(() => setMenu(null), []);
  return { menu, onMenu, closeMenu };
}

interface UnderWayProps {
  readonly cluster: ClusterId;
  readonly onPlan: (plan: PlanId) => void;
  readonly onReadiness: () => void;
}

/** What is being repaired, and what is to come. */
function UnderWay({ cluster, onPlan, onReadiness }: UnderWayProps): ReactElement {
  return (
    <>
      <ClusterRecovery cluster={cluster} href={paths.recovery} onPlan={onPlan} onReadiness={onReadiness} />
      <WaitingTakeover cluster={cluster} allHref={paths.takeovers} />
    </>
  );
}

interface AboveProps {
  readonly cluster: ClusterView;
  readonly shown: PlanId | null;
  readonly onPlan: (plan: PlanId) => void;
}

/** What lies over the drawing. */
function Above({ cluster, shown, onPlan }: AboveProps): ReactElement {
  return (
    <>
      <PickedBar cluster={cluster} />
      <MoveNotice />
      <LastDone shown={shown} onPlan={onPlan} />
    </>
  );
}

interface QuestionsProps extends Pick<AboveProps, 'cluster' | 'onPlan'> {
  readonly propose: ProposeMove;
  readonly replacing: Replacing;
}

/** What is asked before there is a plan. */
function Questions({ cluster, propose, replacing, onPlan }: QuestionsProps): ReactElement {
  return (
    <>
      <MoveDialog cluster={cluster} onChoose={propose.choose} />
      <TakeoverDialog wish={replacing.wish} cluster={cluster} onPlan={onPlan} onClose={replacing.close} />
      <DropChoice onChoose={propose.choose} />
    </>
  );
}

interface ClusterMoves extends Pick<TopologyCanvasProps, 'onDrop'> {
  readonly propose: ProposeMove;
  readonly onPlan: (plan: PlanId) => void;
  readonly onReattach: (drop: Drop) => void;
}

/** From what is done with cards to a plan on screen; those that were picked out for it are let go of. */
function useClusterMoves(
  cluster: ClusterView,
  open: ClusterAddress['open'],
  onReplace: Replacing['ask'],
): ClusterMoves {
  const picked = usePickedStore();
  const onPlan = useCallback(
    (plan: PlanId) => {
      clearPicked(picked);
      open({ plan });
    },
    [picked, open],
  );
  const propose = useProposeMove({ cluster, onPlan, onReplace });
  const onDrop = useCallback<TopologyCanvasProps['onDrop']>(
    (subject, target) => void propose.drop(subject, target),
    [propose],
  );
  const onReattach = useCallback((drop: Drop) => void propose.choose(moveOne(drop.subject), drop), [propose]);
  return { propose, onPlan, onDrop, onReattach };
}

/** What the drawing shows beside the present: a plan that may still happen, or is happening. */
function useShownPlan(address: ClusterAddress, running: PlanId | null): Pick<TopologyCanvasProps, 'changes' | 'marks'> {
  const api = useApi();
  // Somebody else's too, for whoever looks at nothing of their own.
  const wanted = address.plan ?? running;
  const { data: plan } = useQuery({ ...planQuery(api, wanted ?? NO_PLAN), enabled: wanted !== null });
  const shown = wanted === null || plan === undefined || plan.status === 'finished' ? null : plan;
  const marks = useMemo(() => (shown === null ? NO_MARKS : planMarksOf(shown)), [shown]);
  return { changes: shown?.changes ?? NO_CHANGES, marks };
}

/** Opens the list of targets, for all that are picked out if it is one of them. A replica with several channels begins with the first; the dialog lets choose. */
function useRunAction(cluster: ClusterView): (action: MoveAction, id: InstanceId) => void {
  const moves = useMoveStore();
  const store = usePickedStore();
  return useCallback(
    (action, id) => {
      const picked = store.getState().ids;
      if (action.id === 'move' && picked.size > 1 && picked.has(id))
        return moves.setState({ kind: 'choosing', subject: movePicked(picked, cluster.edges) }, true);
      const node = cluster.nodes.find((candidate) => candidate.id === id);
      if (node === undefined || action.refusal(node) !== null) return;
      const subject = action.subject(id);
      const channels = cluster.edges.filter((edge) => edge.replica === id).map((edge) => edge.channel);
      const chosen =
        subject.kind === 'relocate' && channels.length > 1 ? { ...subject, channel: channels[0] ?? null } : subject;
      moves.setState({ kind: 'choosing', subject: chosen }, true);
    },
    [cluster, moves, store],
  );
}

/** Escape and the cross: one level at a time, and the keyboard goes back to the card that it came from. */
function useClosePanel({
  plan,
  instance,
  showsHistory,
  showsReadiness,
  showsCharts,
  open,
}: ClusterAddress): () => void {
  const moves = useMoveStore();
  const picked = usePickedStore();
  const cache = useQueryClient();
  return useCallback(() => {
    const { kind } = moves.getState();
    if (kind === 'choosing' || kind === 'dragging') return;
    if (kind !== 'idle') return moves.setState(IDLE, true);
    if (plan !== null) {
      const moved = cache.getQueryData<PlanView>(queryKeys.plan(plan))?.changes[0]?.replica;
      open({ plan: null });
      if (moved !== undefined) focusCard(moved);
    } else if (instance !== null) {
      open({ instance: null, tab: null });
      focusCard(instance);
    } else if (picked.getState().ids.size > 0) clearPicked(picked);
    else if (showsHistory || showsReadiness || showsCharts) open({ history: null, readiness: null, charts: null });
  }, [moves, picked, cache, plan, instance, showsHistory, showsReadiness, showsCharts, open]);
}
