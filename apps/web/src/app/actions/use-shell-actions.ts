/** What can be done wherever one is: go to a page, choose language and appearance, look at the keys. */
import { useMemo } from 'react';
import { useMantineColorScheme } from '@mantine/core';
import { useNavigate } from 'react-router';
import { usePreferencesStore } from '../../shared/config/preferences.ts';
import type { UiLanguage } from '../../shared/config/preferences.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { IconName } from '../../shared/ui/icons.tsx';
import { paths } from '../paths.ts';
import type { Action } from './action.ts';
import type { ActionsStore } from './actions-store.ts';
import { useActions } from './actions-store.ts';

export const LANGUAGE_NAMES: readonly (readonly [UiLanguage, string])[] = [
  ['en', 'English'],
  ['zh-CN', '简体中文'],
];

export const SCHEMES: readonly (readonly ['light' | 'dark' | 'auto', IconName])[] = [
  ['light', 'sun'],
  ['dark', 'moon'],
  ['auto', 'screen'],
];

/** In the order of the frame. */
export const PAGES = [
  ['fleet', 'tree'],
  ['problems', 'warning'],
  ['recoveries', 'history'],
  ['hosts', 'screen'],
  ['names', 'tag'],
  ['sources', 'link'],
  ['audit', 'table'],
  ['rehearsal', 'play'],
] as const satisfies readonly (readonly [keyof typeof paths, IconName])[];

const PLAIN = { about: '', shortcut: null, refusal: null } as const;

export function useShellActions(store: ActionsStore, onHelp: () => void): void {
  const { t, language } = useWords();
  const navigate = useNavigate();
  const preferences = usePreferencesStore();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const actions = useMemo(
    (): readonly Action[] => [
      ...PAGES.map(([page, icon]): Action => ({
        ...PLAIN,
        id: `page-${page}`,
        section: 'page',
        label: t(`shell.${page}`),
        icon,
        run: () => void navigate(paths[page]),
      })),
      {
        ...PLAIN,
        id: 'discover',
        section: 'page',
        label: t('palette.discover'),
        icon: 'plus',
        run: () => void navigate(`${paths.fleet}?discover=`),
      },
      ...SCHEMES.map(([scheme, icon]): Action => ({
        ...PLAIN,
        id: `scheme-${scheme}`,
        section: 'settings',
        label: `${t('shell.scheme')}: ${t(`scheme.${scheme}`)}`,
        icon,
        refusal: scheme === colorScheme ? t('palette.isSo') : null,
        run: () => setColorScheme(scheme),
      })),
      ...LANGUAGE_NAMES.map(([code, name]): Action => ({
        ...PLAIN,
        id: `language-${code}`,
        section: 'settings',
        label: `${t('shell.language')}: ${name}`,
        icon: 'language',
        refusal: code === language ? t('palette.isSo') : null,
        run: () => preferences.setState({ language: code }),
      })),
      {
        ...PLAIN,
        id: 'help',
        section: 'settings',
        label: t('help.title'),
        icon: 'keyboard',
        shortcut: 'help',
        run: onHelp,
      },
    ],
    [t, language, navigate, preferences, colorScheme, setColorScheme, onHelp],
  );
  useActions(store, 'shell', actions);
}
