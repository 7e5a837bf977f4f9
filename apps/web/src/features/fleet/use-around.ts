/** What is known around clusters beside their lines: where recovery is switched off, and what nobody acknowledged. */
import { useMemo } from 'react';
import { useQuery } from '@tanstack/react-query';
import { MAX_PAGE_SIZE, NOTHING_AROUND } from '@topiary/contract';
import type { AroundClusters } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { recoveriesQuery, switchesQuery } from '../../shared/api/recovery-queries.ts';

/** Of the newest recoveries: whoever leaves more of them unacknowledged sees those clusters first. */
const UNACKNOWLEDGED = { unacknowledged: 'true', pageSize: MAX_PAGE_SIZE } as const;

/** Nothing is asked before `isWanted`: the first rows do not need it. The same object while nothing of it changes. */
export function useAround(isWanted: boolean): AroundClusters {
  const api = useApi();
  const { data: switches } = useQuery({ ...switchesQuery(api), enabled: isWanted });
  const { data: recoveries } = useQuery({ ...recoveriesQuery(api, UNACKNOWLEDGED), enabled: isWanted });
  return useMemo(() => {
    if (switches === undefined && recoveries === undefined) return NOTHING_AROUND;
    const off = new Set(switches?.kind === 'read' ? switches.off.map(({ cluster }) => cluster) : []);
    const isAllOff = switches?.kind === 'unreadable' || off.has(null);
    return {
      isSwitchedOff: (cluster) => isAllOff || off.has(cluster),
      unacknowledged: new Set(recoveries?.items.map(({ cluster }) => cluster)),
    };
  }, [switches, recoveries]);
}
