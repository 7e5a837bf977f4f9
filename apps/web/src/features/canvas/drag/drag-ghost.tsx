/** What follows the pointer: who is being moved, whom they bring along, and what a drop here would do. */
import { useEffect } from 'react';
import type { ReactElement, RefObject } from 'react';
import type { InstanceId } from '@topiary/contract';
import { useWords } from '../../../shared/i18n/use-words.ts';
import { useMove } from '../../../shared/moves/move-store.ts';
import { isLettingGo } from '../../../shared/moves/move-subject.ts';
import type { MoveSubject } from '../../../shared/moves/move-subject.ts';
import { useKeyed } from '../../../shared/topology/keyed-feed.ts';
import { Icon } from '../../../shared/ui/icons.tsx';
import { useCanvas } from '../canvas-context.tsx';
import { comesAlong } from './comes-along.ts';
import classes from './drag.module.css';

export function DragGhost({ elementRef }: { readonly elementRef: RefObject<HTMLDivElement | null> }): ReactElement {
  const dragging = useMove((state) => (state.kind === 'dragging' ? state : null));
  return (
    <div ref={elementRef} className={classes.ghost} hidden={dragging === null} aria-hidden="true">
      {dragging !== null && (
        <div className={classes.ghostCard}>
          <Icon name={dragging.subject.kind === 'relocate' ? 'move' : 'moveAll'} size={16} />
          <Held subject={dragging.subject} />
          {dragging.over !== null && !isLettingGo(dragging.subject, dragging.over) && (
            <GhostVerdict key={dragging.over} over={dragging.over} />
          )}
        </div>
      )}
    </div>
  );
}

function Held({ subject }: { readonly subject: MoveSubject }): ReactElement {
  const { feeds } = useCanvas();
  const { t } = useWords();
  const { moving, below } = comesAlong(subject, { edges: feeds.edges.all(), places: feeds.places.all() });
  return (
    <span>
      {subject.kind === 'relocate' && subject.replica}
      {subject.kind === 'relocate-replicas' && t('move.replicasOf', { count: moving, instance: subject.source })}
      {subject.kind === 'move-many' && t('move.pickedServers', { count: moving })}
      {below > 0 && <span className={classes.ghostBelow}> {t('move.andBelow', { count: below })}</span>}
    </span>
  );
}

function GhostVerdict({ over }: { readonly over: InstanceId }): ReactElement | null {
  const drops = useKeyed(useCanvas().feeds.drops, over);
  useGrabbingCursor();
  if (drops === undefined) return null;
  const isPossible = drops.some(({ allowed }) => allowed);
  return (
    <Icon
      name={isPossible ? 'check' : 'forbidden'}
      size={16}
      data-allowed={isPossible}
      className={classes.ghostVerdict}
    />
  );
}

function useGrabbingCursor(): void {
  useEffect(() => {
    document.body.dataset['dragging'] = 'true';
    return () => {
      delete document.body.dataset['dragging'];
    };
  }, []);
}
