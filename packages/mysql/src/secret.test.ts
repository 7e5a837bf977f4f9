import { format, inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { Secret } from './secret.ts';

const PASSWORD = 'tulips-in-may';

describe('a secret', () => {
  const secret = new Secret(PASSWORD);

  test('is told only when asked to reveal itself', () => {
    expect(secret.reveal()).toBe(PASSWORD);
  });

  test.each([
    ['JSON', JSON.stringify({ secret })],
    ['a template', String(secret)],
    ['inspection', inspect({ deep: { secret } }, { depth: 9, showHidden: true })],
    ['formatting', format('%s %o %j', secret, secret, { secret })],
    ['its own keys', Object.entries(secret).join(',')],
  ])('does not show in %s', (_way, shown) => {
    expect(shown).not.toContain(PASSWORD);
  });

  test('is taken out of words that others chose', () => {
    expect(secret.scrub(`denied for ${PASSWORD} and ${PASSWORD}`)).toBe('denied for *** and ***');
  });

  test('that is empty leaves words alone', () => {
    expect(new Secret('').scrub('denied')).toBe('denied');
  });
});
