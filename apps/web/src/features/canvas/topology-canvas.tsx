/** The cluster as a drawing: React Flow around our cards and lines, with dragging, keyboard, folding and search. */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { ReactElement, RefObject } from 'react';
import { MiniMap, Panel, ReactFlow, ReactFlowProvider, useStore } from 'reactflow';
import type { EdgeTypes, NodeTypes, Viewport } from 'reactflow';
import { useComputedColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ClusterView, InstanceId, PlanView } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { candidatesQuery } from '../../shared/api/queries.ts';
import { usePreference } from '../../shared/config/preferences.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { subjectOf, useMove } from '../../shared/moves/move-store.ts';
import { moveOne, subjectInstance } from '../../shared/moves/move-subject.ts';
import type { MoveSubject } from '../../shared/moves/move-subject.ts';
import {
  CanvasContext,
  createCanvasFeeds,
  createDetailStore,
  detailAt,
  feedCluster,
  flags,
  useCanvas,
  useDetail,
} from './canvas-context.tsx';
import type { CanvasContextValue, CanvasFeeds } from './canvas-context.tsx';
import { InstanceCard } from './card/instance-card.tsx';
import { CanvasControls } from './controls/canvas-controls.tsx';
import { Legend } from './controls/legend.tsx';
import { MiniMapCard } from './controls/mini-map-card.tsx';
import { DragGhost } from './drag/drag-ghost.tsx';
import { DragStrip } from './drag/drag-strip.tsx';
import { useDragToMove } from './drag/use-drag-to-move.ts';
import { LineEdge } from './edges/line-edge.tsx';
import { findNodes } from './model/find.ts';
import { boundsOf } from './model/layout.ts';
import type { Layout } from './model/layout.ts';
import { KeepView } from './keep-view.tsx';
import { isInside, viewOf } from './model/view.ts';
import { useAnnounceChanges } from './use-announce-changes.ts';
import { useCanvasActions } from './use-canvas-actions.ts';
import type { CanvasHandlers } from './use-canvas-actions.ts';
import { useCollapsed } from './use-collapsed.ts';
import { useFlow } from './use-flow.ts';
import type { FlowResult } from './use-flow.ts';
import classes from './topology-canvas.module.css';

export interface TopologyCanvasProps extends CanvasHandlers {
  readonly cluster: ClusterView;
  readonly selected: InstanceId | null;
  readonly find: string;
  /** What the plan on screen would change. */
  readonly changes: PlanView['changes'];
  readonly onDrop: (subject: MoveSubject, target: InstanceId) => void;
}

// Outside of any component: React Flow renders everything anew when these change.
const NODE_TYPES: NodeTypes = { card: InstanceCard };
const EDGE_TYPES: EdgeTypes = { line: LineEdge };
const FIT = { padding: 0.1, maxZoom: 1, minZoom: 0.05 } as const;
/** Beside the legend, not under it. */
const FIT_BESIDE_LEGEND = { ...FIT, padding: { top: '10%', right: '6%', bottom: '10%', left: '310px' } } as const;
const PRO_OPTIONS = { hideAttribution: true } as const;

export function TopologyCanvas(props: TopologyCanvasProps): ReactElement {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}

function Canvas(props: TopologyCanvasProps): ReactElement {
  const { cluster, changes } = props;
  const [feeds] = useState(() => createCanvasFeeds(cluster));
  const [detail] = useState(createDetailStore);
  const orientation = usePreference((preferences) => preferences.orientation);
  const fold = useCollapsed(cluster.id);
  const frozen = useMove((state) => state.kind === 'dragging');
  const result = useFlow({ cluster, orientation, collapsed: fold.collapsed, changes, frozen });
  const actions = useCanvasActions({ ...props, result, feeds, toggleFold: fold.toggle });
  const context = useMemo<CanvasContextValue>(() => ({ feeds, detail, actions }), [feeds, detail, actions]);
  useFeeds(feeds, props, result);
  useAnnounceChanges(cluster);
  return (
    <CanvasContext value={context}>
      <Drawing {...props} result={result} fold={fold} />
    </CanvasContext>
  );
}

interface DrawingProps extends TopologyCanvasProps {
  readonly result: FlowResult;
  readonly fold: ReturnType<typeof useCollapsed>;
}

function Drawing({ cluster, selected, result, fold, onSelect, onDrop }: DrawingProps): ReactElement {
  const { detail } = useCanvas();
  const { t } = useWords();
  const wrapper = useRef<HTMLDivElement>(null);
  const ghost = useRef<HTMLDivElement>(null);
  const { layout, flow, tree } = result;
  const onPointerDown = useDragToMove({ wrapper, ghost, placements: layout.placements, onDrop });
  const scheme = useComputedColorScheme('light');
  const { legend, minimap } = usePreferencesOfCanvas();
  const fit = legend ? FIT_BESIDE_LEGEND : FIT;
  const failure = useVerdicts(cluster);
  useTreeRole(wrapper, t('canvas.label', { cluster: cluster.name }));
  const setDetail = useMemo(
    () =>
      ({ zoom }: Viewport): void => {
        const next = detailAt(zoom);
        if (detail.getState().detail !== next) detail.setState({ detail: next });
      },
    [detail],
  );
  return (
    <>
      <div ref={wrapper} className={classes.canvas} data-orientation={layout.orientation} onPointerDown={onPointerDown}>
        <DetailMark wrapper={wrapper} />
        <ReactFlow
          nodes={flow.nodes}
          edges={flow.edges}
          nodeTypes={NODE_TYPES}
          edgeTypes={EDGE_TYPES}
          colorMode={scheme}
          fitView
          fitViewOptions={fit}
          minZoom={FIT.minZoom}
          maxZoom={1.8}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          disableKeyboardA11y
          deleteKeyCode={null}
          zoomOnDoubleClick={false}
          proOptions={PRO_OPTIONS}
          onInit={(instance) => setDetail(instance.getViewport())}
          onViewportChange={setDetail}
          onPaneClick={() => onSelect(null)}
        >
          <KeepView fit={fit} layout={layout} selected={selected} />
          <Panel position="bottom-left">
            <CanvasControls fit={fit} tree={tree} fold={fold} />
          </Panel>
          {legend && (
            <Panel position="top-left">
              <Legend />
            </Panel>
          )}
          {minimap && <Overview layout={layout} />}
        </ReactFlow>
        <DragGhost elementRef={ghost} />
      </div>
      <DragStrip failure={failure} />
    </>
  );
}

