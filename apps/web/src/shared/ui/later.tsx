import { useEffect, useState } from 'react';
import type { ComponentType, ReactElement } from 'react';

/** The first page takes few turns; what may come a moment later is not among them. */
const LATER_MS = 800;
/** What could not be fetched is asked for again for as long as the page is open: Topiary may be starting just now. */
const AGAIN_MS = 15_000;

interface LaterProps<Props extends object> {
  /** The same function in every turn. */
  readonly load: () => Promise<ComponentType<Props>>;
  readonly props: Props;
}

/** What is loaded once the page shows what it came for. Nothing stands in its place until then, nor while it cannot be had. */
export function Later<Props extends object>({ load, props }: LaterProps<Props>): ReactElement | null {
  const [Part, setPart] = useState<ComponentType<Props> | null>(null);
  useEffect(() => {
    let isGone = false;
    let timer: ReturnType<typeof setTimeout>;
    const loadIn = (waitMs: number): void => {
      timer = setTimeout(() => {
        load().then(
          (part) => {
            if (!isGone) setPart(() => part);
          },
          () => {
            if (!isGone) loadIn(AGAIN_MS);
          },
        );
      }, waitMs);
    };
    loadIn(LATER_MS);
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [load]);
  return Part === null ? null : <Part {...props} />;
}
