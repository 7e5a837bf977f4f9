/** What is wrong and what was done about it: all below one of two keys, so that one event makes all of it be asked anew. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { ClusterId, RecoveryView } from '@topiary/contract';
import type { Api } from './client-context.tsx';
import { queryKeys } from './queries.ts';

/** Events say sooner what changed; this is what is relied on where none come. */
const REFRESH_MS = 10_000;
/** A recovery takes less than a second, and its steps are written a few times in it. */
const RUNNING_REFRESH_MS = 500;

/** As the route's own query names it. */
export type ListQuery = Readonly<Record<string, string | number | undefined>>;

const runs = (recovery: RecoveryView): boolean => recovery.endedAt === null;

export const recoveriesQuery = (api: Api, query: ListQuery) =>
  queryOptions({
    queryKey: [...queryKeys.recoveries, 'list', query] as const,
    queryFn: () => api.client.call('recoveries', { query }),
    refetchInterval: ({ state: { data } }) => (data?.items.some(runs) === true ? RUNNING_REFRESH_MS : REFRESH_MS),
    placeholderData: keepPreviousData,
  });

export const recoveryQuery = (api: Api, uid: string) =>
  queryOptions({
    queryKey: [...queryKeys.recoveries, 'one', uid] as const,
    queryFn: () => api.client.call('recovery', { params: { uid } }),
    refetchInterval: ({ state: { data } }) =>
      data !== undefined && runs(data.recovery) ? RUNNING_REFRESH_MS : REFRESH_MS,
  });

export const detectionsQuery = (api: Api, query: ListQuery) =>
  queryOptions({
    queryKey: [...queryKeys.recoveries, 'detections', query] as const,
    queryFn: () => api.client.call('detections', { query }),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });

export const blockedQuery = (api: Api) =>
  queryOptions({
    queryKey: [...queryKeys.recoveries, 'blocked'] as const,
    queryFn: () => api.client.call('blockedRecoveries', {}),
    refetchInterval: REFRESH_MS,
  });

export const switchesQuery = (api: Api) =>
  queryOptions({
    queryKey: [...queryKeys.recoveries, 'switches'] as const,
    queryFn: () => api.client.call('recoverySwitches', {}),
    refetchInterval: REFRESH_MS,
  });

/** What hooks would run for a failure; of no server named, of the first master that is known. */
export const hooksQuery = (api: Api, instance: string) =>
  queryOptions({
    queryKey: [...queryKeys.recoveries, 'hooks', instance] as const,
    queryFn: () => api.client.call('previewHooks', { body: instance === '' ? {} : { instance } }),
    retry: false,
    placeholderData: keepPreviousData,
  });

export const readinessQuery = (api: Api, cluster: ClusterId) =>
  queryOptions({
    queryKey: [...queryKeys.recoveries, 'readiness', cluster] as const,
    queryFn: () => api.client.call('readiness', { params: { cluster } }),
    refetchInterval: REFRESH_MS,
  });

export const problemsQuery = (api: Api, query: ListQuery) =>
  queryOptions({
    queryKey: [...queryKeys.findings, 'problems', query] as const,
    queryFn: () => api.client.call('problems', { query }),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });

export const takeoversQuery = (api: Api) =>
  queryOptions({
    queryKey: [...queryKeys.recoveries, 'takeovers'] as const,
    queryFn: () => api.client.call('takeovers', {}),
    refetchInterval: REFRESH_MS,
  });

export const findingChangesQuery = (api: Api, cluster: ClusterId) =>
  queryOptions({
    queryKey: [...queryKeys.findings, 'changes', cluster] as const,
    queryFn: () => api.client.call('findingChanges', { query: { cluster, pageSize: 50 } }),
    refetchInterval: REFRESH_MS,
  });

export const analysisQuery = (api: Api, cluster: ClusterId) =>
  queryOptions({
    queryKey: [...queryKeys.findings, 'of', cluster] as const,
    queryFn: () => api.client.call('clusterAnalysis', { params: { cluster } }),
    refetchInterval: REFRESH_MS,
  });
