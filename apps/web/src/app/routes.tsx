import { createBrowserRouter } from 'react-router';
import { FleetPage } from './pages/fleet-page.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { PageFailure } from './pages/page-failure.tsx';
import { Waiting } from '../shared/ui/states.tsx';
import { Shell } from './shell.tsx';

export type Router = ReturnType<typeof createRouter>;

/** The fleet comes with the frame; every other page is loaded when it is first opened. */
export function createRouter(basePath: string): ReturnType<typeof createBrowserRouter> {
  return createBrowserRouter(
    [
      {
        element: <Shell />,
        errorElement: <PageFailure />,
        hydrateFallbackElement: <Waiting />,
        children: [
          {
            // Within the frame, which says whether Topiary is there: a page may not be to be had just now.
            errorElement: <PageFailure />,
            children: [
              { index: true, Component: FleetPage },
              {
                path: 'clusters/:cluster',
                lazy: async () => ({ Component: (await import('./pages/cluster-page.tsx')).ClusterPage }),
              },
              {
                path: 'clusters/:cluster/pools',
                lazy: async () => ({ Component: (await import('./pages/pools-page.tsx')).PoolsPage }),
              },
              {
                path: 'problems',
                lazy: async () => ({ Component: (await import('./pages/problems-page.tsx')).ProblemsPage }),
              },
              {
                path: 'rehearsal',
                lazy: async () => ({ Component: (await import('./pages/rehearsal-page.tsx')).RehearsalPage }),
              },
              {
                path: 'recoveries',
                lazy: async () => ({ Component: (await import('./pages/recoveries-page.tsx')).RecoveriesPage }),
              },
              {
                path: 'recoveries/:uid',
                lazy: async () => ({ Component: (await import('./pages/recovery-page.tsx')).RecoveryPage }),
              },
              { path: 'hosts', lazy: async () => ({ Component: (await import('./pages/hosts-page.tsx')).HostsPage }) },
              {
                path: 'hosts/:host',
                lazy: async () => ({ Component: (await import('./pages/host-page.tsx')).HostPage }),
              },
              { path: 'names', lazy: async () => ({ Component: (await import('./pages/names-page.tsx')).NamesPage }) },
              { path: 'audit', lazy: async () => ({ Component: (await import('./pages/audit-page.tsx')).AuditPage }) },
              {
                path: 'sources',
                lazy: async () => ({ Component: (await import('./pages/sources-page.tsx')).SourcesPage }),
              },
              {
                path: 'plans/:plan',
                lazy: async () => ({ Component: (await import('./pages/plan-page.tsx')).PlanPage }),
              },
              { path: '*', element: <NotFoundPage /> },
            ],
          },
        ],
      },
    ],
    { basename: basePath === '' ? '/' : basePath },
  );
}
