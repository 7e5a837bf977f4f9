import { expect, test } from 'vitest';
import { withCount } from './use-unread-mark.ts';

test.each([
  ['Audit · Topiary', 0, 'Audit · Topiary'],
  ['Audit · Topiary', 3, '(3) Audit · Topiary'],
  ['(3) Audit · Topiary', 12, '(12) Audit · Topiary'],
  ['(99+) Audit · Topiary', 0, 'Audit · Topiary'],
  ['Audit', 100, '(99+) Audit'],
])('%s with %i unread is %s', (title, unread, expected) => {
  expect(withCount(title, unread)).toBe(expected);
});
