import { useApi } from '../../shared/api/client-context.tsx';
import { queryKeys } from '../../shared/api/queries.ts';
import { useChange } from '../../shared/registry/use-change.ts';
import type { Change } from '../../shared/registry/use-change.ts';
import type { ScheduleRequest } from './schedule-facts.ts';

export function useScheduleTakeover(): Change<ScheduleRequest> {
  const { client } = useApi();
  return useChange<ScheduleRequest>({
    send: (body, idempotencyKey) => client.call('scheduleTakeover', { body, idempotencyKey }),
    stale: () => [queryKeys.recoveries, queryKeys.audit],
  });
}

/** By the id of the takeover. */
export function useCancelTakeover(): Change<string> {
  const { client } = useApi();
  return useChange<string>({
    send: (takeover, idempotencyKey) => client.call('cancelTakeover', { params: { takeover }, idempotencyKey }),
    stale: () => [queryKeys.recoveries, queryKeys.audit],
  });
}
