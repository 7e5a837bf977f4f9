import { expect, test } from 'vitest';
import { fuzzyScore } from './fuzzy-score.ts';
import { MAX_IN_SECTION, findItems, unaskedItems } from './palette-items.ts';
import type { PaletteItem, PaletteSection } from './palette-items.ts';

const item = (section: PaletteSection, label: string, about = ''): PaletteItem => ({
  id: `${section}:${label}`,
  section,
  label,
  about,
  icon: 'tree',
  leadsTo: '/',
});
const labels = (found: ReturnType<typeof findItems>) =>
  found.map(({ section, items }) => `${section}: ${items.map(({ label }) => label).join(' ')}`);

test.each([
  ['shop', ['shop', 'shop-2', 'eu-shop', 'workshop']],
  ['eu shop', ['eu-shop']],
  ['wkshp', ['workshop']],
  ['SHOP-', ['shop-2']],
  ['pohs', []],
])('%s finds %j, the best first', (typed, expected) => {
  const texts = ['workshop', 'eu-shop', 'shop-2', 'shop', 'ledger'];
  const scored = texts.map((text) => ({ text, score: fuzzyScore(text, typed) })).filter(({ score }) => score !== null);
  const byScore = scored.toSorted((left, right) => Number(right.score) - Number(left.score));
  expect(byScore.map(({ text }) => text)).toEqual(expected);
});

test('the section with the best comes first, and each shows only so many', () => {
  const many = Array.from({ length: 50 }, (_, at) => item('servers', `db-shop-${at}`));
  const found = findItems([...many, item('clusters', 'shop'), item('page', 'Audit')], 'shop');
  expect(found.map(({ section }) => section)).toEqual(['clusters', 'servers']);
  expect(found[1]?.items).toHaveLength(MAX_IN_SECTION);
});

test('what a thing is about is looked at too, after what it is called', () => {
  const found = findItems([item('servers', 'db1', 'shop'), item('clusters', 'shop-eu')], 'shop');
  expect(labels(found)).toEqual(['clusters: shop-eu', 'servers: db1']);
});

test('before anything is typed there is what was chosen last, and what can be done', () => {
  const items = [item('servers', 'db1'), item('clusters', 'shop'), item('page', 'Audit'), item('page', 'Hosts')];
  const found = unaskedItems(items, ['servers:gone', 'page:Hosts', 'clusters:shop']);
  expect(labels(found)).toEqual(['recent: Hosts shop', 'page: Audit']);
});

test('ten thousand servers are gone through in no time', () => {
  const many = Array.from({ length: 10_000 }, (_, at) => item('servers', `db-${at}.example.com:3306`, 'cluster'));
  expect(findItems(many, 'db-99 example')[0]?.items[0]?.label).toBe('db-99.example.com:3306');
});
