import { useEffect, useMemo, useState } from 'react';
import type { Point } from './model/layout.ts';
import { nextPart, NOTHING_SHOWN, presentPart } from './model/part.ts';
import type { Placed, Shown } from './model/part.ts';

/**
 * A long list a part per frame, whole from then on: mounting 500 cards at once takes a third of a second. What is nearest
 * to `centre` comes first; without one, what is first in the list.
 */
export function useGradually<Item extends Placed>(items: Item[], centre: Point | undefined): Item[] {
  const [shown, setShown] = useState<Shown<Item>>(NOTHING_SHOWN);
  const part = useMemo(() => presentPart(items, shown), [items, shown]);
  useEffect(() => {
    if (shown.items === items) return;
    const next = part === items ? { items, whole: true } : nextPart({ items, part, centre });
    const frame = requestAnimationFrame(() => setShown(next));
    return () => cancelAnimationFrame(frame);
  }, [items, part, shown, centre]);
  return part;
}
