/** What of the drawing is to be seen. */
import type { Point } from './layout.ts';

export interface View extends Point {
  readonly zoom: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export function viewOf({ transform: [x, y, zoom] }: { readonly transform: readonly [number, number, number] }): View {
  return { x, y, zoom };
}

/** `box` in flow coordinates, `screen` in pixels. */
export function isInside(box: Box, view: View, screen: { readonly width: number; readonly height: number }): boolean {
  const left = box.x * view.zoom + view.x;
  const top = box.y * view.zoom + view.y;
  return (
    left >= 0 &&
    top >= 0 &&
    left + box.width * view.zoom <= screen.width &&
    top + box.height * view.zoom <= screen.height
  );
}
