/** The routes about the past. Part of the table of `routes.ts`. */
import { z } from 'zod';
import type { Route } from './route.ts';
import { clusterId, instanceId } from './views/common.ts';
import * as view from './views/history.ts';

const none = z.object({});
const clusterParams = z.object({ cluster: clusterId });

export const historyRoutes = {
  clusterHistory: {
    method: 'GET',
    path: '/clusters/:cluster/history',
    summary: 'How a cluster changed within a range of time, and what happened meanwhile, the newest first.',
    params: clusterParams,
    query: view.historyRangeQuery,
    body: null,
    output: view.clusterHistoryView,
    errors: ['cluster-unknown', 'store-failing'],
    changes: false,
  },
  clusterMoment: {
    method: 'GET',
    path: '/clusters/:cluster/history/moment',
    summary: 'How a cluster looked at a time, and what had changed last.',
    params: clusterParams,
    query: view.clusterMomentQuery,
    body: null,
    output: view.clusterMomentView,
    errors: ['cluster-unknown', 'moment-not-kept', 'store-failing'],
    changes: false,
  },
  exportHistory: {
    method: 'GET',
    path: '/clusters/:cluster/history/export',
    summary: 'How a cluster looked within a range of time, whole, with what happened meanwhile: a file to keep.',
    params: clusterParams,
    query: view.historyRangeQuery,
    body: null,
    output: view.historyExportView,
    errors: ['cluster-unknown', 'store-failing'],
    changes: false,
  },
  instanceSamples: {
    method: 'GET',
    path: '/instances/:instance/samples',
    summary: 'How far a server was behind during the last hour, and what its probes took.',
    params: z.object({ instance: instanceId }),
    query: none,
    body: null,
    output: view.serverSamplesView,
    errors: ['instance-unknown'],
    changes: false,
  },
  clusterSamples: {
    method: 'GET',
    path: '/clusters/:cluster/samples',
    summary: 'How far the servers of a cluster were behind during the last hour, those furthest behind first.',
    params: clusterParams,
    query: view.clusterSamplesQuery,
    body: null,
    output: view.clusterSamplesView,
    errors: ['cluster-unknown'],
    changes: false,
  },
  recoveryTimes: {
    method: 'GET',
    path: '/recovery-times',
    summary: 'When recoveries began within a range of time, and how they ended.',
    params: none,
    query: view.recoveryTimesQuery,
    body: null,
    output: view.recoveryTimesView,
    errors: ['store-failing'],
    changes: false,
  },
} as const satisfies Record<string, Route>;
