import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sameValue } from './same-value.ts';

const DATA = fc.jsonValue({ maxDepth: 3 });

describe('plain data', () => {
  test('is the same as a copy of it', () => {
    fc.assert(fc.property(DATA, (value) => sameValue(value, structuredClone(value))));
  });

  test('is the same exactly where Node says so', () => {
    const similar = DATA.chain((value) =>
      fc.tuple(fc.constant(value), fc.oneof(DATA, fc.constant(structuredClone(value)))),
    );
    fc.assert(fc.property(similar, ([left, right]) => sameValue(left, right) === isDeepStrictEqual(left, right)));
  });
});

test.each([
  ['a key more on the left', { a: 1, b: undefined }, { a: 1 }],
  ['a key more on the right', { a: 1 }, { a: 1, b: undefined }],
  ['another key for the same', { a: undefined }, { b: undefined }],
  ['an object for a list', { 0: 'a' }, ['a']],
  ['a longer list', ['a'], ['a', undefined]],
  ['nothing for an object', null, {}],
])('%s makes a difference', (_, left, right) => {
  expect(sameValue(left, right)).toBe(false);
});
