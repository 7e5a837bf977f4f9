/** The only file that makes the things others take from context: client, caches, live connection, preferences, texts. */
import '@mantine/core/styles.css';
import 'reactflow/dist/base.css';
import './tokens.css';
import { QueryClient } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { ApiError, createClient } from '@topiary/contract';
import { App } from './app.tsx';
import { openLink } from './open-link.ts';
import { createRouter } from './routes.tsx';
import { createApi } from '../shared/api/client-context.tsx';
import { queryKeys } from '../shared/api/queries.ts';
import { readPageMeta } from '../shared/config/page-meta.ts';
import { createPreferences } from '../shared/config/preferences.ts';
import { chooseLanguage, createPageTexts, LATE_CATALOGUES } from '../shared/i18n/i18n.ts';
import { createLiveFeed } from '../shared/live/live-feed.ts';

const MAX_RETRIES = 2;
/** What the page was served with, if the fleet itself does not come: then it is no longer what is. */
const FLEET_START_KEPT_MS = 10_000;

export async function start(): Promise<void> {
  const meta = readPageMeta(document);
  const preferences = createPreferences(
    () => window.localStorage,
    (listener) => window.addEventListener('storage', ({ key }) => listener(key)),
  );
  const client = createClient({ baseUrl: meta.basePath, fetch: (url, init) => window.fetch(url, init) });
  const cache = new QueryClient({
    defaultOptions: {
      queries: {
        // Whoever was reached has said no; only silence is worth another try.
        retry: (count, error) => count < MAX_RETRIES && error instanceof ApiError && error.code === 'unreachable',
        // The live connection says by itself what changed.
        refetchOnWindowFocus: false,
      },
    },
  });
  cache.setQueryDefaults(queryKeys.fleetStart, { gcTime: FLEET_START_KEPT_MS });
  if (meta.fleetStart !== null) cache.setQueryData(queryKeys.fleetStart, meta.fleetStart);
  const live = createLiveFeed({
    cache,
    link: openLink({ apiBase: meta.basePath, client, window }),
    now: () => Date.now(),
  });
  const language = preferences.getState().language ?? chooseLanguage(navigator.languages);
  const texts = await createPageTexts(language, LATE_CATALOGUES);

  const root = document.querySelector('#root');
  if (root === null) throw new Error('The page has no #root.');
  createRoot(root).render(
    <App
      api={createApi({ client, live, random: window.crypto })}
      cache={cache}
      display={meta.display}
      live={live}
      preferences={preferences}
      router={createRouter(meta.basePath)}
      styleNonce={meta.styleNonce}
      texts={texts}
    />,
  );
}
