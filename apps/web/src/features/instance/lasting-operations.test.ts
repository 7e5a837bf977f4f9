import { expect, test } from 'vitest';
import { apartByEffect } from './lasting-operations.ts';

test('what cannot be undone stands apart, and everything keeps its order', () => {
  const operations = (['reset-replica', 'stop-replica', 'skip-query', 'start-replica'] as const).map((name) => ({
    name,
  }));
  const { usual, lasting } = apartByEffect(operations);
  expect(usual.map(({ name }) => name)).toEqual(['stop-replica', 'start-replica']);
  expect(lasting.map(({ name }) => name)).toEqual(['reset-replica', 'skip-query']);
});
