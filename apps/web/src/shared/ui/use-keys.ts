import { useEffect, useRef } from 'react';

/** Keys of the whole page, by `KeyboardEvent.key`. Not while somebody types, and not with a modifier, which is the browser's. */
export function useKeys(keys: Readonly<Record<string, (event: KeyboardEvent) => void>>): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      // Escape is for getting out, also out of a field.
      if (event.key !== 'Escape' && isTyping(event.target)) return;
      const action = latest.current[event.key];
      if (action === undefined) return;
      action(event);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}
