/**
 * Lets cards show more as one comes nearer and less as one goes away. While the zoom changes everything stays as it is, so
 * that a step of the wheel is one transform; then a few cards change per frame, so that it never becomes one long task.
 */
import { useCallback, useLayoutEffect, useRef } from 'react';
import type { RefObject } from 'react';
import { useOnViewportChange, useStoreApi } from 'reactflow';
import type { ReactFlowState } from 'reactflow';
import { useCanvas } from './canvas-context.tsx';
import { detailAt, nextDetails, wantedDetails } from './model/details.ts';
import type { Layout } from './model/layout.ts';
import { viewOf } from './model/view.ts';

export interface CardDetailsProps {
  readonly wrapper: RefObject<HTMLElement | null>;
  readonly layout: Layout;
}

export function CardDetails({ wrapper, layout: { placements } }: CardDetailsProps): null {
  const { feeds } = useCanvas();
  const store = useStoreApi();
  /** The zoom at which a gesture began; `null` while there is none. */
  const began = useRef<number | null>(null);
  const frame = useRef(0);
  const step = useRef<() => void>(() => {});
  const schedule = useCallback(() => {
    if (frame.current === 0) frame.current = requestAnimationFrame(() => step.current());
  }, []);
  useOnViewportChange({
    onStart: useCallback(({ zoom }) => void (began.current = zoom), []),
    onEnd: useCallback(() => {
      began.current = null;
      schedule();
    }, [schedule]),
  });
  useLayoutEffect(() => {
    step.current = () => {
      frame.current = 0;
      const state = store.getState();
      const view = viewOf(state);
      // Styles of lines and marks read it from here. Cards name theirs otherwise: a shared attribute would restyle all of them.
      if (wrapper.current !== null) wrapper.current.dataset['zoom'] = detailAt(view.zoom);
      const next = nextDetails(feeds.details.all(), placements.keys(), wantedDetails(placements, view, state));
      feeds.details.replace(next.details);
      if (!next.done) schedule();
    };
    step.current();
    const unsubscribe = store.subscribe((state, before) => {
      if (resized(state, before)) schedule();
      else if (state.transform !== before.transform && !zooms(state, began.current)) schedule();
    });
    return () => {
      unsubscribe();
      cancelAnimationFrame(frame.current);
      frame.current = 0;
    };
  }, [feeds, store, placements, wrapper, schedule]);
  return null;
}

function resized(state: ReactFlowState, before: ReactFlowState): boolean {
  return state.width !== before.width || state.height !== before.height;
}

function zooms({ transform }: ReactFlowState, began: number | null): boolean {
  return began !== null && transform[2] !== began;
}
