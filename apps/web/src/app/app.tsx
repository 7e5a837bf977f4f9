import { useEffect, useLayoutEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { MantineProvider, localStorageColorSchemeManager } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { QueryClientProvider, useIsFetching } from '@tanstack/react-query';
import type { QueryClient } from '@tanstack/react-query';
import { I18nextProvider, useTranslation } from 'react-i18next';
import { RouterProvider } from 'react-router/dom';
import type { PageDisplay } from '@topiary/contract';
import { ApiContext } from '../shared/api/client-context.tsx';
import type { Api } from '../shared/api/client-context.tsx';
import { PageDisplayContext } from '../shared/config/page-display.ts';
import { PreferencesContext, usePreference } from '../shared/config/preferences.ts';
import type { PreferencesStore } from '../shared/config/preferences.ts';
import type { PageTexts } from '../shared/i18n/i18n.ts';
import { WordsProvider } from '../shared/i18n/words-provider.tsx';
import { LiveContext, useLinkState } from '../shared/live/live-context.tsx';
import type { LiveFeed } from '../shared/live/live-feed.ts';
import { Announcer } from '../shared/ui/announcer.tsx';
import type { Router } from './routes.tsx';
import { cssVariablesResolver, theme } from './theme.ts';

export interface AppProps {
  readonly api: Api;
  readonly cache: QueryClient;
  readonly display: PageDisplay;
  readonly live: LiveFeed;
  readonly preferences: PreferencesStore;
  readonly router: Router;
  readonly styleNonce: string;
  readonly texts: PageTexts;
}

/** However long the first answers take. */
const LIVE_WITHIN_MS = 1_000;
/** So long nothing was asked for: a page that was only just drawn asks a moment later. */
const QUIET_MS = 50;

const colorSchemeManager = localStorageColorSchemeManager({ key: 'topiary.color-scheme' });

export function App({ api, cache, display, live, preferences, router, styleNonce, texts }: AppProps): ReactElement {
  return (
    <QueryClientProvider client={cache}>
      <I18nextProvider i18n={texts.i18n}>
        <PreferencesContext value={preferences}>
          <ApiContext value={api}>
            <LiveContext value={live}>
              <MantineProvider
                theme={theme}
                cssVariablesResolver={cssVariablesResolver}
                defaultColorScheme="auto"
                colorSchemeManager={colorSchemeManager}
                getStyleNonce={() => styleNonce}
              >
                <FollowLanguage texts={texts} />
                <FollowContrast />
                <StartLive live={live} />
                <WordsProvider>
                  <Announcer>
                    <PageDisplayContext value={display}>
                      <RouterProvider router={router} />
                    </PageDisplayContext>
                  </Announcer>
                </WordsProvider>
              </MantineProvider>
            </LiveContext>
          </ApiContext>
        </PreferencesContext>
      </I18nextProvider>
    </QueryClientProvider>
  );
}

/** The colours of `tokens.css` for those who need more of a difference, because the system says so or they do. */
function FollowContrast(): null {
  const isChosen = usePreference((preferences) => preferences.highContrast);
  const isAsked = useMediaQuery('(prefers-contrast: more)', false, { getInitialValueInEffect: false });
  const contrast = isChosen || isAsked ? 'more' : 'normal';
  useLayoutEffect(() => {
    document.documentElement.dataset['contrast'] = contrast;
  }, [contrast]);
  return null;
}

/** The page's language is the preference, and the document says which it is, for screen readers and fonts. */
function FollowLanguage({ texts }: { readonly texts: PageTexts }): null {
  const wanted = usePreference((preferences) => preferences.language) ?? texts.first;
  const { language } = useTranslation().i18n;
  const isAway = useLinkState().kind === 'disconnected';
  useEffect(() => {
    void texts.speak(wanted);
  }, [wanted, texts]);
  // Texts that could not be had are asked for again when Topiary is back.
  useEffect(() => {
    if (!isAway) void texts.speak(wanted);
  }, [isAway, wanted, texts]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return null;
}

/** After the page shows what it came for: the worker is a second program to load, and brings the whole fleet once more. */
function StartLive({ live }: { readonly live: LiveFeed }): null {
  const isFetching = useIsFetching() > 0;
  const [isWanted, setIsWanted] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsWanted(true), isFetching ? LIVE_WITHIN_MS : QUIET_MS);
    return () => clearTimeout(timer);
  }, [isFetching]);
  useEffect(() => (isWanted ? live.start() : undefined), [live, isWanted]);
  return null;
}
