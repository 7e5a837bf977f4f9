import { expect, test } from 'vitest';
import { countUsed } from './count-used.ts';

test('a filter counts while it holds a value, and what is no filter does not count', () => {
  const parameters = new URLSearchParams('text=move&user=&page=2&result=failed');
  expect(countUsed(parameters, ['text', 'user', 'result', 'from'])).toBe(2);
});
