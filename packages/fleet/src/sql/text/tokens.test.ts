import { describe, expect, test } from 'vitest';
import { tokenize } from './tokens.ts';

function kindsOf(text: string, version = 80_400): readonly string[] {
  return tokenize(text, version).list.map(({ kind, text: content }) => `${kind} ${content}`);
}

describe('SQL text', () => {
  test('is read as words, names, texts, numbers and symbols', () => {
    expect(kindsOf("SELECT `a b`, 'it''s', \"two\", 1.5 <= @@global.x")).toEqual([
      'word SELECT',
      'name a b',
      'symbol ,',
      "string it's",
      'symbol ,',
      'string two',
      'symbol ,',
      'number 1.5',
      'symbol <=',
      'symbol @@',
      'word global',
      'symbol .',
      'word x',
      'end ',
    ]);
  });

  test('has a backslash escape, except before the wildcards of LIKE', () => {
    expect(kindsOf(String.raw`'a\'b\n' 'x\_y\%'`)).toEqual(["string a'b\n", String.raw`string x\_y\%`, 'end ']);
  });

  test('may have comments in three forms', () => {
    expect(kindsOf('SELECT 1 -- one\n, 2 # two\n, /* three */ 3')).toEqual([
      'word SELECT',
      'number 1',
      'symbol ,',
      'number 2',
      'symbol ,',
      'number 3',
      'end ',
    ]);
  });

  test('may have comments that newer versions read', () => {
    expect(kindsOf('SELECT /*!80000 1, */ 2', 50_744)).toEqual(['word SELECT', 'number 2', 'end ']);
    expect(kindsOf('SELECT /*!80000 1, */ 2')).toEqual(['word SELECT', 'number 1', 'symbol ,', 'number 2', 'end ']);
  });

  test('is broken where a quote or a comment does not end', () => {
    expect(tokenize("SELECT 'abc", 80_400).broken).toEqual({ at: 7 });
    expect(tokenize('SELECT /* abc', 80_400).broken).toEqual({ at: 7 });
  });
});
