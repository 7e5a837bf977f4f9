/** One cluster: its drawing or its table, and beside it the server or the plan that the address of the page names. */
import { useCallback, useState } from 'react';
import type { ReactElement } from 'react';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { ClusterId, ClusterView, InstanceId, PlanId, PlanView } from '@topiary/contract';
import { ClusterTable } from '../../features/canvas/table/cluster-table.tsx';
import { DropChoice } from '../../features/canvas/drag/drop-choice.tsx';
import { focusCard } from '../../features/canvas/focus-card.ts';
import { TopologyCanvas } from '../../features/canvas/topology-canvas.tsx';
import type { TopologyCanvasProps } from '../../features/canvas/topology-canvas.tsx';
import { HistoryPanel } from '../../features/history/history-panel.tsx';
import { InstancePanel } from '../../features/instance/instance-panel.tsx';
import { PickedBar } from '../../features/canvas/picked-bar.tsx';
import { MoveDialog } from '../../features/plan/move-dialog.tsx';
import { MoveNotice } from '../../features/plan/move-notice.tsx';
import { UndoToast } from '../../features/plan/undo-toast.tsx';
import { PlanPanel } from '../../features/plan/plan-panel.tsx';
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
import { ClusterHeader } from '../cluster/cluster-header.tsx';
import { InstanceMenu } from '../cluster/instance-menu.tsx';
import type { MenuPlace } from '../cluster/instance-menu.tsx';
import { findNext } from '../find-next.ts';
import { paths } from '../paths.ts';
import { useClusterAddress } from '../use-cluster-address.ts';
import type { ClusterAddress } from '../use-cluster-address.ts';
import { useFindParameter } from '../use-find-parameter.ts';
import classes from './cluster-page.module.css';

