/** The routes of takeovers in a window of time. Part of the table of `routes.ts`. */
import { z } from 'zod';
import type { Route } from './route.ts';
import * as view from './views/takeover.ts';

const none = z.object({});

export const takeoverRoutes = {
  takeovers: {
    method: 'GET',
    path: '/takeovers',
    summary: 'Takeovers that were asked for in a window of time, the newest first.',
    params: none,
    query: none,
    body: null,
    output: view.takeoversView,
    errors: ['store-failing'],
    changes: false,
  },
  scheduleTakeover: {
    method: 'POST',
    path: '/takeovers',
    summary:
      'Let a replica take over from its master in a window of time: planned then, with all guards, and tried until they hold or the window has ended.',
    params: none,
    query: none,
    body: view.scheduleTakeoverInput,
    output: view.takeoverView,
    errors: ['plan-refused', 'not-the-actor', 'store-failing'],
    changes: true,
  },
  cancelTakeover: {
    method: 'POST',
    path: '/takeovers/:takeover/cancel',
    summary: 'Cancel a takeover that waits for its window.',
    params: view.takeoverParams,
    query: none,
    body: null,
    output: view.takeoverView,
    errors: ['takeover-unknown', 'takeover-not-waiting', 'not-the-actor', 'store-failing'],
    changes: true,
  },
} as const satisfies Record<string, Route>;
