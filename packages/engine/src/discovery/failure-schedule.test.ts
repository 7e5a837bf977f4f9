import { describe, expect, test } from 'vitest';
import { CONFIRM_DELAY_MS, LONGEST_PAUSE_MS, pauseAfterFailure, RETURN_PAUSE_MS } from './failure-schedule.ts';
import type { FailedProbe } from './failure-schedule.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const pause = (probe: Partial<FailedProbe>): number =>
  pauseAfterFailure({ kind: 'refused', failures: 10, failingForMs: 0, tookMs: 1, pollIntervalMs: 5_000, ...probe });

describe('the pause after a failed probe', () => {
  test('is short after the first failure, whatever the poll interval is', () => {
    expect(pause({ failures: 1, pollIntervalMs: HOUR_MS })).toBe(CONFIRM_DELAY_MS);
  });

  test.each([5_000, MINUTE_MS, HOUR_MS])('is a second in the first two minutes at an interval of %i ms', (interval) => {
    for (const failingForMs of [0, MINUTE_MS, 2 * MINUTE_MS])
      expect(pause({ failingForMs, pollIntervalMs: interval })).toBe(RETURN_PAUSE_MS);
  });

  test('is not longer than the poll interval when the probe costs nothing', () => {
    for (const failingForMs of [MINUTE_MS, HOUR_MS, 24 * HOUR_MS]) {
      expect(pause({ failingForMs })).toBeLessThanOrEqual(5_000);
      expect(pause({ failingForMs, pollIntervalMs: 500 })).toBe(500);
    }
  });

  test('grows with the time that the server fails, to a bound', () => {
    const long = { pollIntervalMs: HOUR_MS };
    expect(pause({ failingForMs: 20 * MINUTE_MS, ...long })).toBe(10_000);
    expect(pause({ failingForMs: 2 * HOUR_MS, ...long })).toBe(60_000);
    expect(pause({ failingForMs: 240 * HOUR_MS, ...long })).toBe(LONGEST_PAUSE_MS);
  });

  test('grows beyond the poll interval for a server whose probes end with the deadline', () => {
    const silent = { kind: 'timeout', tookMs: 2_000 } as const;
    expect(pause({ ...silent, failingForMs: HOUR_MS })).toBe(30_000);
    expect(pause({ ...silent, failingForMs: 24 * HOUR_MS })).toBe(60_000);
  });

  test.each(['access-denied', 'not-mysql', 'tls', 'missing-grant', 'unsupported'] as const)(
    'is the poll interval where a person has to act: %s',
    (kind) => {
      for (const failures of [1, 2, 100]) expect(pause({ kind, failures, pollIntervalMs: HOUR_MS })).toBe(HOUR_MS);
    },
  );
});
