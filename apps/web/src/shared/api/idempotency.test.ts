import { expect, test } from 'vitest';
import { newIdempotencyKey } from './idempotency.ts';

test('uses randomUUID where the browser has it', () => {
  const key = newIdempotencyKey({ randomUUID: () => 'uuid-1', getRandomValues: (bytes) => bytes });
  expect(key).toBe('uuid-1');
});

test('falls back to random bytes on plain http, where randomUUID is missing', () => {
  const key = newIdempotencyKey({ getRandomValues: (bytes) => bytes.fill(0xab) });
  expect(key).toBe('ab'.repeat(16));
});
