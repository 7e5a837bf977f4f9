import { useEffect, useLayoutEffect, useRef } from 'react';
import type { RefObject } from 'react';
import { getViewportForBounds, useReactFlow, useStore, useStoreApi } from 'reactflow';
import { useReducedMotion } from '@mantine/hooks';
import type { InstanceId } from '@topiary/contract';
import { useKeys } from '../../shared/ui/use-keys.ts';
import { bringIntoView } from './focus-card.ts';
import { boundsOf } from './model/layout.ts';
import type { Layout } from './model/layout.ts';
import { isInside, viewOf } from './model/view.ts';
import type { Box } from './model/view.ts';

export interface Fit {
  readonly padding: Parameters<typeof getViewportForBounds>[5];
  readonly minZoom: number;
  readonly maxZoom: number;
}

export interface KeepViewProps {
  readonly wrapper: RefObject<HTMLElement | null>;
  readonly fit: Fit;
  readonly layout: Layout;
  readonly selected: InstanceId | null;
}

const FIT_MS = 260;

/**
 * Keeps the view what it was for: who saw everything still sees everything after a panel opened or a replica moved,
 * who had come closer stays there, and the server that a panel is about is never under it.
 */
export function KeepView({ wrapper, fit, layout, selected }: KeepViewProps): null {
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
    readonly fit: Fit;
  } | null>(null);
  useKeys({ '0': () => void flow.fitView(fit) });
  useLayoutEffect(() => {
    if (width === 0 || height === 0) return;
    const last = before.current;
    const box = boundsOf(layout.placements.values());
    const view = viewOf(store.getState());
    before.current = { box, width, height, orientation: layout.orientation, fit };
    if (last === null) {
      // Not by `fitView`: that knows only cards that are mounted by now.
      void flow.setViewport(getViewportForBounds(box, width, height, fit.minZoom, fit.maxZoom, fit.padding));
      if (wrapper.current !== null) wrapper.current.dataset['fitted'] = 'true';
      return;
    }
    const sawAll = isInside(last.box, view, last);
    const seesAll = isInside(box, view, { width, height });
    if (last.orientation !== layout.orientation || (sawAll && (!seesAll || last.fit !== fit))) {
      void flow.fitView({ ...fit, duration: still ? 0 : FIT_MS });
    }
  }, [flow, store, wrapper, fit, layout, width, height, still]);
  useEffect(() => {
    if (selected !== null && width > 0) bringIntoView(flow, layout, selected);
    // oxlint-disable-next-line react/exhaustive-deps -- A new layout alone must not take anybody away from where they look.
  }, [flow, selected, width]);
  return null;
}
