/** The route that tries a death out on a model. Part of the table of `routes.ts`. */
import { z } from 'zod';
import type { Route } from './route.ts';
import * as view from './views/rehearsal.ts';

export const rehearsalRoutes = {
  rehearse: {
    method: 'POST',
    path: '/rehearsals',
    summary:
      'What would happen if a server, a host or a data center died now: tried out on a model of the clusters concerned. No server is touched.',
    params: z.object({}),
    query: z.object({}),
    body: view.rehearsalInput,
    output: view.rehearsalView,
    errors: [
      'instance-unknown',
      'rehearsal-nothing-dies',
      'rehearsal-too-large',
      'rehearsal-busy',
      'rehearsal-failed',
      'store-failing',
    ],
    changes: false,
  },
} as const satisfies Record<string, Route>;
