/** What follows the pointer: who is being moved, and what a drop here would do. */
import { useEffect } from 'react';
import type { ReactElement, RefObject } from 'react';
import { useWords } from '../../../shared/i18n/use-words.ts';
import { useMove } from '../../../shared/moves/move-store.ts';
import { subjectInstance } from '../../../shared/moves/move-subject.ts';
import { useKeyed } from '../../../shared/topology/keyed-feed.ts';
import { Icon } from '../../../shared/ui/icons.tsx';
import { useCanvas } from '../canvas-context.tsx';
import classes from './drag.module.css';

export function DragGhost({ elementRef }: { readonly elementRef: RefObject<HTMLDivElement | null> }): ReactElement {
  const dragging = useMove((state) => (state.kind === 'dragging' ? state : null));
  const { t } = useWords();
  return (
    <div ref={elementRef} className={classes.ghost} hidden={dragging === null} aria-hidden="true">
      {dragging !== null && (
        <div className={classes.ghostCard}>
          <Icon name={dragging.subject.kind === 'relocate' ? 'move' : 'moveAll'} size={16} />
          <span>
            {dragging.subject.kind === 'relocate'
              ? dragging.subject.replica
              : t('move.replicasOf', { instance: subjectInstance(dragging.subject) })}
          </span>
          {dragging.over !== null && dragging.over !== subjectInstance(dragging.subject) && (
            <GhostVerdict key={dragging.over} over={dragging.over} />
          )}
        </div>
      )}
    </div>
  );
}

function GhostVerdict({
  over,
}: {
  readonly over: Parameters<ReturnType<typeof useCanvas>['feeds']['drops']['get']>[0];
}): ReactElement | null {
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
