/** Where one can go: beside each other where there is room, else in a menu that says where one is. */
import type { ReactElement } from 'react';
import { Menu, UnstyledButton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Link, NavLink, matchPath, useLocation } from 'react-router';
import { useWords } from '../shared/i18n/use-words.ts';
import { Icon } from '../shared/ui/icons.tsx';
import { PAGES } from './actions/use-shell-actions.ts';
import { paths } from './paths.ts';
import classes from './shell.module.css';

/** As wide as all places beside each other are, with what else is in their line, in the longest language. */
const NARROW = '(max-width: 64em)';
const PLACES = PAGES.map(([place]) => place);

export function Places(): ReactElement {
  const { t } = useWords();
  const isNarrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false });
  return (
    <nav aria-label={t('shell.pages')}>
      {isNarrow ? (
        <PlacesMenu />
      ) : (
        PLACES.map((place) => (
          <NavLink key={place} to={paths[place]} end={place === 'fleet'}>
            {t(`shell.${place}`)}
          </NavLink>
        ))
      )}
    </nav>
  );
}

function PlacesMenu(): ReactElement {
  const { t } = useWords();
  const { pathname } = useLocation();
  const current = PLACES.find((place) => matchPath({ path: paths[place], end: place === 'fleet' }, pathname) !== null);
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <UnstyledButton className={classes.places}>
          <Icon name="menu" size={18} />
          <span>{t(`shell.${current ?? 'pages'}`)}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {PLACES.map((place) => (
          <Menu.Item
            key={place}
            component={Link}
            to={paths[place]}
            aria-current={place === current ? 'page' : undefined}
            rightSection={<Icon name="check" visibility={place === current ? 'visible' : 'hidden'} />}
          >
            {t(`shell.${place}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
