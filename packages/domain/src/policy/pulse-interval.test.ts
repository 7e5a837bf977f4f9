import { describe, expect, test } from 'vitest';
import { longestUnfeltMs, pulseIntervalMs } from './pulse-interval.ts';

const pulse = { intervalMs: 300, deadlineMs: 1_000 };
const load = (servers: number, sources: number, pollIntervalMs = 5_000) => ({
  pulse,
  pollIntervalMs,
  servers,
  sources,
});

describe('servers are felt', () => {
  test('as often as configured while they are few', () => {
    expect(pulseIntervalMs(load(60, 20))).toBe(300);
    expect(pulseIntervalMs(load(500, 100))).toBe(300);
  });

  test('less often the more of them there are, and the more probes', () => {
    expect(pulseIntervalMs(load(1_000, 450))).toBe(1_000);
    expect(pulseIntervalMs(load(5_000, 250, 20_000))).toBeLessThan(pulseIntervalMs(load(5_000, 250, 5_000)));
  });

  test('after their probes where these take the whole processor', () => {
    expect(pulseIntervalMs(load(10_000, 2_500))).toBe(50_000);
    expect(longestUnfeltMs(load(10_000, 2_500))).toBe(6_000);
  });
});
