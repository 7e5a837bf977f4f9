/** The routes about what is wrong, and was. Part of the table of `routes.ts`. */
import { z } from 'zod';
import type { Route } from './route.ts';
import { clusterId } from './views/common.ts';
import * as view from './views/findings.ts';

const none = z.object({});

export const findingRoutes = {
  findings: {
    method: 'GET',
    path: '/findings',
    summary: 'What is wrong now, in all clusters, with its evidence and whether it would be repaired by itself.',
    params: none,
    query: view.findingsQuery,
    body: null,
    output: view.findingsPage,
    errors: ['store-failing'],
    changes: false,
  },
  findingChanges: {
    method: 'GET',
    path: '/findings/changes',
    summary: 'What was wrong when: each finding that began, changed or ended, the newest first.',
    params: none,
    query: view.findingChangesQuery,
    body: null,
    output: view.findingChangesPage,
    errors: ['store-failing'],
    changes: false,
  },
  clusterAnalysis: {
    method: 'GET',
    path: '/clusters/:cluster/analysis',
    summary: 'What is wrong in a cluster now, and what nearly is and why it is not.',
    params: z.object({ cluster: clusterId }),
    query: none,
    body: null,
    output: view.clusterAnalysisView,
    errors: ['cluster-unknown', 'store-failing'],
    changes: false,
  },
} as const satisfies Record<string, Route>;
