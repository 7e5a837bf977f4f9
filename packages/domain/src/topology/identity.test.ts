import { describe, expect, test } from 'vitest';
import { freshClusterIds, id, recordsOf, snapshotOf, uuidOf } from '../testing/index.ts';
import type { TopologyOptions } from '../testing/index.ts';
import { MAX_PAIRED_COPIES, samenessQuestions, withAlias, withoutAlias } from './identity.ts';
import type { Observation } from './observation.ts';

const NO_ALIASES = new Map();

/** All of them tell the identity of server 1. */
function copies(names: readonly string[], options: TopologyOptions = {}): TopologyOptions {
  const change = (found: Observation): Observation => ({
    ...found,
    identity: {
      ...found.identity,
      serverUuid: found.identity.serverUuid === null ? null : uuidOf(1),
      serverUid: found.identity.serverUid === null ? null : 'uid',
      serverId: 1,
    },
  });
  return {
    ...options,
    servers: Object.fromEntries(names.map((name) => [name, { change, ...options.servers?.[name] }])),
  };
}

function asked(text: string, options: TopologyOptions): readonly string[] {
  return samenessQuestions(recordsOf(text, options), NO_ALIASES).map(({ keep, alias }) => `${alias} is ${keep}?`);
}

describe('a proof of sameness is wanted', () => {
  test('for two addresses with one UUID', () => {
    expect(samenessQuestions(recordsOf('a; b; c', copies(['a', 'b'])), NO_ALIASES)).toEqual([
      { keep: id('a'), alias: id('b'), because: 'same-server-uuid' },
    ]);
  });

  test('for two MariaDB addresses with one UID and one server_id', () => {
    expect(samenessQuestions(recordsOf('a; b', copies(['a', 'b'], { family: 'mariadb' })), NO_ALIASES)).toEqual([
      { keep: id('a'), alias: id('b'), because: 'same-server-uid-and-id' },
    ]);
  });

  test('for no others', () => {
    expect(asked('a > b; x', {})).toEqual([]);
    expect(asked('a; b', { servers: { a: { health: 'unprobed' }, b: { health: 'unprobed' } } })).toEqual([]);
  });

  test('for every pair of a few copies, and for each with the first of many', () => {
    expect(asked('a; b; c', copies(['a', 'b', 'c']))).toEqual([
      'b:3306 is a:3306?',
      'c:3306 is a:3306?',
      'c:3306 is b:3306?',
    ]);
    const many = Array.from({ length: MAX_PAIRED_COPIES + 1 }, (_, index) => `db${String(index + 10)}`);
    expect(asked(many.join('; '), copies(many))).toHaveLength(MAX_PAIRED_COPIES);
  });

  test('no more, once one is an alias', () => {
    const records = recordsOf('a; b', copies(['a', 'b']));
    expect(samenessQuestions(records, withAlias(NO_ALIASES, id('b'), id('a')))).toEqual([]);
  });

  test.each([
    ['10.0.0.1', 'db-1'],
    ['db-1', '10.0.0.1'],
    ['zz', 'aa'],
  ])('and %s, known first, is the one that %s becomes an alias of', (first, second) => {
    expect(samenessQuestions(recordsOf(`${first}; ${second}`, copies([first, second])), NO_ALIASES)).toEqual([
      { keep: id(first), alias: id(second), because: 'same-server-uuid' },
    ]);
  });
});

describe('aliases', () => {
  test('lead to the kept id at once, in whatever order they were proved', () => {
    const one = withAlias(withAlias(NO_ALIASES, id('b'), id('a')), id('c'), id('b'));
    const other = withAlias(withAlias(NO_ALIASES, id('c'), id('b')), id('b'), id('a'));
    const expected = new Map([
      [id('b'), id('a')],
      [id('c'), id('a')],
    ]);
    expect(one).toEqual(expected);
    expect(other).toEqual(expected);
  });

  test('never lead in a circle', () => {
    const aliases = withAlias(NO_ALIASES, id('b'), id('a'));
    expect(withAlias(aliases, id('a'), id('b'))).toBe(aliases);
    expect(withAlias(aliases, id('a'), id('a'))).toBe(aliases);
  });

  test('can be taken back', () => {
    const aliases = withAlias(NO_ALIASES, id('b'), id('a'));
    expect(withoutAlias(aliases, id('b'))).toEqual(NO_ALIASES);
    expect(withoutAlias(aliases, id('c'))).toBe(aliases);
  });

  test('join replicas that name their source differently', () => {
    const records = recordsOf('a > b; vip > c', copies(['a', 'vip']));
    expect(snapshotOf(records).clusters.size).toBe(2);
    const snapshot = snapshotOf(records, { aliases: withAlias(NO_ALIASES, id('vip'), id('a')) });
    expect([...snapshot.clusters.values()].map(({ members }) => members)).toEqual([[id('a'), id('b'), id('c')]]);
    expect(snapshot.edgesBySource.get(id('a'))?.map(({ replica }) => replica)).toEqual([id('b'), id('c')]);
  });

  test('that come later are noticed although no record changed', () => {
    const records = recordsOf('a > b; vip > c', copies(['a', 'vip']));
    const previous = snapshotOf(records);
    const aliases = withAlias(NO_ALIASES, id('vip'), id('a'));
    const after = snapshotOf(records, { previous, aliases, changed: new Set() });
    expect(after.clusters.size).toBe(1);
    expect(
      snapshotOf(records, {
        previous: after,
        aliases: NO_ALIASES,
        changed: new Set(),
        mintClusterId: freshClusterIds(after),
      }).clusters.size,
    ).toBe(2);
  });
});
