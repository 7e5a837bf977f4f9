import { useEffect, useRef, useState } from 'react';
import type { PointerEvent, RefObject } from 'react';
import { useReactFlow } from 'reactflow';
import type { InstanceId } from '@topiary/contract';
import { MOVE, MOVE_REPLICAS } from '../../../shared/moves/move-actions.ts';
import { useMoveStore } from '../../../shared/moves/move-store.ts';
import type { MoveSubject } from '../../../shared/moves/move-subject.ts';
import type { Point } from '../model/layout.ts';
import { DragController } from './drag-controller.ts';

export interface DragToMoveOptions {
  readonly wrapper: RefObject<HTMLElement | null>;
  readonly ghost: RefObject<HTMLElement | null>;
  readonly placements: ReadonlyMap<InstanceId, Point>;
  readonly onDrop: (subject: MoveSubject, target: InstanceId) => void;
}

export function useDragToMove(options: DragToMoveOptions): (event: PointerEvent) => void {
  const store = useMoveStore();
  const flow = useReactFlow();
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  const [controller] = useState(
    () =>
      new DragController({
        window,
        subjectAt,
        store,
        box: () => latest.current.wrapper.current?.getBoundingClientRect() ?? { x: 0, y: 0, width: 0, height: 0 },
        view: () => flow.getViewport(),
        pan(by) {
          const { x, y, zoom } = flow.getViewport();
          void flow.setViewport({ x: x + by.x, y: y + by.y, zoom });
        },
        placements: () => latest.current.placements,
        ghost: () => latest.current.ghost.current,
        onDrop: (subject, target) => latest.current.onDrop(subject, target),
      }),
  );
  useEffect(() => controller.cancel, [controller]);
  return controller.onPointerDown;
}

function subjectAt(target: EventTarget): MoveSubject | null {
  if (!(target instanceof Element)) return null;
  const handle = target.closest<HTMLElement>('[data-replicas-of]')?.dataset['replicasOf'];
  if (handle !== undefined) return MOVE_REPLICAS.subject(handle as InstanceId);
  const card = target.closest<HTMLElement>('[data-movable]')?.dataset['instance'];
  return card === undefined ? null : MOVE.subject(card as InstanceId);
}
