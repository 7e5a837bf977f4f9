/** One polite live region for the page: state changes and plan progress, for those who cannot see them. */
import { createContext, use, useCallback, useRef } from 'react';
import type { ReactElement, ReactNode } from 'react';
import classes from './announcer.module.css';

type Announce = (text: string) => void;

const AnnounceContext = createContext<Announce | null>(null);

export function Announcer({ children }: { readonly children: ReactNode }): ReactElement {
  const region = useRef<HTMLDivElement>(null);
  const announce = useCallback<Announce>((text) => {
    const element = region.current;
    if (element === null) return;
    // The same sentence twice is news twice; a region only speaks when its text changes.
    element.textContent = element.textContent === text ? `${text}\u00A0` : text;
  }, []);
  return (
    <AnnounceContext value={announce}>
      {children}
      <div ref={region} className={classes.region} role="status" aria-live="polite" data-announcer />
    </AnnounceContext>
  );
}

export function useAnnounce(): Announce {
  const announce = use(AnnounceContext);
  if (announce === null) throw new Error('useAnnounce needs an Announcer above it');
  return announce;
}
