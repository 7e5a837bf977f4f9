/**
 * Lets cards show more as one comes nearer and less as one goes away: a few per frame, so that zooming over 500 cards
 * never becomes one long task.
 */
import { useLayoutEffect } from 'react';
import { useStoreApi } from 'reactflow';
import { useCanvas } from './canvas-context.tsx';
import { nextDetails, wantedDetails } from './model/details.ts';
import type { Layout } from './model/layout.ts';
import { viewOf } from './model/view.ts';

export function CardDetails({ layout: { placements } }: { readonly layout: Layout }): null {
  const { feeds } = useCanvas();
  const store = useStoreApi();
  useLayoutEffect(() => {
    let frame = 0;
    const step = (): void => {
      const state = store.getState();
      const next = nextDetails(feeds.details.all(), placements.keys(), wantedDetails(placements, viewOf(state), state));
      feeds.details.replace(next.details);
      frame = next.done ? 0 : requestAnimationFrame(step);
    };
    const unsubscribe = store.subscribe((state, before) => {
      const same =
        state.transform === before.transform && state.width === before.width && state.height === before.height;
      if (!same && frame === 0) frame = requestAnimationFrame(step);
    });
    step();
    return () => {
      unsubscribe();
      cancelAnimationFrame(frame);
    };
  }, [feeds, store, placements]);
  return null;
}
