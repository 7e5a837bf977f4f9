import { useState } from 'react';
import { useStore } from 'reactflow';
import { usePreference, usePreferencesStore } from '../../shared/config/preferences.ts';

/** Pixels of the drawing's width: the legend, and beside it what cards need. */
const ROOM_FROM = 820;

export interface LegendState {
  readonly shown: boolean;
  /** The drawing makes room for it; else it lies above the drawing. */
  readonly beside: boolean;
  readonly toggle: () => void;
}

/**
 * The legend as somebody likes it where there is room; in what a panel or a phone leaves, it goes out of the way, and
 * who asks for it there gets it until they close it.
 */
export function useLegend(): LegendState {
  const store = usePreferencesStore();
  const wanted = usePreference((preferences) => preferences.legend);
  // Before the first measure there is no telling.
  const hasRoom = useStore(({ width }) => width === 0 || width >= ROOM_FROM);
  const [above, setAbove] = useState(false);
  return hasRoom
    ? { shown: wanted, beside: wanted, toggle: () => store.setState({ legend: !wanted }) }
    : { shown: above, beside: false, toggle: () => setAbove(!above) };
}
