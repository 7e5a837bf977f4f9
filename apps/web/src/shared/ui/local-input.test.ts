import { expect, test } from 'vitest';
import { fromLocalInput, toLocalInput } from './local-input.ts';

test('a time goes to the input and back unchanged, to the minute', () => {
  const instant = Date.UTC(2026, 10, 22, 10, 30);
  expect(fromLocalInput(toLocalInput(instant))).toBe(String(instant));
  expect(toLocalInput(null)).toBe('');
  expect(fromLocalInput('nonsense')).toBe('');
});
