import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { summaryOf } from '../testing/index.ts';
import { asClusterId } from '@topiary/domain';
import type { ClusterSummary } from '../views/fleet.ts';
import { CLUSTER_GRAMMAR, clusterLanguage } from './cluster-query.ts';
import { MAX_QUERY_TERMS, MAX_QUERY_VALUES, parseQuery, tokensOf } from './parse-query.ts';
import { printQuery } from './query.ts';
import type { QueryTerm, QueryValue } from './query.ts';
import { queryTest } from './query-language.ts';

const parse = (text: string) => parseQuery(text, CLUSTER_GRAMMAR);

/** Texts that stand for themselves without quotes. */
const bare = fc.stringMatching(/^[a-z0-9._*/äß主][a-z0-9._*/-äß主]{0,8}$/);
const literal = fc.string({ unit: 'grapheme', maxLength: 12 });
const pattern = fc.oneof(
  bare.map((text) => ({ text, isLiteral: false })),
  literal.map((text) => ({ text, isLiteral: true })),
);
const textValue: fc.Arbitrary<QueryValue> = pattern.map((one) => ({ comparison: '=', ...one }));
const numberValue: fc.Arbitrary<QueryValue> = fc.record({
  comparison: fc.constantFrom('=', '>', '>=', '<', '<='),
  text: fc.oneof(
    fc.nat(100_000).map(String),
    fc.tuple(fc.nat(99), fc.constantFrom('s', 'm', 'h', 'd')).map((parts) => parts.join('')),
  ),
  isLiteral: fc.constant(false),
});
const choiceValue: fc.Arbitrary<QueryValue> = fc
  .constantFrom('dead', 'critical', 'errant*', 'unreachable')
  .map((text) => ({ comparison: '=', text, isLiteral: false }));

const valuesOf = (value: fc.Arbitrary<QueryValue>) => fc.array(value, { minLength: 1, maxLength: 4 });
const field = (name: string, value: fc.Arbitrary<QueryValue>): fc.Arbitrary<QueryTerm> =>
  fc.record({
    kind: fc.constant('field'),
    negated: fc.boolean(),
    field: fc.constant(name),
    values: valuesOf(value),
  });
const term: fc.Arbitrary<QueryTerm> = fc.oneof(
  fc.record({ kind: fc.constant('word'), negated: fc.boolean(), word: pattern }),
  field('dc', textValue),
  field('tag', textValue),
  field('lag', numberValue),
  field('problem', choiceValue),
);

describe('a query', () => {
  test('that was printed is read as it was', () => {
    fc.assert(
      fc.property(fc.array(term, { maxLength: 8 }), (terms) => {
        expect(parse(printQuery(terms))).toEqual({ terms, problems: [] });
      }),
    );
  });

  test('is read whatever is typed, and what is read of it reads the same again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        const { terms } = parse(text);
        expect(parse(printQuery(terms))).toEqual({ terms, problems: [] });
      }),
    );
  });

  test('has all of its text in its terms but the spaces', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        const tokens = tokensOf(text);
        for (const { text: own, start } of tokens) expect(text.slice(start, start + own.length)).toBe(own);
        const outside = tokens.reduceRight(
          (rest, { text: own, start }) => rest.slice(0, start) + rest.slice(start + own.length),
          text,
        );
        expect(outside.trim()).toBe('');
      }),
    );
  });
});

const problemsOf = (text: string) => parse(text).problems.map(({ code, term: own }) => `${code} ${own}`);

test.each([
  ['colour:red', ['unknown-field colour:red']],
  ['dc:', ['value-missing dc:']],
  ['dc:bj,', ['value-missing dc:bj,']],
  ['problem:nonsense', ['value-unknown problem:nonsense']],
  ['lag:slow', ['not-a-number lag:slow']],
  ['servers:>5m', ['not-a-number servers:>5m']],
  ['version:<new', ['not-a-version version:<new']],
  ['dc:>bj', ['no-comparison dc:>bj']],
  ['shop "core', ['quote-open "core']],
  ['db1:3306 master:3306 10.0.0.1:3306 [::1]:3306', []],
  ['', []],
  ['-', []],
])('%j is said to be wrong where it is', (text, problems) => {
  expect(problemsOf(text)).toEqual(problems);
});

