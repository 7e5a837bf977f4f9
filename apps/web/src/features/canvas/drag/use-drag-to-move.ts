import { useEffect, useRef, useState } from 'react';
import type { PointerEvent, RefObject } from 'react';
import { useReactFlow } from 'reactflow';
import type { InstanceId } from '@topiary/contract';
import { MOVE, MOVE_REPLICAS } from '../../../shared/moves/move-actions.ts';
import { useMoveStore } from '../../../shared/moves/move-store.ts';
import { movePicked } from '../../../shared/moves/move-subject.ts';
import { usePickedStore } from '../../../shared/moves/picked-store.ts';
import type { Picked } from '../../../shared/moves/picked-store.ts';
import type { MoveSubject } from '../../../shared/moves/move-subject.ts';
import { useCanvas } from '../canvas-context.tsx';
import type { CanvasFeeds } from '../canvas-context.tsx';
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
  const picked = usePickedStore();
  const { feeds } = useCanvas();
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  const [controller] = useState(
    () =>
      new DragController({
        window,
        subjectAt: (target) => subjectAt(target, { picked: picked.getState().ids, feeds }),
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

interface AtHand {
  readonly picked: Picked;
  readonly feeds: CanvasFeeds;
}

/** Who takes hold of one of several that are picked out takes hold of all of them. */
function subjectAt(target: EventTarget, { picked, feeds }: AtHand): MoveSubject | null {
  if (!(target instanceof Element)) return null;
  const handle = target.closest<HTMLElement>('[data-replicas-of]')?.dataset['replicasOf'];
  if (handle !== undefined) return MOVE_REPLICAS.subject(handle as InstanceId);
  const card = target.closest<HTMLElement>('[data-movable]')?.dataset['instance'] as InstanceId | undefined;
  if (card === undefined) return null;
  const isOneOfSeveral = picked.size > 1 && picked.has(card);
  return isOneOfSeveral ? movePicked(picked, [...feeds.edges.all().values()]) : MOVE.subject(card);
}
