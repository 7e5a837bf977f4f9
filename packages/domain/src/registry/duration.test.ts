import { describe, expect, test } from 'vitest';
import { formatDuration, parseDuration } from './duration.ts';

describe('a duration', () => {
  test.each([
    ['90s', 90_000],
    ['30m', 1_800_000],
    [' 2h ', 7_200_000],
    ['1d', 86_400_000],
    ['2w', 1_209_600_000],
    ['', 600_000],
    ['0', 600_000],
    ['0m', 600_000],
  ])('"%s" is %d ms', (text, ms) => {
    expect(parseDuration(text)).toEqual({ ok: true, ms });
  });

  test.each([
    ['soon', 'not-a-duration'],
    ['10', 'not-a-duration'],
    ['-5m', 'not-a-duration'],
    ['1.5h', 'not-a-duration'],
    ['5M', 'not-a-duration'],
    ['9999999999999s', 'not-a-duration'],
    ['367d', 'too-long'],
    ['999999999999w', 'too-long'],
  ])('"%s" is refused: %s', (text, problem) => {
    expect(parseDuration(text)).toEqual({ ok: false, problem });
  });

  test.each(['90s', '30m', '2h', '25h', '1d', '3w'])('%s is written as it was read', (text) => {
    const parsed = parseDuration(text);
    expect(parsed.ok && formatDuration(parsed.ms)).toBe(text);
  });
});
