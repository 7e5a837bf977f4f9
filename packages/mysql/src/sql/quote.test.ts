import { describe, expect, test } from 'vitest';
import { quoteAccount, quoteText } from './quote.ts';

describe('a quoted text', () => {
  test.each([
    ['db-1.example', "'db-1.example'"],
    ["it's", "'it''s'"],
    ['C:\\certs\\ca.pem', "'C:\\\\certs\\\\ca.pem'"],
    ["\\'; DROP TABLE x; --", "'\\\\''; DROP TABLE x; --'"],
    ['', "''"],
  ])('%s cannot leave its quotes', (text, quoted) => {
    expect(quoteText(text)).toBe(quoted);
  });

  test('refuses a NUL byte', () => {
    expect(() => quoteText('a\0b')).toThrow(/NUL/);
  });
});

describe('a quoted account', () => {
  test('keeps user and host apart', () => {
    expect(quoteAccount('topiary@10.0.%')).toBe("'topiary'@'10.0.%'");
  });

  test('is split at the last at-sign, since users may have one', () => {
    expect(quoteAccount('me@work@%')).toBe("'me@work'@'%'");
  });
});
