import { expect, test } from 'vitest';
import { bytesText } from './bytes-text.ts';

test.each([
  [0, '0 B'],
  [1_023, '1,023 B'],
  [1_024, '1 KiB'],
  [1_610_612_736, '1.5 GiB'],
  [1_099_511_627_775, '1,024 GiB'],
  [5e20, '444,100 PiB'],
])('%i bytes are %s', (bytes, text) => {
  expect(bytesText(bytes, 'en')).toBe(text);
});
