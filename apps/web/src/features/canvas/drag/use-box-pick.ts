import { useEffect, useRef, useState } from 'react';
import type { PointerEvent, RefObject } from 'react';
import { useReactFlow } from 'reactflow';
import type { InstanceId } from '@topiary/contract';
import { addPicked, usePickedStore } from '../../../shared/moves/picked-store.ts';
import type { Point } from '../model/layout.ts';
import { BoxPicker } from './box-picker.ts';

export interface BoxPickOptions {
  readonly wrapper: RefObject<HTMLElement | null>;
  readonly frame: RefObject<HTMLElement | null>;
  readonly placements: ReadonlyMap<InstanceId, Point>;
}

/** Give it every press on the canvas; it takes those with Shift beside all cards. */
export function useBoxPick(options: BoxPickOptions): (event: PointerEvent) => void {
  const picked = usePickedStore();
  const flow = useReactFlow();
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  const [picker] = useState(
    () =>
      new BoxPicker({
        window,
        box: () => latest.current.wrapper.current?.getBoundingClientRect() ?? { x: 0, y: 0, width: 0, height: 0 },
        view: () => flow.getViewport(),
        placements: () => latest.current.placements,
        frame: () => latest.current.frame.current,
        onPick: (ids) => addPicked(picked, ids),
      }),
  );
  useEffect(() => picker.cancel, [picker]);
  const [onPointerDown] = useState(() => (event: PointerEvent): void => {
    const { target } = event;
    if (!event.shiftKey || event.button !== 0 || !(target instanceof Element)) return;
    if (target.closest('.react-flow__pane') === null || target.closest('[data-instance]') !== null) return;
    // Else React Flow would pan by the mouse events that follow.
    event.preventDefault();
    picker.begin(event);
  });
  return onPointerDown;
}
