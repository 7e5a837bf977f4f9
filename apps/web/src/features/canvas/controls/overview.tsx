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
export function Overview({ layout }: { readonly layout: Layout }): ReactElement | null {
  const { t } = useWords();
  const box = useMemo(() => boundsOf(layout.placements.values()), [layout]);
  const seen = useStore((state) => isInside(box, viewOf(state), state));
  if (seen) return null;
  return (
    <MiniMap
      className={classes.overview}
      pannable
      zoomable
      nodeComponent={MiniMapCard}
      ariaLabel={t('canvas.minimap')}
    />
  );
}
