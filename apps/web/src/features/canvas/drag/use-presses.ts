import type { PointerEvent } from 'react';
import { useBoxPick } from './use-box-pick.ts';
import type { BoxPickOptions } from './use-box-pick.ts';
import { useDragToMove } from './use-drag-to-move.ts';
import type { DragToMoveOptions } from './use-drag-to-move.ts';

/** Every press on the canvas: on a card it may become a drag, beside all cards and with Shift a box. */
export function usePresses(options: DragToMoveOptions & BoxPickOptions): (event: PointerEvent) => void {
  const onGrab = useDragToMove(options);
  const onBox = useBoxPick(options);
  return (event) => {
    onGrab(event);
    onBox(event);
  };
}
