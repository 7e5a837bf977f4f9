/** What is around every page: where one is, whether what is shown is fresh, and how one likes to see it. */
import { useCallback, useState } from 'react';
import type { MouseEvent, ReactElement } from 'react';
import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { NavLink, Outlet } from 'react-router';
import { Banners } from '../features/status/banners.tsx';
import { NotLive } from '../features/status/not-live.tsx';
import { StatusChip } from '../features/status/status-chip.tsx';
import { useApi } from '../shared/api/client-context.tsx';
import { statusQuery } from '../shared/api/queries.ts';
import { usePreference, usePreferencesStore } from '../shared/config/preferences.ts';
import { useWords } from '../shared/i18n/use-words.ts';
import { Icon } from '../shared/ui/icons.tsx';
import { Later } from '../shared/ui/later.tsx';
import { useKeys } from '../shared/ui/use-keys.ts';
import { ActionsContext, createActionsStore } from './actions/actions-store.ts';
import { HELP_KEY } from './actions/shortcuts.ts';
import { LANGUAGE_NAMES, SCHEMES, useShellActions } from './actions/use-shell-actions.ts';
import { noticeHref } from './notice-href.ts';
import { KeyboardHelp } from './keyboard-help.tsx';
import { usePalette } from './palette/use-palette.tsx';
import { paths } from './paths.ts';
import { Places } from './places.tsx';
import classes from './shell.module.css';

const BELL = { hrefOf: noticeHref, allHref: paths.problems } as const;
const loadBell = async () => (await import('../features/notices/notices-bell.tsx')).NoticesBell;
const loadRecoveryOff = async () => (await import('../features/status/recovery-off.tsx')).RecoveryOff;

export function Shell(): ReactElement {
  const { t } = useWords();
  const [help, setHelp] = useState(false);
  const showHelp = useCallback(() => setHelp(true), []);
  useKeys({ [HELP_KEY]: showHelp });
  const [actions] = useState(createActionsStore);
  useShellActions(actions, showHelp);
  const { palette, open } = usePalette(actions);
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main" onClick={skipToMain}>
        {t('shell.skip')}
      </a>
      <header className={classes.header}>
        <NavLink to={paths.fleet} className={() => classes.brand} aria-label={t('shell.home')}>
          <Logo />
          <span>Topiary</span>
        </NavLink>
        <Places />
        <div className={classes.end}>
          <StatusChip />
          <span className={classes.bell}>
            <Later load={loadBell} props={BELL} />
          </span>
          <User />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t('palette.title')}
            title={t('palette.button')}
            onClick={open}
          >
            <Icon name="search" />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t('help.title')}
            className={classes.wide}
            onClick={showHelp}
          >
            <Icon name="keyboard" />
          </ActionIcon>
          <LanguageMenu />
          <SchemeMenu />
        </div>
      </header>
      <NotLive />
      <Later load={loadRecoveryOff} props={{ href: paths.switches }} />
      <Banners hostHref={paths.host} hostsHref={paths.hosts} switchesHref={paths.switches} />
      <main id="main" className={classes.main} tabIndex={-1}>
        <ActionsContext value={actions}>
          <Outlet />
        </ActionsContext>
      </main>
      {palette}
      <KeyboardHelp opened={help} onClose={() => setHelp(false)} />
    </div>
  );
}

/** With a `<base>` in the page, a bare `#main` would lead to another page. */
function skipToMain(event: MouseEvent): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#main')?.focus();
}

function User(): ReactElement | null {
  const { t } = useWords();
  const { data: status } = useQuery(statusQuery(useApi()));
  if (status === undefined) return null;
  return (
    <span className={classes.user} title={t('shell.server', { hostname: status.hostname, version: status.version })}>
      {status.user}
      {!status.mayChange && <em>{t('shell.readOnly')}</em>}
    </span>
  );
}

function LanguageMenu(): ReactElement {
  const { t, language } = useWords();
  const store = usePreferencesStore();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('shell.language')}>
          <Icon name="language" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {LANGUAGE_NAMES.map(([code, name]) => (
          <Menu.Item
            key={code}
            lang={code}
            leftSection={<Tick shown={code === language} />}
            onClick={() => store.setState({ language: code })}
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function SchemeMenu(): ReactElement {
  const { t } = useWords();
  const store = usePreferencesStore();
  const highContrast = usePreference((preferences) => preferences.highContrast);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const icon = SCHEMES.find(([scheme]) => scheme === colorScheme)?.[1] ?? 'screen';
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('shell.scheme')}>
          <Icon name={icon} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {SCHEMES.map(([scheme, name]) => (
          <Menu.Item
            key={scheme}
            leftSection={<Icon name={name} />}
            rightSection={<Tick shown={scheme === colorScheme} />}
            onClick={() => setColorScheme(scheme)}
          >
            {t(`scheme.${scheme}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<Icon name="contrast" />}
          onClick={() => store.setState({ highContrast: !highContrast })}
        >
          {t(highContrast ? 'scheme.usualContrast' : 'scheme.highContrast')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Tick({ shown }: { readonly shown: boolean }): ReactElement {
  return <Icon name="check" visibility={shown ? 'visible' : 'hidden'} />;
}

function Logo(): ReactElement {
  return (
    <svg viewBox="0 0 32 32" width="24" height="24" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#2f6f4f" />
      <path
        d="M11 16h4M15 16V9.5h5M15 16h5M15 16v6.5h5"
        fill="none"
        stroke="#fff"
        strokeWidth="2.4"
        strokeLinecap="round"
      />
      <circle cx="9" cy="16" r="3.2" fill="#fff" />
      <circle cx="22" cy="9.5" r="2.6" fill="#fff" />
      <circle cx="22" cy="16" r="2.6" fill="#fff" />
      <circle cx="22" cy="22.5" r="2.6" fill="#fff" />
    </svg>
  );
}
