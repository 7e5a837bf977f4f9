import { expect, test } from 'vitest';
import { PROBLEM_CODES } from '../topology/problem-codes.ts';
import en from './en.json' with { type: 'json' };
import { chooseLanguage } from './i18n.ts';
import zhCN from './zh-CN.json' with { type: 'json' };

type Tree = { readonly [key: string]: string | Tree };

function flatten(tree: Tree, prefix = ''): readonly (readonly [string, string])[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as const] : flatten(value, `${prefix}${key}.`),
  );
}

/** Chinese has one plural form where English has two. */
const withoutPlural = (key: string): string => key.replace(/_(one|other)$/, '');
const parameters = (text: string): string => (text.match(/\{\{\w+\}\}/g) ?? []).toSorted().join();

const english = flatten(en);
const chinese = flatten(zhCN);

test('every English text has a Chinese one and the other way round', () => {
  const keysOf = (texts: typeof english) => [...new Set(texts.map(([key]) => withoutPlural(key)))].toSorted();
  expect(keysOf(chinese)).toEqual(keysOf(english));
});

test('both languages of a text use the same parameters', () => {
  const inEnglish = new Map(english.map(([key, text]) => [withoutPlural(key), parameters(text)]));
  const wrong = chinese.filter(([key, text]) => inEnglish.get(withoutPlural(key)) !== parameters(text));
  expect(wrong).toEqual([]);
});

test('no text is empty, and no Chinese text was left in English', () => {
  expect([...english, ...chinese].filter(([, text]) => text.trim() === '')).toEqual([]);
  const englishOf = new Map(english);
  const same = chinese.filter(([key, text]) => englishOf.get(key) === text && /[a-z]{4,} [a-z]{3,}/.test(text));
  expect(same).toEqual([]);
});

test('every problem that the server may report has a short and a long text', () => {
  const keys = new Set(english.map(([key]) => withoutPlural(key)));
  const missing = PROBLEM_CODES.flatMap((code) => [`problem.${code}.label`, `problem.${code}.text`]).filter(
    (key) => !keys.has(key),
  );
  expect(missing).toEqual([]);
});

test.each([
  [['zh-TW', 'en'], 'zh-CN'],
  [['fr', 'en-GB', 'zh'], 'en'],
  [['fr'], 'en'],
])('a browser that wants %j gets %s', (wanted, language) => {
  expect(chooseLanguage(wanted)).toBe(language);
});
