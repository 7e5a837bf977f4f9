import { Suspense, useEffect, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';

/** The first page takes few turns; what may come a moment later is not among them. */
const LATER_MS = 800;

/** What is loaded once the page shows what it came for. Nothing stands in its place until then, nor where it cannot be had. */
export function Later({ children }: { readonly children: ReactNode }): ReactElement | null {
  const [isDue, setIsDue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsDue(true), LATER_MS);
    return () => clearTimeout(timer);
  }, []);
  return isDue ? <Suspense fallback={null}>{children}</Suspense> : null;
}
