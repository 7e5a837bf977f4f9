import { describe, expect, test } from 'vitest';
import { LatenessWindow } from './lateness.ts';

describe('the lateness of probes', () => {
  test('is told as median and 99th percentile of one window', () => {
    const window = new LatenessWindow();
    for (let ms = 100; ms >= 1; ms -= 1) window.add(ms);
    expect(window.take()).toEqual({ p50Ms: 51, p99Ms: 100 });
    window.add(7);
    expect(window.take()).toEqual({ p50Ms: 7, p99Ms: 7 });
  });

  test('is unknown when nothing was due', () => {
    expect(new LatenessWindow().take()).toBeNull();
  });

  test('is never negative, and of too many the latest count', () => {
    const window = new LatenessWindow();
    for (let index = 0; index < 20_000; index += 1) window.add(1_000);
    for (let index = 0; index < 20_000; index += 1) window.add(-1);
    expect(window.take()).toEqual({ p50Ms: 0, p99Ms: 0 });
  });
});
