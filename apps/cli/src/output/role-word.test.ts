import { expect, test } from 'vitest';
import { roleWord } from './role-word.ts';

test('the primary of a group is called that, everybody else by role', () => {
  expect(roleWord('master', 'PRIMARY')).toBe('primary');
  expect(roleWord('replica', 'SECONDARY')).toBe('secondary');
  expect(roleWord('unknown', '')).toBe('group member');
  expect(roleWord('master', null)).toBe('master');
});
