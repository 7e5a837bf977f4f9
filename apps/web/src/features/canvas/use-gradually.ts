import { useEffect, useMemo, useState } from 'react';

const AT_ONCE = 60;
const PER_FRAME = 40;

/** A long list a part per frame, from its beginning; whole from then on. Mounting 500 cards at once takes a third of a second. */
export function useGradually<Item>(items: Item[]): Item[] {
  const [shown, setShown] = useState(AT_ONCE);
  const whole = shown >= items.length;
  useEffect(() => {
    if (whole) return;
    const frame = requestAnimationFrame(() => setShown(shown + PER_FRAME));
    return () => cancelAnimationFrame(frame);
  }, [whole, shown]);
  return useMemo(() => (whole ? items : items.slice(0, shown)), [items, shown, whole]);
}
