import { expect, test } from 'vitest';
import en from '../../shared/i18n/en.json' with { type: 'json' };
import type { Action } from './action.ts';
import { actionsOf, createActionsStore, withActions, withoutOwner } from './actions-store.ts';
import { SHORTCUT_NAMES, SHORTCUTS } from './shortcuts.ts';

const action = (id: string, part: Partial<Action> = {}): Action => ({
  id,
  section: 'page',
  label: id,
  about: '',
  icon: 'table',
  shortcut: null,
  refusal: null,
  run: () => undefined,
  ...part,
});
const ids = (store: ReturnType<typeof createActionsStore>) => actionsOf(store.getState()).map(({ id }) => id);

test('the nearest come first, and what cannot be done after what can', () => {
  const store = createActionsStore();
  store.setState(withActions('shell', [action('fleet'), action('dark', { section: 'settings' })]));
  store.setState(
    withActions('cluster', [
      action('move', { section: 'server', refusal: 'It is a master.' }),
      action('copy', { section: 'server' }),
      action('table', { section: 'view' }),
    ]),
  );
  expect(ids(store)).toEqual(['copy', 'move', 'table', 'fleet', 'dark']);
});

test('an owner’s actions take the place of its former ones, and leave with it', () => {
  const store = createActionsStore();
  store.setState(withActions('shell', [action('fleet')]));
  store.setState(withActions('page', [action('old')]));
  store.setState(withActions('page', [action('new')]));
  expect(ids(store)).toEqual(['fleet', 'new']);
  store.setState(withoutOwner('page'));
  expect(ids(store)).toEqual(['fleet']);
});

test('every key has a sentence in the sheet of keys, and no key is given twice', () => {
  expect(Object.keys(en.help)).toEqual(expect.arrayContaining([...SHORTCUT_NAMES]));
  const keys = Object.values(SHORTCUTS).flat();
  expect(new Set(keys).size).toBe(keys.length);
});
