import { expect, test } from 'vitest';
import { timeText } from './time-text.ts';
import { asInstant } from './time.ts';

test.each([
  [0, '1970-01-01 00:00:00 UTC'],
  [951_827_696_789, '2000-02-29 12:34:56 UTC'],
  [1_773_480_413_000, '2026-03-14 09:26:53 UTC'],
  [4_107_542_399_999, '2100-02-28 23:59:59 UTC'],
  [4_107_542_400_000, '2100-03-01 00:00:00 UTC'],
])('%i milliseconds is %s', (milliseconds, text) => {
  expect(timeText(asInstant(milliseconds))).toBe(text);
});
