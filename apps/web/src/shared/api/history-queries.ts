/** What is asked about the past, and about the last hour. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { ClusterId, InstanceId } from '@topiary/contract';
import type { Api } from './client-context.tsx';

/** The past stays as it was; what is newest moves on. */
const HISTORY_REFRESH_MS = 10_000;
const MOMENT_STALE_MS = 600_000;
const SAMPLES_REFRESH_MS = 10_000;
/** The line of time moves on in such steps, so that one answer serves many questions. */
export const NOW_STEP_MS = 10_000;

export interface HistoryRange {
  readonly from: number;
  readonly to: number;
}

export const clusterHistoryQuery = (api: Api, cluster: ClusterId, range: HistoryRange) =>
  queryOptions({
    queryKey: ['cluster-history', cluster, range] as const,
    queryFn: () => api.client.call('clusterHistory', { params: { cluster }, query: { ...range } }),
    placeholderData: keepPreviousData,
    staleTime: HISTORY_REFRESH_MS,
    gcTime: HISTORY_REFRESH_MS,
  });

/** `at`: of a revision. It and the one before are never others, as long as they are kept. */
export const clusterMomentQuery = (api: Api, cluster: ClusterId, at: number) =>
  queryOptions({
    queryKey: ['cluster-moment', cluster, at] as const,
    queryFn: () => api.client.call('clusterMoment', { params: { cluster }, query: { at } }),
    placeholderData: keepPreviousData,
    staleTime: MOMENT_STALE_MS,
    retry: false,
  });

export const instanceSamplesQuery = (api: Api, instance: InstanceId) =>
  queryOptions({
    queryKey: ['samples', 'instance', instance] as const,
    queryFn: () => api.client.call('instanceSamples', { params: { instance } }),
    refetchInterval: SAMPLES_REFRESH_MS,
  });

export const clusterSamplesQuery = (api: Api, cluster: ClusterId) =>
  queryOptions({
    queryKey: ['samples', 'cluster', cluster] as const,
    queryFn: () => api.client.call('clusterSamples', { params: { cluster } }),
    refetchInterval: SAMPLES_REFRESH_MS,
  });

export const recoveryTimesQuery = (api: Api, range: HistoryRange, cluster: ClusterId | null) =>
  queryOptions({
    queryKey: ['recoveries', 'times', range, cluster] as const,
    queryFn: () => api.client.call('recoveryTimes', { query: { ...range, ...(cluster === null ? {} : { cluster }) } }),
    staleTime: SAMPLES_REFRESH_MS,
  });
