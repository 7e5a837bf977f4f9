import { describe, expect, test } from 'vitest';
import { id, recordsOf } from '../testing/index.ts';
import { samenessQuestions, withAlias } from './identity.ts';

const twins = (first: string, second: string) => {
  const records = recordsOf(`${first}; ${second}`);
  const observation = records.get(id(first))?.observation ?? null;
  return new Map([...records].map(([key, record]) => [key, { ...record, observation }]));
};

describe('two addresses with one identity', () => {
  test.each([
    ['10.0.0.1', 'db-1'],
    ['db-1', '10.0.0.1'],
    ['zz', 'aa'],
  ])('%s, known first, is the one that %s becomes an alias of', (first, second) => {
    expect(samenessQuestions(twins(first, second), new Map())).toEqual([{ keep: id(first), alias: id(second), because: 'same-server-uuid' }]);
  });

  test('are not asked about again once one is the alias of the other', () => {
    expect(samenessQuestions(twins('a', 'b'), withAlias(new Map(), id('b'), id('a')))).toEqual([]);
  });

  test('an alias of an alias leads to the end at once', () => {
    const aliases = withAlias(withAlias(new Map(), id('c'), id('b')), id('b'), id('a'));
    expect([...aliases.values()]).toEqual([id('a'), id('a')]);
  });
});

test('servers with identities of their own raise no question', () => {
  expect(samenessQuestions(recordsOf('m > a, b'), new Map())).toEqual([]);
});
