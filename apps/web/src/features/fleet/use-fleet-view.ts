/** How the fleet is looked at, in the address of the page, and what is being typed before it stands there. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { readFleetView, withFleetView } from './fleet-view.ts';
import type { FleetView } from './fleet-view.ts';

/** Whoever rests so long typed what they meant: the address takes it, and what is wrong with it is said. */
const REST_MS = 350;

export interface FleetViewState {
  /** As the address says. */
  readonly view: FleetView;
  /** What stands in the search: `view.find`, or what it will be in a moment. */
  readonly text: string;
  /** While somebody types. */
  readonly type: (text: string) => void;
  /** The address takes what was typed now. */
  readonly settle: () => void;
  readonly change: (change: Partial<FleetView>) => void;
}

export function useFleetView(): FleetViewState {
  const [parameters, setParameters] = useSearchParams();
  const view = readFleetView(parameters);
  const [typed, setTyped] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  if (typed !== null && typed === view.find) setTyped(null);
  useEffect(() => () => clearTimeout(timer.current), []);
  const change = useCallback(
    (next: Partial<FleetView>): void => {
      clearTimeout(timer.current);
      // The address follows in a moment; the text must not jump back until then.
      if (next.find !== undefined) setTyped(next.find);
      setParameters((before) => withFleetView(before, next), { replace: true, preventScrollReset: true });
    },
    [setParameters],
  );
  const type = (text: string): void => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => change({ find: text }), REST_MS);
  };
  const settle = (): void => {
    if (typed !== null) change({ find: typed });
  };
  return { view, text: typed ?? view.find, type, settle, change };
}
