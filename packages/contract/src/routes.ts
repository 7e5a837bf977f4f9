/**
 * The route table: the only definition of the API under `/api/v1`. The server mounts it, the client is typed by it,
 * the OpenAPI document comes from it. Reads are GET; everything that changes something is POST with an
 * `Idempotency-Key` header, except what only prepares (`plans`, `candidates`, `subscribe`).
 */
import { z } from 'zod';
import type { Route } from './route.ts';
import { findingRoutes } from './routes-findings.ts';
import { historyRoutes } from './routes-history.ts';
import { inspectionRoutes } from './routes-inspection.ts';
import { planRoutes } from './routes-plans.ts';
import { problemRoutes } from './routes-problems.ts';
import { recoveryRoutes } from './routes-recovery.ts';
import { takeoverRoutes } from './routes-takeovers.ts';
import { rehearsalRoutes } from './routes-rehearsal.ts';
import { subscribeInput } from './live.ts';
import { auditPage, auditQuery } from './views/audit.ts';
import { clusterView } from './views/cluster.ts';
import { clusterId, instanceId } from './views/common.ts';
import { reloadView } from './views/configuration.ts';
import { fleetView, seedResult, statusView } from './views/fleet.ts';
import { hostPage, hostsQuery, hostView } from './views/host.ts';
import { importInput, importView } from './views/import.ts';
import { instanceView } from './views/instance.ts';
import { namesView, placeInput, resolvedView, resolveQuery } from './views/names.ts';
import { poolsView, registryInput, registryResult, taggedQuery, taggedView, timedNotesView } from './views/registry.ts';
import { MAX_SOURCE_NAME_LENGTH, sourcesView, sourceView } from './views/sources.ts';

export const API_PREFIX = '/api/v1';

const none = z.object({});
const clusterParams = z.object({ cluster: clusterId });

