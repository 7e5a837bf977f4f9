import { useEffect, useMemo, useState } from 'react';
import type { Notice } from './notices.ts';

const STORED_AS = 'topiary.notices-read';

export interface ReadKeys {
  readonly isRead: (notice: Notice) => boolean;
  readonly markRead: () => void;
}

/**
 * What was read, in whichever tab of this browser. Who opens the page for the first time has read what stands: it is on the
 * page of problems, and no news.
 */
export function useReadKeys(notices: readonly Notice[] | null): ReadKeys {
  const [read, setRead] = useState(load);
  useEffect(() => {
    const follow = ({ key }: StorageEvent): void => {
      if (key === STORED_AS) setRead(load());
    };
    window.addEventListener('storage', follow);
    return () => window.removeEventListener('storage', follow);
  }, []);
  // Set while drawing, so that nothing of it is drawn as news first.
  if (read === null && notices !== null) setRead(keysOf(notices));
  useEffect(() => {
    if (read !== null) save(read);
  }, [read]);
  const known = useMemo(() => new Set(read ?? []), [read]);
  return { isRead: ({ key }) => read === null || known.has(key), markRead: () => setRead(keysOf(notices ?? [])) };
}

function keysOf(notices: readonly Notice[]): readonly string[] {
  return notices.map(({ key }) => key);
}

/** `null`: never. What cannot be read there was not written by this page. */
function load(): readonly string[] | null {
  try {
    const parsed: unknown = JSON.parse(window.localStorage.getItem(STORED_AS) ?? 'null');
    return Array.isArray(parsed) ? parsed.filter((key) => typeof key === 'string') : null;
  } catch {
    return null;
  }
}

function save(keys: readonly string[]): void {
  try {
    window.localStorage.setItem(STORED_AS, JSON.stringify(keys));
  } catch {
    // Where nothing may be kept, it holds for this tab.
  }
}
