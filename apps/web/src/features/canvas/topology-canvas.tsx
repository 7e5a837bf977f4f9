/** The cluster as a drawing: React Flow around our cards and lines, with dragging, keyboard, folding and search. */
import { memo, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import type { ReactElement, RefObject } from 'react';
import { Panel, ReactFlow, ReactFlowProvider } from 'reactflow';
import type { NodeTypes } from 'reactflow';
import { useComputedColorScheme } from '@mantine/core';
import type { ClusterView, InstanceId, PlanView } from '@topiary/contract';
import { usePageDisplay } from '../../shared/config/page-display.ts';
import { usePreference } from '../../shared/config/preferences.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { useMove } from '../../shared/moves/move-store.ts';
import type { MoveSubject } from '../../shared/moves/move-subject.ts';
import { clearPicked, usePickedStore } from '../../shared/moves/picked-store.ts';
import { CanvasContext, createCanvasFeeds, useCanvas } from './canvas-context.tsx';
import type { CanvasContextValue } from './canvas-context.tsx';
import { CardDetails } from './card-details.tsx';
import { InstanceCard } from './card/instance-card.tsx';
import { CanvasControls } from './controls/canvas-controls.tsx';
import { ExportControl } from './controls/export-control.tsx';
import { Legend } from './controls/legend.tsx';
import { Overview } from './controls/overview.tsx';
import drag from './drag/drag.module.css';
import { DragGhost } from './drag/drag-ghost.tsx';
import { DragStrip } from './drag/drag-strip.tsx';
import { usePresses } from './drag/use-presses.ts';
import { EdgeLayer } from './edges/edge-layer.tsx';
import { ClusterFeeds, DataCenterFeeds, LookFeeds, MoveFeeds, PastFeeds, PlanFeeds } from './feeds.tsx';
import { KeepView } from './keep-view.tsx';
import type { PastLook } from '../../shared/topology/past-look.ts';
import type { PlanMarks } from './model/plan-marks.ts';
import { GroupLayer } from './groups/group-layer.tsx';
import { useAnnounceChanges } from './use-announce-changes.ts';
import { useCanvasActions } from './use-canvas-actions.ts';
import type { CanvasHandlers } from './use-canvas-actions.ts';
import { useCollapsed } from './use-collapsed.ts';
import type { Fold } from './use-collapsed.ts';
import { useDataCenters } from './use-data-centers.ts';
import type { DataCentersShown } from './use-data-centers.ts';
import { useFlow } from './use-flow.ts';
import type { FlowResult } from './use-flow.ts';
import { useGradually } from './use-gradually.ts';
import { useLegend } from './use-legend.ts';
import classes from './topology-canvas.module.css';

export interface TopologyCanvasProps extends CanvasHandlers {
  readonly cluster: ClusterView;
  readonly selected: InstanceId | null;
  readonly find: string;
  /** What the plan on screen would change. */
  readonly changes: PlanView['changes'];
  /** And what it does to servers. */
  readonly marks: PlanMarks;
  readonly onDrop: (subject: MoveSubject, target: InstanceId) => void;
  /** `null`: it shows the present. */
  readonly past?: PastLook | null;
}

// Outside of any component: React Flow renders everything anew when these change.
const NODE_TYPES: NodeTypes = { card: InstanceCard };
const FIT = { padding: 0.1, maxZoom: 1, minZoom: 0.05 } as const;
/** Beside the legend, not under it. */
const FIT_BESIDE_LEGEND = { ...FIT, padding: { top: '10%', right: '6%', bottom: '10%', left: '310px' } } as const;
/** More cards than this jump to their places: gliding costs a layout of each, frame after frame. */
const MAX_GLIDING = 120;
const PRO_OPTIONS = { hideAttribution: true } as const;

/** The page around it comes first, then the drawing, interruptible: together they would be one long task. */
export function TopologyCanvas(props: TopologyCanvasProps): ReactElement {
  const isDue = useDeferredValue(true, false);
  if (!isDue) return <div className={classes.canvas} />;
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}

/** Renders for every change of data; what it draws renders for changes of structure only. */
function Canvas(props: TopologyCanvasProps): ReactElement {
  const { cluster, changes, selected, find, past = null } = props;
  const { cutFromNames } = usePageDisplay();
  const [feeds] = useState(() => createCanvasFeeds(cluster, cutFromNames));
  const orientation = usePreference((preferences) => preferences.orientation);
  const fold = useCollapsed(cluster.id);
  const frozen = useMove((state) => state.kind === 'dragging');
  const result = useFlow({ cluster, orientation, collapsed: fold.collapsed, changes, frozen, past });
  const actions = useCanvasActions({ ...props, result, feeds, toggleFold: fold.toggle, isPast: past !== null });
  const dataCenters = useDataCenters(cluster.nodes);
  const isPast = past !== null;
  const context = useMemo<CanvasContextValue>(() => ({ feeds, actions, isPast }), [feeds, actions, isPast]);
  // Steps of the past are said by what steps.
  useAnnounceChanges(isPast ? null : cluster);
  return (
    <CanvasContext value={context}>
      <ClusterFeeds cluster={cluster} />
      <LookFeeds cluster={cluster} selected={selected} find={find} result={result} />
      {past === null ? <MoveFeeds cluster={cluster} /> : <PastFeeds past={past} />}
      <PlanFeeds marks={props.marks} />
      <DataCenterFeeds cluster={cluster} dataCenters={dataCenters} />
      <Drawing
        clusterName={cluster.name}
        revision={cluster.revision}
        selected={selected}
        result={result}
        dataCenters={dataCenters}
        fold={fold}
        onSelect={props.onSelect}
        onDrop={props.onDrop}
      />
    </CanvasContext>
  );
}

interface DrawingProps extends Pick<TopologyCanvasProps, 'selected' | 'onSelect' | 'onDrop'> {
  readonly clusterName: string;
  readonly revision: number;
  readonly result: FlowResult;
  readonly dataCenters: DataCentersShown;
  readonly fold: Fold;
}

const Drawing = memo(function Drawing(props: DrawingProps): ReactElement {
  const { clusterName, revision, selected, result, dataCenters, fold, onSelect, onDrop } = props;
  const { t } = useWords();
  const { isPast } = useCanvas();
  const picked = usePickedStore();
  const wrapper = useRef<HTMLDivElement>(null);
  const ghost = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const { layout, flow, tree } = result;
  const centre = selected === null ? undefined : layout.placements.get(selected);
  const nodes = useGradually(flow.nodes, centre);
  const lines = useGradually(flow.lines, centre);
  const onPointerDown = usePresses({ wrapper, ghost, frame, placements: layout.placements, onDrop });
  const [scheme, legend] = [useComputedColorScheme('light'), useLegend()];
  const minimap = usePreference((preferences) => preferences.minimap);
  const fit = legend.beside ? FIT_BESIDE_LEGEND : FIT;
  useTreeRole(wrapper, t('canvas.label', { cluster: clusterName }));
  return (
    <>
      <div
        ref={wrapper}
        className={classes.canvas}
        data-orientation={layout.orientation}
        data-past={isPast || undefined}
        data-glide={layout.placements.size <= MAX_GLIDING || undefined}
        onPointerDown={isPast ? undefined : onPointerDown}
      >
        <ReactFlow
          nodes={nodes}
          nodeTypes={NODE_TYPES}
          colorMode={scheme}
          minZoom={FIT.minZoom}
          maxZoom={1.8}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          elementsSelectable={false}
          disableKeyboardA11y
          deleteKeyCode={null}
          // Boxes and picking are our own.
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
          zoomOnDoubleClick={false}
          proOptions={PRO_OPTIONS}
          onPaneClick={() => {
            clearPicked(picked);
            onSelect(null);
          }}
        >
          <GroupLayer groups={layout.groups} />
          <EdgeLayer lines={lines} />
          <CardDetails wrapper={wrapper} layout={layout} />
          <KeepView wrapper={wrapper} fit={fit} layout={layout} selected={selected} />
          <Panel position="bottom-left">
            <CanvasControls {...{ fit, tree, fold, layout, legend, dataCenters }}>
              {!isPast && <ExportControl clusterName={clusterName} layout={layout} lines={flow.lines} />}
            </CanvasControls>
          </Panel>
          {legend.shown && <LegendPanel dataCenters={dataCenters} />}
          {minimap && <Overview layout={layout} />}
        </ReactFlow>
        <div ref={frame} className={drag.frame} hidden />
        <DragGhost elementRef={ghost} />
      </div>
      {!isPast && <DragStrip revision={revision} />}
    </>
  );
});

function LegendPanel({ dataCenters }: { readonly dataCenters: DataCentersShown }): ReactElement {
  return (
    <Panel position="top-left">
      <Legend dataCenters={dataCenters} />
    </Panel>
  );
}

/** React Flow has no prop for the role of the element that holds all nodes. */
function useTreeRole(wrapper: RefObject<HTMLDivElement | null>, label: string): void {
  useEffect(() => {
    const holder = wrapper.current?.querySelector('.react-flow__nodes');
    holder?.setAttribute('role', 'tree');
    holder?.setAttribute('aria-multiselectable', 'true');
    holder?.setAttribute('aria-label', label);
  }, [wrapper, label]);
}