export function ClusterPage(): ReactElement {
  const { t } = useWords();
  const id = useParams()['cluster'] as ClusterId;
  const [moves] = useState(createMoveStore);
  const [picked] = useState(createPickedStore);
  useWatchCluster(id);
  const { data: cluster, error, refetch } = useQuery(clusterQuery(useApi(), id));
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

function Cluster({ cluster }: { readonly cluster: ClusterView }): ReactElement {
  const address = useClusterAddress();
  const find = useFindParameter();
  const isPhone = useMediaQuery('(max-width: 48em)');
  const view = address.view ?? (isPhone ? 'table' : 'graph');
  const [menu, setMenu] = useState<MenuPlace | null>(null);
  const { open } = address;
  const { propose, onPlan, onDrop, onReattach } = useClusterMoves(cluster, open);
  const onSelect = useCallback(
    (instance: InstanceId | null) => open({ instance, ...(instance === null ? { tab: null } : {}) }),
    [open],
  );
  const onAction = useRunAction(cluster);
  const onMenu = useCallback(
    (id: InstanceId, at: { readonly x: number; readonly y: number }) => setMenu({ id, ...at }),
    [],
  );
  const closePanel = useClosePanel(address);
  useKeys({ '/': find.focus, Escape: closePanel });
  const changes = useShownChanges(address);
  const onFindNext = (): void => {
    const next = findNext({ cluster, text: find.text, selected: address.instance });
    if (next !== null) onSelect(next);
  };
  const shared = { cluster, selected: address.instance, find: find.text, onSelect, onMenu };
  return (
    <div className={classes.page}>
      <ClusterHeader
        cluster={cluster}
        view={view}
        find={find}
        onView={(next) => open({ view: next })}
        onPlan={onPlan}
        onHistory={() => open({ history: address.showsHistory ? null : '', plan: null, instance: null, tab: null })}
        onFindNext={onFindNext}
      />
      <div className={classes.body}>
        <div className={classes.stage}>
          {view === 'graph' ? (
            <TopologyCanvas {...shared} changes={changes} onAction={onAction} onDrop={onDrop} />
          ) : (
            <ClusterTable {...shared} />
          )}
          <PickedBar cluster={cluster} />
          <MoveNotice />
          <LastDone shown={address.plan} onPlan={onPlan} />
        </div>
        <SidePanel
          cluster={cluster.id}
          address={address}
          onAction={onAction}
          onReattach={onReattach}
          onSelect={onSelect}
          onPlan={onPlan}
          onClose={closePanel}
        />
      </div>
      <MoveDialog cluster={cluster} onChoose={propose.choose} />
      <DropChoice onChoose={propose.choose} />
      <InstanceMenu
        place={menu}
        cluster={cluster}
        onClose={() => setMenu(null)}
        onOpen={onSelect}
        onAction={onAction}
        onReattach={onReattach}
      />
    </div>
  );
}

interface ClusterMoves extends Pick<TopologyCanvasProps, 'onDrop'> {
  readonly propose: ProposeMove;
  readonly onPlan: (plan: PlanId) => void;
  readonly onReattach: (drop: Drop) => void;
}

/** From what is done with cards to a plan on screen; those that were picked out for it are let go of. */
function useClusterMoves(cluster: ClusterView, open: ClusterAddress['open']): ClusterMoves {
  const picked = usePickedStore();
  const onPlan = useCallback(
    (plan: PlanId) => {
      clearPicked(picked);
      open({ plan });
    },
    [picked, open],
  );
  const propose = useProposeMove({ cluster, onPlan });
  const onDrop = useCallback<TopologyCanvasProps['onDrop']>(
    (subject, target) => void propose.drop(subject, target),
    [propose],
  );
  const onReattach = useCallback((drop: Drop) => void propose.choose(moveOne(drop.subject), drop), [propose]);
  return { propose, onPlan, onDrop, onReattach };
}

interface SidePanelProps {
  readonly cluster: ClusterId;
  readonly onReattach: (drop: Drop) => void;
  readonly address: ClusterAddress;
  readonly onAction: (action: MoveAction, id: InstanceId) => void;
  readonly onSelect: (id: InstanceId | null) => void;
  readonly onPlan: (plan: PlanId) => void;
  readonly onClose: () => void;
}

/** A plan comes before a server: it waits for an answer. */
function SidePanel(props: SidePanelProps): ReactElement | null {
  const { address, onAction, onReattach, onSelect, onPlan, onClose } = props;
  const { instance, plan, tab, showsHistory, open } = address;
  if (plan === null && instance === null && !showsHistory) return null;
  return (
    <aside className={classes.panel}>
      {plan !== null ? (
        <PlanPanel key={plan} id={plan} onPlan={onPlan} onSelect={onSelect} onClose={onClose} />
      ) : instance === null ? (
        <HistoryPanel cluster={props.cluster} onPlan={onPlan} onClose={onClose} />
      ) : (
        <InstancePanel
          key={instance}
          id={instance}
          tab={tab}
          onTab={(next) => open({ tab: next === 'overview' ? null : next })}
          onAction={onAction}
          onReattach={onReattach}
          onSelect={onSelect}
          onPlan={onPlan}
          onClose={onClose}
          hostHref={paths.host}
        />
      )}
    </aside>
  );
}

interface LastDoneProps {
  readonly shown: PlanId | null;
  readonly onPlan: (plan: PlanId) => void;
}

/** The plan that was looked at last: once it is closed, its way back stays at hand until it is dismissed. */
function LastDone({ shown, onPlan }: LastDoneProps): ReactElement | null {
  const [last, setLast] = useState(shown);
  if (shown !== null && shown !== last) setLast(shown);
  if (shown !== null || last === null) return null;
  return <UndoToast id={last} onPlan={onPlan} onDismiss={() => setLast(null)} />;
}

/** What the drawing shows beside the present: a plan that may still happen, or is happening. */
function useShownChanges(address: ClusterAddress): PlanView['changes'] {
  const api = useApi();
  const { data: plan } = useQuery({ ...planQuery(api, address.plan ?? NO_PLAN), enabled: address.plan !== null });
  if (address.plan === null || plan === undefined || plan.status === 'finished') return NO_CHANGES;
  return plan.changes;
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
function useClosePanel({ plan, instance, showsHistory, open }: ClusterAddress): () => void {
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
    else if (showsHistory) open({ history: null });
  }, [moves, picked, cache, plan, instance, showsHistory, open]);
}
