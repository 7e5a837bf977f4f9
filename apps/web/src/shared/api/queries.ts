/**
 * Option factories: the only places that name a query key and what it fetches. Live events write into the same keys
 * (`shared/live/apply-live-event.ts`), so a component never knows whether a value was fetched or pushed.
 */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  AuditQueryInput,
  CandidatesInput,
  ClusterId,
  InstanceId,
  IntentInput,
  PlanId,
  PlanView,
} from '@topiary/contract';
import type { Api } from './client-context.tsx';

/** A running plan is asked for this often, should its live events not arrive. */
const RUNNING_PLAN_REFRESH_MS = 1_000;
const INSTANCE_REFRESH_MS = 5_000;
const LIST_REFRESH_MS = 10_000;
/** Verdicts hold for one revision; positions move without one, so they are not kept long. */
const CANDIDATES_STALE_MS = 5_000;

export const queryKeys = {
  status: ['status'] as const,
  fleet: ['fleet'] as const,
  fleetStart: ['fleet-start'] as const,
  cluster: (id: ClusterId) => ['cluster', id] as const,
  instance: (id: InstanceId) => ['instance', id] as const,
  plan: (id: PlanId) => ['plan', id] as const,
  audit: ['audit'] as const,
  /** Everything that is asked about what is wrong now begins with it. */
  findings: ['findings'] as const,
  /** Recoveries, detections, what is held back, the switches, and who is ready. */
  recoveries: ['recoveries'] as const,
  names: ['names'] as const,
  timedNotes: ['timed-notes'] as const,
  sources: ['sources'] as const,
  hosts: ['hosts'] as const,
};

export const statusQuery = (api: Api) =>
  queryOptions({
    queryKey: queryKeys.status,
    queryFn: () => api.client.call('status', {}),
    staleTime: LIST_REFRESH_MS,
  });

export const fleetQuery = (api: Api) =>
  queryOptions({
    queryKey: queryKeys.fleet,
    queryFn: async () => {
      const fetched = await api.client.call('fleet', {});
      // An answer on its way may be older than what was pushed meanwhile.
      return api.live.fleet() ?? fetched;
    },
    staleTime: LIST_REFRESH_MS,
  });

export const clusterQuery = (api: Api, id: ClusterId) =>
  queryOptions({
    queryKey: queryKeys.cluster(id),
    queryFn: async () => {
      const fetched = await api.client.call('cluster', { params: { cluster: id } });
      return api.live.cluster(id) ?? fetched;
    },
    staleTime: LIST_REFRESH_MS,
  });

export const instanceQuery = (api: Api, id: InstanceId) =>
  queryOptions({
    queryKey: queryKeys.instance(id),
    queryFn: () => api.client.call('instance', { params: { instance: id } }),
    refetchInterval: INSTANCE_REFRESH_MS,
  });

export const namesQuery = (api: Api) =>
  queryOptions({
    queryKey: queryKeys.names,
    queryFn: () => api.client.call('names', {}),
    staleTime: INSTANCE_REFRESH_MS,
    refetchInterval: LIST_REFRESH_MS,
  });

export const timedNotesQuery = (api: Api) =>
  queryOptions({
    queryKey: queryKeys.timedNotes,
    queryFn: () => api.client.call('timedNotes', {}),
    refetchInterval: LIST_REFRESH_MS,
  });

export const planQuery = (api: Api, id: PlanId) =>
  queryOptions({
    queryKey: queryKeys.plan(id),
    queryFn: async ({ client }) => {
      const before = client.getQueryData<PlanView>(queryKeys.plan(id));
      const fetched = await api.client.call('plan', { params: { plan: id } });
      // An answer on its way may be older than what was pushed meanwhile, and a plan that has ended is not asked for again.
      const pushed = client.getQueryData<PlanView>(queryKeys.plan(id));
      return pushed === undefined || pushed === before ? fetched : pushed;
    },
    staleTime: LIST_REFRESH_MS,
    refetchInterval: (query) => (query.state.data?.status === 'running' ? RUNNING_PLAN_REFRESH_MS : false),
  });

/** Asked of a plan that ended and cannot be undone. */
export const whyNotUndoneQuery = (api: Api, id: PlanId) =>
  queryOptions({
    queryKey: [...queryKeys.plan(id), 'undo'] as const,
    queryFn: () => api.client.call('whyNotUndone', { params: { plan: id } }),
    staleTime: CANDIDATES_STALE_MS,
  });

export const candidatesQuery = (api: Api, ask: CandidatesInput, revision: number) =>
  queryOptions({
    queryKey: ['candidates', ask, revision] as const,
    queryFn: () => api.client.call('candidates', { body: ask }),
    staleTime: CANDIDATES_STALE_MS,
    gcTime: CANDIDATES_STALE_MS,
    retry: false,
  });

