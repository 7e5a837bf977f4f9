import { useMemo } from 'react';
import type { ReactElement } from 'react';
import { MiniMap, useStore } from 'reactflow';
import { useWords } from '../../../shared/i18n/use-words.ts';
import { boundsOf } from '../model/layout.ts';
import type { Layout } from '../model/layout.ts';
import { isInside, viewOf } from '../model/view.ts';
import classes from './controls.module.css';
import { MiniMapCard } from './mini-map-card.tsx';

/** The small map; only while something is outside of the view, since it covers a corner of it. */
export function Overview({ layout }: { readonly layout: Layout }): ReactElement {
  const { t } = useWords();
  const seesAll = useSeesAll(layout);
  return (
    // In a place of its own: beside the drawing, its coming and going would restyle every card.
    <div>
      {!seesAll && (
        <MiniMap
          className={classes.overview}
          pannable
          zoomable
          nodeComponent={MiniMapCard}
          ariaLabel={t('canvas.minimap')}
        />
      )}
    </div>
  );
}

/** Whether all cards are inside of the view. */
export function useSeesAll(layout: Layout): boolean {
  const box = useMemo(() => boundsOf(layout.placements.values()), [layout]);
  return useStore((state) => isInside(box, viewOf(state), state));
}
