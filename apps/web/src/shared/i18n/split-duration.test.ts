import { expect, test } from 'vitest';
import { splitDuration } from './split-duration.ts';

test.each([
  [0, '0 s'],
  [0.04, '0 s'],
  [3.26, '3.3 s'],
  [59.9, '59.9 s'],
  [60, '1 min'],
  [200, '3 min 20 s'],
  [3_600, '1 h'],
  [3_725, '1 h 2 min'],
  [90_061, '1 d 1 h'],
  [86_400 * 3 + 5, '3 d'],
])('%d seconds are %s', (seconds, text) => {
  expect(
    splitDuration(seconds)
      .map((part) => `${part.value} ${part.unit}`)
      .join(' '),
  ).toBe(text);
});
