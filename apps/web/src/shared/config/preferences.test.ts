import { expect, test } from 'vitest';
import { createPreferences, MAX_SAVED_VIEWS, mayKeepView, withoutView, withRecent, withView } from './preferences.ts';
import type { Preferences } from './preferences.ts';

const memory = (): Storage => {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  } as Storage;
};
const fresh = (): Preferences => createPreferences(memory).getState();

test('what an older version of the page kept is completed', () => {
  const storage = memory();
  storage.setItem('topiary.preferences', JSON.stringify({ state: { language: 'en' }, version: 1 }));
  expect(createPreferences(() => storage).getState()).toMatchObject({ language: 'en', fleetViews: [], recent: [] });
});

test('a view is kept under its name, which is of one view only', () => {
  const first = { ...fresh(), ...withView(fresh(), { name: 'b', search: 'find=x' }) };
  const both = { ...first, ...withView(first, { name: 'a', search: 'find=y' }) };
  const again = { ...both, ...withView(both, { name: 'b', search: 'find=z' }) };
  expect(again.fleetViews).toEqual([
    { name: 'a', search: 'find=y' },
    { name: 'b', search: 'find=z' },
  ]);
  expect(withoutView(again, 'a').fleetViews).toEqual([{ name: 'b', search: 'find=z' }]);
});

test('only so many views are kept, and each has a name', () => {
  const full = Array.from({ length: MAX_SAVED_VIEWS }, (_, at) => ({ name: `v${at}`, search: '' }));
  expect(mayKeepView(full, 'one more')).toBe(false);
  expect(mayKeepView(full, ' v3 ')).toBe(true);
  expect(mayKeepView([], '  ')).toBe(false);
});

test('what was opened last comes first, once, and only the last few are remembered', () => {
  let preferences = fresh();
  for (const id of 'a b a c d e f g h i'.split(' ')) preferences = { ...preferences, ...withRecent(preferences, id) };
  expect(preferences.recent).toEqual(['i', 'h', 'g', 'f', 'e', 'd', 'c', 'a']);
});
