import { expect, test } from 'vitest';
import { rememberWords } from './remember-words.ts';
import type { TextParameters } from './text-key.ts';

function world() {
  const asked: string[] = [];
  const translate = rememberWords((key, parameters?: TextParameters) => {
    asked.push(key);
    return `${key} ${JSON.stringify(parameters ?? {})}`;
  });
  return { asked, translate };
}

test('a text is looked up once, and once more for other parameters', () => {
  const { asked, translate } = world();
  expect(translate('unit.s', { value: 1 })).toBe('unit.s {"value":1}');
  expect(translate('unit.s', { value: 2 })).toBe('unit.s {"value":2}');
  expect(translate('unit.s', { value: 1 })).toBe('unit.s {"value":1}');
  expect(translate('unit.s')).toBe('unit.s {}');
  expect(asked).toHaveLength(3);
});

test('what is remembered has an end, and what was forgotten is looked up again', () => {
  const { asked, translate } = world();
  for (let value = 0; value <= 2_000; value += 1) translate('unit.s', { value });
  expect(translate('unit.s', { value: 0 })).toBe('unit.s {"value":0}');
  expect(asked).toHaveLength(2_002);
});
