import { describe, expect, test } from 'vitest';
import { normaliseBasePath } from './page-meta.ts';

describe('the base path', () => {
  test.each([
    ['', ''],
    ['/', ''],
    ['__BASE__', ''],
    ['/topiary', '/topiary'],
    ['/topiary/', '/topiary'],
    ['tools/topiary//', '/tools/topiary'],
  ])('%j is read as %j', (text, expected) => {
    expect(normaliseBasePath(text)).toBe(expected);
  });
});
