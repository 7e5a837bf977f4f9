/** What somebody who is paged looks at first. Part of the table of `routes.ts`. */
import { z } from 'zod';
import type { Route } from './route.ts';
import * as view from './views/problems.ts';

const none = z.object({});

export const problemRoutes = {
  problems: {
    method: 'GET',
    path: '/problems',
    summary:
      'Everything that is wrong now, the gravest first: findings, servers that no finding speaks of, recoveries that need a person, and what is held back.',
    params: none,
    query: view.problemsQuery,
    body: null,
    output: view.problemsPage,
    errors: ['store-failing'],
    changes: false,
  },
} as const satisfies Record<string, Route>;