function usePreferencesOfCanvas(): { readonly legend: boolean; readonly minimap: boolean } {
  const legend = usePreference((preferences) => preferences.legend);
  const minimap = usePreference((preferences) => preferences.minimap);
  return { legend, minimap };
}

/** Fills the feeds before the browser paints, so that no card shows an older state than its neighbour. */
function useFeeds(
  feeds: CanvasFeeds,
  { cluster, selected, find }: TopologyCanvasProps,
  { tree, layout }: FlowResult,
): void {
  const subject = useMove(subjectOf);
  const over = useMove((state) =>
    state.kind === 'dragging' ? state.over : state.kind === 'proposing' ? state.target : null,
  );
  useLayoutEffect(() => feedCluster(feeds, cluster), [feeds, cluster]);
  useLayoutEffect(() => feeds.places.replace(tree.nodes), [feeds, tree]);
  useLayoutEffect(() => feeds.folded.replace(layout.folded), [feeds, layout]);
  useLayoutEffect(() => feeds.selected.replace(flags(selected === null ? [] : [selected])), [feeds, selected]);
  useLayoutEffect(() => feeds.over.replace(flags(over === null ? [] : [over])), [feeds, over]);
  useLayoutEffect(() => {
    const held = subject === null ? [] : subject.kind === 'relocate' ? [subject.replica] : replicasIn(cluster, subject);
    feeds.held.replace(flags(held));
    // A held card tells by its own look what it is; its verdict would only say "not onto itself".
  }, [feeds, subject, cluster]);
  useLayoutEffect(() => {
    const found = findNodes(cluster.nodes, find);
    feeds.dimmed.replace(
      flags(found === null ? [] : cluster.nodes.map((node) => node.id).filter((id) => !found.has(id))),
    );
  }, [feeds, cluster, find]);
  useLayoutEffect(() => {
    const hasStop = [...layout.placements.keys()].some((id) => feeds.tabStop.get(id) === true);
    const first = selected ?? layout.placements.keys().next().value;
    if (!hasStop && first !== undefined) feeds.tabStop.replace(flags([first]));
  }, [feeds, layout, selected]);
}

function replicasIn(cluster: ClusterView, subject: MoveSubject): readonly InstanceId[] {
  const source = subjectInstance(subject);
  return cluster.edges.filter((edge) => edge.source === source).map((edge) => edge.replica);
}

const NOTHING = moveOne('' as InstanceId);

/** The server's verdict on every target, asked once when something is taken hold of. Answers why there is none. */
function useVerdicts(cluster: ClusterView): unknown {
  const { feeds } = useCanvas();
  const api = useApi();
  const subject = useMove(subjectOf);
  const [revision, setRevision] = useState(cluster.revision);
  // While something is held, a newer revision does not ask again; the plan is checked anew anyway.
  if (subject === null && revision !== cluster.revision) setRevision(cluster.revision);
  const { data, error } = useQuery({
    ...candidatesQuery(api, subject ?? NOTHING, revision),
    enabled: subject !== null,
  });
  const verdicts = subject === null ? undefined : data?.verdicts;
  useLayoutEffect(() => {
    feeds.verdicts.replace(new Map((verdicts ?? []).map((verdict) => [verdict.target, verdict])));
  }, [feeds, verdicts]);
  return subject === null ? null : error;
}

/** Styles that depend on the level of detail alone need no rendering. */
function DetailMark({ wrapper }: { readonly wrapper: RefObject<HTMLDivElement | null> }): null {
  const detail = useDetail();
  useLayoutEffect(() => {
    if (wrapper.current !== null) wrapper.current.dataset['detail'] = detail;
  }, [wrapper, detail]);
  return null;
}

/** React Flow has no prop for the role of the element that holds all nodes. */
function useTreeRole(wrapper: RefObject<HTMLDivElement | null>, label: string): void {
  useEffect(() => {
    const holder = wrapper.current?.querySelector('.react-flow__nodes');
    holder?.setAttribute('role', 'tree');
    holder?.setAttribute('aria-label', label);
  }, [wrapper, label]);
}

/** The small map; only while something is outside of the view, since it covers a corner of it. */
function Overview({ layout }: { readonly layout: Layout }): ReactElement | null {
  const { t } = useWords();
  const box = useMemo(() => boundsOf(layout.placements.values()), [layout]);
  const seen = useStore((state) => isInside(box, viewOf(state), state));
  if (seen) return null;
  return (
    <MiniMap
      className={classes.minimap}
      pannable
      zoomable
      nodeComponent={MiniMapCard}
      ariaLabel={t('canvas.minimap')}
    />
  );
}
