import { describe, expect, test } from 'vitest';
import { largestFleetFor, listeningFor, loggedTransactionsFor, MAX_FAKES, openFilesFor } from './limits.ts';

describe('open files', () => {
  test.each([300, 1_024, 1_300, 2_000, 4_096, 20_000])(
    'the largest fleet for %i of them fits, and one more does not',
    (files) => {
      const largest = largestFleetFor(files);
      expect(openFilesFor(largest)).toBeLessThanOrEqual(files);
      if (largest < MAX_FAKES) expect(openFilesFor(largest + 1)).toBeGreaterThan(files);
    },
  );

  test('decide whether each server has a listener of its own', () => {
    expect(listeningFor(1_000, 20_000)).toBe('own');
    expect(listeningFor(1_000, null)).toBe('own');
    expect(listeningFor(1_001, 20_000)).toBe('shared');
    expect(listeningFor(1_000, openFilesFor(1_000))).toBe('shared');
  });

  test('too few of them are room for no fake', () => {
    expect(largestFleetFor(64)).toBe(0);
  });
});

test('the larger the fleet, the shorter its logs', () => {
  expect(loggedTransactionsFor(10)).toBeGreaterThan(loggedTransactionsFor(1_000));
  expect(loggedTransactionsFor(MAX_FAKES)).toBeGreaterThanOrEqual(500);
});
