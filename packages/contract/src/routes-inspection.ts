/** The routes that read from a server because somebody asks. Part of the table of `routes.ts`. */
import { z } from 'zod';
import type { Route } from './route.ts';
import { instanceId } from './views/common.ts';
import {
  binaryLogsView,
  errantLogsView,
  lastMarkerView,
  processesView,
  settingsQuery,
  settingsView,
} from './views/inspection.ts';

const none = z.object({});
const instanceParams = z.object({ instance: instanceId });

export const inspectionRoutes = {
  processes: {
    method: 'GET',
    path: '/instances/:instance/processes',
    summary:
      'What runs on a server now, read when asked and kept nowhere. For those who may change something: statements hold data.',
    params: instanceParams,
    query: none,
    body: null,
    output: processesView,
    errors: ['instance-unknown', 'forbidden', 'server-not-read'],
    changes: false,
  },
  compareSettings: {
    method: 'GET',
    path: '/instances/:instance/settings',
    summary: 'The settings of two servers side by side, read when asked and kept nowhere. Secrets are hidden.',
    params: instanceParams,
    query: settingsQuery,
    body: null,
    output: settingsView,
    errors: ['instance-unknown', 'server-not-read'],
    changes: false,
  },
  binaryLogs: {
    method: 'GET',
    path: '/instances/:instance/binary-logs',
    summary: 'The binary logs of a server with their sizes, and which of them each replica still needs.',
    params: instanceParams,
    query: none,
    body: null,
    output: binaryLogsView,
    errors: ['instance-unknown', 'not-the-actor', 'server-not-read'],
    changes: false,
  },
  errantLogs: {
    method: 'GET',
    path: '/instances/:instance/errant-logs',
    summary: 'In which binary logs of a server its errant transactions stand. Changes nothing.',
    params: instanceParams,
    query: none,
    body: null,
    output: errantLogsView,
    errors: ['instance-unknown', 'not-the-actor'],
    changes: false,
  },
  lastMarker: {
    method: 'GET',
    path: '/instances/:instance/last-pseudo-gtid',
    summary: 'The last pseudo-GTID marker in the binary log of a server. Changes nothing.',
    params: instanceParams,
    query: none,
    body: null,
    output: lastMarkerView,
    errors: ['instance-unknown', 'not-the-actor'],
    changes: false,
  },
} as const satisfies Record<string, Route>;
