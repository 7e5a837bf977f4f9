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
    if (part === items) return setShown((last) => (last.items === items ? last : { items, whole: true }));
    const frame = requestAnimationFrame(() => setShown(nextPart({ items, part, centre })));
    return () => cancelAnimationFrame(frame);
  }, [items, part, centre]);
  return part;
}