test('a wrong term says where it stands and what could stand there, and the others hold', () => {
  const { terms, problems } = parse('dc:bj auto:maybe shop');
  expect(problems).toEqual([
    { code: 'value-unknown', term: 'auto:maybe', start: 6, allowed: ['on', 'grace', 'by-hand', 'off'] },
  ]);
  expect(printQuery(terms)).toBe('dc:bj shop');
});

test('too much is refused as a whole', () => {
  expect(parse('a '.repeat(MAX_QUERY_TERMS + 1)).problems).toMatchObject([{ code: 'too-many' }]);
  expect(parse(`dc:${'a,'.repeat(MAX_QUERY_VALUES)}a`).problems).toMatchObject([{ code: 'too-many' }]);
  expect(parse('a'.repeat(2_000)).problems).toMatchObject([{ code: 'too-long' }]);
});

const shop = summaryOf('shop', {
  alias: 'Shop-EU',
  dataCenters: ['bj', 'sh'],
  environments: ['prod'],
  tags: ['core', 'team=pay ments'],
  servers: ['db1.example.com:3306', '10.0.0.7:3307'] as ClusterSummary['servers'],
  critical: 1,
  problemCodes: ['unreachable'],
  maxLagSeconds: 300,
  versions: ['8.4.10'],
  withoutSuccessor: ['db1.example.com:3306'] as ClusterSummary['masters'],
});
const mail = summaryOf('mail', {
  dataCenters: ['ams'],
  automation: 'off',
  maxLagSeconds: null,
  lagUnknown: 2,
  versions: ['8.4.9'],
});
const log = summaryOf('log-1', { instances: 7, maxLagSeconds: 4, flavors: ['mariadb'], versions: ['10.11.14'] });

const language = clusterLanguage({
  isSwitchedOff: (id) => id === asClusterId('log-1'),
  unacknowledged: new Set([asClusterId('mail')]),
});
const found = (text: string) =>
  [shop, mail, log].filter(queryTest(parse(text).terms, language)).map(({ name }) => name);

test.each([
  ['', ['shop', 'mail', 'log-1']],
  ['problem:dead', ['shop']],
  ['problem:*', ['shop']],
  ['-problem:*', ['mail', 'log-1']],
  ['problem:lagging,critical', ['shop']],
  ['lag:>10', ['shop']],
  ['lag>10', ['shop']],
  ['lag:>5m', []],
  ['lag:>=5m', ['shop']],
  ['lag:<=4s', ['log-1']],
  ['lag:unknown', ['mail']],
  ['-lag:<=10', ['shop', 'mail']],
  ['dc:BJ', ['shop']],
  ['dc:ams,sh', ['shop', 'mail']],
  ['-dc:*', ['log-1']],
  ['tag:core', ['shop']],
  ['tag:team', ['shop']],
  ['tag:"team=pay ments"', ['shop']],
  ['env:prod', ['shop']],
  ['host:db1', ['shop']],
  ['host:db1.example.com', ['shop']],
  ['host:10', []],
  ['host:10.0.0.7', ['shop']],
  ['server:*:3307', ['shop']],
  ['alias:shop*', ['shop']],
  ['alias:"shop*"', []],
  ['auto:off', ['mail', 'log-1']],
  ['candidate:none', ['shop']],
  ['recovery:unacknowledged', ['mail']],
  ['version:8.4', []],
  ['version:8.4*', ['shop', 'mail']],
  ['version:>=8.4.10', ['shop', 'log-1']],
  ['version:<8.4.10', ['mail']],
  ['version:<=8.4', ['shop', 'mail']],
  ['servers:>3', ['log-1']],
  ['product:mariadb', ['log-1']],
  ['EXAMPLE', ['shop']],
  ['"pay ments"', ['shop']],
  ['db1*3307', ['shop']],
  ['-shop', ['mail', 'log-1']],
  ['db1.example.com:3306', ['shop']],
  ['mariadb log', ['log-1']],
])('%j finds %j', (text, names) => {
  expect(found(text)).toEqual(names);
});