const ownRoutes = {
  status: {
    method: 'GET',
    path: '/status',
    summary: 'Who this Topiary is, who acts, and what to warn about.',
    params: none,
    query: none,
    body: null,
    output: statusView,
    errors: [],
    changes: false,
  },
  fleet: {
    method: 'GET',
    path: '/fleet',
    summary: 'All clusters with counts and problems.',
    params: none,
    query: none,
    body: null,
    output: fleetView,
    errors: [],
    changes: false,
  },
  cluster: {
    method: 'GET',
    path: '/clusters/:cluster',
    summary: 'One cluster: nodes and edges.',
    params: clusterParams,
    query: none,
    body: null,
    output: clusterView,
    errors: ['cluster-unknown'],
    changes: false,
  },
  instance: {
    method: 'GET',
    path: '/instances/:instance',
    summary: 'Every fact of one instance.',
    params: z.object({ instance: instanceId }),
    query: none,
    body: null,
    output: instanceView,
    errors: ['instance-unknown'],
    changes: false,
  },
  hosts: {
    method: 'GET',
    path: '/hosts',
    summary: 'Hosts with how many servers live there and what is wrong with them.',
    params: none,
    query: hostsQuery,
    body: null,
    output: hostPage,
    errors: [],
    changes: false,
  },
  host: {
    method: 'GET',
    path: '/hosts/:host',
    summary: 'One host: its servers by port, and what its death would do.',
    params: z.object({ host: z.string().min(1).max(300) }),
    query: none,
    body: null,
    output: hostView,
    errors: ['host-unknown'],
    changes: false,
  },
  discover: {
    method: 'POST',
    path: '/discover',
    summary: 'Probe an address now and follow its neighbours.',
    params: none,
    query: none,
    body: z.object({ address: z.string().min(1).max(300) }),
    output: seedResult,
    errors: ['not-the-actor', 'store-failing'],
    changes: true,
  },
  previewImport: {
    method: 'POST',
    path: '/import/preview',
    summary:
      'What each line of a list of servers would bring. Probes them, for those who may add them; changes nothing.',
    params: none,
    query: none,
    body: importInput,
    output: importView,
    errors: ['forbidden', 'import-refused', 'too-many-imports'],
    changes: false,
  },
  import: {
    method: 'POST',
    path: '/import',
    summary: 'Add the servers of a list that answer, all at once, and register what its columns say.',
    params: none,
    query: none,
    body: importInput,
    output: importView,
    errors: ['import-refused', 'too-many-imports'],
    changes: true,
  },
  sources: {
    method: 'GET',
    path: '/sources',
    summary: 'Where servers come from: sources that are read again and again, and seeds.',
    params: none,
    query: none,
    body: null,
    output: sourcesView,
    errors: [],
    changes: false,
  },
  readSource: {
    method: 'POST',
    path: '/sources/:source/read',
    summary: 'Read a source now, and add what it names. Answers when that is done.',
    params: z.object({ source: z.string().min(1).max(MAX_SOURCE_NAME_LENGTH) }),
    query: none,
    body: null,
    output: sourceView,
    errors: ['source-unknown'],
    changes: true,
  },
  register: {
    method: 'POST',
    path: '/registry',
    summary:
      'Downtime, maintenance, tags, pools, promotion rules, cluster aliases, virtual names, who is who, and what is forgotten: set one or take it away.',
    params: none,
    query: none,
    body: registryInput,
    output: registryResult,
    errors: ['instance-unknown', 'cluster-unknown', 'registration-refused', 'not-the-actor', 'store-failing'],
    changes: true,
  },
  tagged: {
    method: 'GET',
    path: '/registry/tagged',
    summary: 'The servers that match a tag expression: name, name=value, ~name, and commas between them.',
    params: none,
    query: taggedQuery,
    body: null,
    output: taggedView,
    errors: ['registration-refused'],
    changes: false,
  },
  timedNotes: {
    method: 'GET',
    path: '/registry/notes',
    summary: 'Which servers are in downtime or maintenance, by whom, why and until when.',
    params: none,
    query: none,
    body: null,
    output: timedNotesView,
    errors: [],
    changes: false,
  },
  pools: {
    method: 'GET',
    path: '/registry/pools',
    summary: 'Pools and their members, of one cluster or of all.',
    params: none,
    query: z.object({ cluster: clusterId.optional() }),
    body: null,
    output: poolsView,
    errors: [],
    changes: false,
  },
  names: {
    method: 'GET',
    path: '/names',
    summary:
      'Looked-up names, other addresses of servers, virtual names, and what is forgotten or left alone, and why.',
    params: none,
    query: none,
    body: null,
    output: namesView,
    errors: [],
    changes: false,
  },
  resolve: {
    method: 'GET',
    path: '/names/resolve',
    summary: 'What an address leads to: by name, among the known servers, and by a TCP connection.',
    params: none,
    query: resolveQuery,
    body: null,
    output: resolvedView,
    errors: [],
    changes: false,
  },
  resetNames: {
    method: 'POST',
    path: '/names/reset',
    summary: 'Forget what was looked up.',
    params: none,
    query: none,
    body: null,
    output: z.object({ count: z.number().int() }),
    errors: [],
    changes: true,
  },
  reloadConfiguration: {
    method: 'POST',
    path: '/configuration/reload',
    summary: 'Read the configuration again, from the files that the server was started with.',
    params: none,
    query: none,
    body: null,
    output: reloadView,
    errors: ['configuration-refused'],
    changes: true,
  },
  placeCluster: {
    method: 'POST',
    path: '/names/place-cluster',
    summary: 'Say which part of the graph goes on with a cluster’s id, or give a part an id of its own.',
    params: none,
    query: none,
    body: placeInput,
    output: registryResult,
    errors: ['instance-unknown', 'cluster-unknown', 'registration-refused', 'not-the-actor', 'store-failing'],
    changes: true,
  },
  audit: {
    method: 'GET',
    path: '/audit',
    summary: 'Who did what, newest first.',
    params: none,
    query: auditQuery,
    body: null,
    output: auditPage,
    errors: ['store-failing'],
    changes: false,
  },
  subscribe: {
    method: 'POST',
    path: '/live/:connection/subscription',
    summary: 'Which clusters a live connection wants.',
    params: z.object({ connection: z.string().max(100) }),
    query: none,
    body: subscribeInput,
    output: z.object({}),
    errors: ['connection-unknown'],
    changes: false,
  },
} as const satisfies Record<string, Route>;

/** Put together by name: written out in full its type would be longer than the compiler writes. */
export type RouteTable = typeof ownRoutes &
  typeof inspectionRoutes &
  typeof planRoutes &
  typeof findingRoutes &
  typeof historyRoutes &
  typeof problemRoutes &
  typeof recoveryRoutes &
  typeof takeoverRoutes &
  typeof rehearsalRoutes;
export const routes: RouteTable = {
  ...ownRoutes,
  ...inspectionRoutes,
  ...planRoutes,
  ...findingRoutes,
  ...historyRoutes,
  ...problemRoutes,
  ...recoveryRoutes,
  ...takeoverRoutes,
  ...rehearsalRoutes,
};
export type RouteName = keyof RouteTable;
/** The server-sent event stream of `live.ts`; not a request and answer, hence not in the table. */
export const LIVE_PATH = '/live';
