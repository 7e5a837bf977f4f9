/** Ctrl-K and Cmd-K, wherever one is; the keyboard is back where it was before what was chosen happens. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ComponentType, ReactElement } from 'react';
import type { ActionsStore } from '../actions/actions-store.ts';
import { PALETTE_KEY } from '../actions/shortcuts.ts';
import type { PaletteProps } from './palette.tsx';

const loadPalette = async () => (await import('./palette.tsx')).Palette;

/** After what the first page needs. */
const AHEAD_MS = 2_000;

export interface PaletteState {
  readonly palette: ReactElement | null;
  readonly open: () => void;
}

export function usePalette(store: ActionsStore): PaletteState {
  const [isOpen, setIsOpen] = useState(false);
  const [Part, setPart] = useState<ComponentType<PaletteProps> | null>(null);
  const opener = useRef<HTMLElement | null>(null);
  const show = useCallback(
    (is: boolean): void => {
      setIsOpen(is);
      store.setState({ isShown: is });
    },
    [store],
  );
  const close = useCallback<PaletteProps['onClose']>(
    (then) => {
      show(false);
      // After it is gone: what happens next may want the keyboard for itself.
      setTimeout(() => {
        opener.current?.focus({ preventScroll: true });
        if (typeof then === 'function') then();
      }, 0);
    },
    [show],
  );
  const open = useCallback((): void => {
    const { activeElement } = document;
    opener.current = activeElement instanceof HTMLElement ? activeElement : null;
    show(true);
    // Where it cannot be had just now, the next press asks again.
    loadPalette().then(
      (part) => setPart(() => part),
      () => show(false),
    );
  }, [show]);
  useLoadedAhead(setPart);
  useOpenKeys({ isOpen, isThere: Part !== null, open, close });
  return { palette: isOpen && Part !== null ? <Part store={store} onClose={close} /> : null, open };
}

/** Whoever asks for it should not wait; whoever never does has the page before it all the same. */
function useLoadedAhead(setPart: (update: () => ComponentType<PaletteProps>) => void): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      // Not now, then when it is asked for.
      loadPalette().then(
        (part) => setPart(() => part),
        () => undefined,
      );
    }, AHEAD_MS);
    return () => clearTimeout(timer);
  }, [setPart]);
}

interface OpenKeys {
  readonly isOpen: boolean;
  /** Loaded: it has the keyboard itself. */
  readonly isThere: boolean;
  readonly open: () => void;
  readonly close: () => void;
}

function useOpenKeys({ isOpen, isThere, open, close }: OpenKeys): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const isAsked = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (isAsked && event.key.toLowerCase() === PALETTE_KEY) {
        event.preventDefault();
        if (isOpen) close();
        // A dialog has the page to itself: what it asks is answered first.
        else if (document.querySelector('[role="dialog"][aria-modal="true"]') === null) open();
      } else if (isOpen && !isThere) {
        // Typed for the palette: on the page below, a letter may be a command.
        event.preventDefault();
        event.stopImmediatePropagation();
        if (event.key === 'Escape') close();
      }
    };
    document.addEventListener('keydown', onKeyDown, { capture: true });
    return () => document.removeEventListener('keydown', onKeyDown, { capture: true });
  }, [isOpen, isThere, open, close]);
}