/** Whichever method is asked for, the answer is one. */
export const methodsQuery = (api: Api, ask: IntentInput, revision: number) =>
  queryOptions({
    queryKey: ['methods', ask, revision] as const,
    queryFn: () => api.client.call('methods', { body: ask }),
    staleTime: CANDIDATES_STALE_MS,
    gcTime: CANDIDATES_STALE_MS,
    retry: false,
  });

/** Who could take the place of a master, ranked. */
export const successorsQuery = (api: Api, master: InstanceId, revision: number) =>
  queryOptions({
    queryKey: ['successors', master, revision] as const,
    queryFn: () => api.client.call('successors', { params: { instance: master } }),
    staleTime: CANDIDATES_STALE_MS,
    gcTime: CANDIDATES_STALE_MS,
    refetchInterval: INSTANCE_REFRESH_MS,
  });

export const operationsQuery = (api: Api, id: InstanceId) =>
  queryOptions({
    queryKey: [...queryKeys.instance(id), 'operations'] as const,
    queryFn: () => api.client.call('operations', { params: { instance: id } }),
    refetchInterval: INSTANCE_REFRESH_MS,
    staleTime: CANDIDATES_STALE_MS,
  });

/** Read from the server itself: only when somebody asks for it. */
const ON_DEMAND = { enabled: false, staleTime: Infinity, gcTime: 0, retry: false } as const;

export const processesQuery = (api: Api, id: InstanceId) =>
  queryOptions({
    queryKey: [...queryKeys.instance(id), 'processes'] as const,
    queryFn: () => api.client.call('processes', { params: { instance: id } }),
    ...ON_DEMAND,
  });

/** Read from the servers when the tab is opened, and again only when somebody asks. */
const ON_OPENING = { staleTime: Infinity, gcTime: 0, retry: false } as const;

export const settingsQuery = (api: Api, id: InstanceId, other: InstanceId) =>
  queryOptions({
    queryKey: ['settings', id, other] as const,
    queryFn: () => api.client.call('compareSettings', { params: { instance: id }, query: { with: other } }),
    ...ON_OPENING,
  });

export const binaryLogsQuery = (api: Api, id: InstanceId) =>
  queryOptions({
    queryKey: ['binary-logs', id] as const,
    queryFn: () => api.client.call('binaryLogs', { params: { instance: id } }),
    ...ON_OPENING,
  });

export const errantLogsQuery = (api: Api, id: InstanceId) =>
  queryOptions({
    queryKey: [...queryKeys.instance(id), 'errant-logs'] as const,
    queryFn: () => api.client.call('errantLogs', { params: { instance: id } }),
    ...ON_DEMAND,
  });

export const auditQuery = (api: Api, filter: AuditQueryInput) =>
  queryOptions({
    queryKey: [...queryKeys.audit, filter] as const,
    queryFn: () => api.client.call('audit', { query: auditParameters(filter) }),
    staleTime: 0,
    refetchInterval: LIST_REFRESH_MS,
    placeholderData: keepPreviousData,
  });

export const HISTORY_PAGE_SIZE = 20;

/** What was done to a cluster. */
export const historyQuery = (api: Api, cluster: ClusterId, page: number) =>
  queryOptions({
    queryKey: [...queryKeys.audit, 'of cluster', cluster, page] as const,
    queryFn: () => api.client.call('audit', { query: { cluster, page, pageSize: HISTORY_PAGE_SIZE } }),
    staleTime: 0,
    refetchInterval: INSTANCE_REFRESH_MS,
    placeholderData: keepPreviousData,
  });

export const HOSTS_PAGE_SIZE = 50;

export const hostsQuery = (api: Api, { text, page }: { readonly text: string; readonly page: number }) =>
  queryOptions({
    queryKey: [...queryKeys.hosts, 'list', text, page] as const,
    queryFn: () =>
      api.client.call('hosts', { query: { page, pageSize: HOSTS_PAGE_SIZE, text: text === '' ? undefined : text } }),
    refetchInterval: LIST_REFRESH_MS,
    placeholderData: keepPreviousData,
  });

export const hostQuery = (api: Api, host: string) =>
  queryOptions({
    queryKey: [...queryKeys.hosts, 'one', host] as const,
    queryFn: () => api.client.call('host', { params: { host } }),
    refetchInterval: INSTANCE_REFRESH_MS,
  });

export const sourcesQuery = (api: Api) =>
  queryOptions({
    queryKey: queryKeys.sources,
    queryFn: () => api.client.call('sources', {}),
    staleTime: 0,
    refetchInterval: INSTANCE_REFRESH_MS,
  });

/** What of a filter goes into an address: zod's input type takes anything where it coerces. */
export function auditParameters(filter: AuditQueryInput): Record<string, string | number | undefined> {
  return Object.fromEntries(
    Object.entries(filter).flatMap(([key, value]) =>
      typeof value === 'string' || typeof value === 'number' ? [[key, value]] : [],
    ),
  );
}
