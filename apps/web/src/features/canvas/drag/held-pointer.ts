/** What a press that may become a drag or a box listens to while it lasts. */

/** The part of the window that is used. */
export type HeldWindow = Pick<Window, 'addEventListener' | 'removeEventListener' | 'setTimeout'>;

export interface HeldPointer {
  readonly onMove: (event: PointerEvent) => void;
  readonly onUp: (event: PointerEvent) => void;
  /** Escape, a pointer that was taken away, a window that was left. */
  readonly cancel: () => void;
}

/** Only the press ends by Escape; what else that would close stays open. The returned function stops listening. */
export function listenWhileHeld(window: HeldWindow, { onMove, onUp, cancel }: HeldPointer): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    cancel();
  };
  window.addEventListener('pointermove', onMove);
  window.addEventListener('pointerup', onUp);
  window.addEventListener('pointercancel', cancel);
  window.addEventListener('blur', cancel);
  window.addEventListener('keydown', onKey, { capture: true });
  return () => {
    window.removeEventListener('pointermove', onMove);
    window.removeEventListener('pointerup', onUp);
    window.removeEventListener('pointercancel', cancel);
    window.removeEventListener('blur', cancel);
    window.removeEventListener('keydown', onKey, { capture: true });
  };
}

/** The browser makes a click of the end of a drag. */
export function swallowClick(window: HeldWindow): void {
  const swallow = (event: Event): void => event.stopPropagation();
  window.addEventListener('click', swallow, { capture: true, once: true });
  window.setTimeout(() => window.removeEventListener('click', swallow, { capture: true }), 0);
}
