import { useEffect, useRef } from 'react';
import { useReactFlow, useStore, useStoreApi } from 'reactflow';
import type { FitViewOptions } from 'reactflow';
import { useReducedMotion } from '@mantine/hooks';
import type { InstanceId } from '@topiary/contract';
import { useKeys } from '../../shared/ui/use-keys.ts';
import { bringIntoView } from './focus-card.ts';
import { boundsOf } from './model/layout.ts';
import type { Layout } from './model/layout.ts';
import { isInside, viewOf } from './model/view.ts';
import type { Box } from './model/view.ts';

export interface KeepViewProps {
  readonly fit: FitViewOptions;
  readonly layout: Layout;
  readonly selected: InstanceId | null;
}

const FIT_MS = 260;

/**
 * Keeps the view what it was for: who saw everything still sees everything after a panel opened or a replica moved,
 * who had come closer stays there, and the server that a panel is about is never under it.
 */
export function KeepView({ fit, layout, selected }: KeepViewProps): null {
  const flow = useReactFlow();
  const store = useStoreApi();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const still = useReducedMotion();
  const before = useRef<{
    readonly box: Box;
    readonly width: number;
    readonly height: number;
    readonly orientation: string;
    readonly fit: FitViewOptions;
  } | null>(null);
  useKeys({ '0': () => void flow.fitView(fit) });
  useEffect(() => {
    if (width === 0 || height === 0) return;
    const last = before.current;
    const box = boundsOf(layout.placements.values());
    const view = viewOf(store.getState());
    before.current = { box, width, height, orientation: layout.orientation, fit };
    // The first view is React Flow's own fit.
    if (last === null) return;
    const sawAll = isInside(last.box, view, last);
    const seesAll = isInside(box, view, { width, height });
    if (last.orientation !== layout.orientation || (sawAll && (!seesAll || last.fit !== fit))) {
      void flow.fitView({ ...fit, duration: still ? 0 : FIT_MS });
    }
  }, [flow, store, fit, layout, width, height, still]);
  useEffect(() => {
    if (selected !== null && width > 0) bringIntoView(flow, layout, selected);
    // oxlint-disable-next-line react/exhaustive-deps -- A new layout alone must not take anybody away from where they look.
  }, [flow, selected, width]);
  return null;
}
