/** Widths and dashes of lines, as `edges/line-edge.module.css` has them for the page. */
import type { EdgeView } from '@topiary/contract';

export type LineState = EdgeView['state'] | 'leaving' | 'arriving';

const DASHES: Partial<Record<LineState, string>> = {
  lagging: '14 5',
  delayed: '10 3 2 3',
  stopped: '2 7',
  error: '7 5',
  connecting: '3 5',
  unknown: '3 5',
  leaving: '5 6',
};
const WIDTHS: Partial<Record<LineState, number>> = { stopped: 3, error: 2.5, arriving: 3.5 };

export function dashOf(state: LineState): string | null {
  return DASHES[state] ?? null;
}

export interface LineLook {
  readonly state: LineState;
  readonly semiSync: boolean;
  /** Into another data center. */
  readonly crosses: boolean;
}

export function lineWidthOf({ state, semiSync, crosses }: LineLook): number {
  if (crosses) return semiSync ? 8 : 6;
  return semiSync ? 3.5 : (WIDTHS[state] ?? 2);
}
