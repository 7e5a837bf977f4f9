import { useCallback, useState } from 'react';
import type { ClusterView, InstanceId } from '@topiary/contract';
import { replaceWishOf } from '../../shared/moves/replace-wish.ts';
import type { ReplaceWish } from '../../shared/moves/replace-wish.ts';

export interface Replacing {
  /** `null`: its dialog is closed. */
  readonly wish: ReplaceWish | null;
  readonly ask: (wish: ReplaceWish) => void;
  /** Does nothing for a server that has no place in it. */
  readonly askOf: (id: InstanceId) => void;
  readonly close: () => void;
}

export function useReplacing(cluster: ClusterView): Replacing {
  const [wish, setWish] = useState<ReplaceWish | null>(null);
  const askOf = useCallback(
    (id: InstanceId) => {
      const found = replaceWishOf(cluster, id);
      if (found !== null) setWish(found);
    },
    [cluster],
  );
  const close = useCallback(() => setWish(null), []);
  return { wish, ask: setWish, askOf, close };
}
