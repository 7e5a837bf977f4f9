import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LAST_GNO } from './gno-intervals.ts';
import { formatMysqlGtid, MysqlGtidSet } from './mysql-gtid-set.ts';

const A = '3e11fa47-71ca-11e1-9e33-c80aa9429562';
const B = '4350f323-7565-4e59-8763-4b1b83a0ce0e';
const UUIDS = [A, B, 'ffffffff-ffff-ffff-ffff-ffffffffffff'];
const TAGS = ['', 'a', 'tag_1', '_z'];

/** The simple model: a set of "uuid:tag:n" strings. */
type Model = ReadonlySet<string>;

const gtid = fc.record({
  uuid: fc.constantFrom(...UUIDS),
  tag: fc.constantFrom(...TAGS),
  gno: fc.integer({ min: 1, max: 12 }),
});
const model: fc.Arbitrary<Model> = fc
  .array(gtid, { maxLength: 40 })
  .map((gtids) => new Set(gtids.map(({ uuid, tag, gno }) => `${uuid}:${tag}:${gno}`)));

/** Written one transaction at a time, in the model's order, so that the reader has to sort and merge. */
function setOf(of: Model): MysqlGtidSet {
  return MysqlGtidSet.of([...of].map((key) => key.replace('::', ':')).join(','));
}

function modelOf(set: MysqlGtidSet): Model {
  return new Set(set.list(10_000).map(({ uuid, tag, gno }) => `${uuid}:${tag}:${gno}`));
}

function isPart(part: Model, whole: Model): boolean {
  return [...part].every((key) => whole.has(key));
}

function errorOf(text: string): unknown {
  const parsed = MysqlGtidSet.parse(text);
  return parsed.ok ? 'no error' : parsed.error;
}

describe('a MySQL GTID set agrees with a plain set of transactions', () => {
  test('in what it holds, whatever order it was written in', () => {
    fc.assert(
      fc.property(model, (m) => {
        expect(modelOf(setOf(m))).toEqual(m);
        expect(setOf(m).count()).toBe(BigInt(m.size));
        expect(setOf(m).isEmpty()).toBe(m.size === 0);
      }),
    );
  });

  test('in union, intersection and subtraction', () => {
    fc.assert(
      fc.property(model, model, (a, b) => {
        expect(modelOf(setOf(a).union(setOf(b)))).toEqual(new Set([...a, ...b]));
        expect(modelOf(setOf(a).intersection(setOf(b)))).toEqual(new Set([...a].filter((key) => b.has(key))));
        expect(modelOf(setOf(a).subtract(setOf(b)))).toEqual(new Set([...a].filter((key) => !b.has(key))));
      }),
    );
  });

  test('in subset, containment, membership and equality', () => {
    fc.assert(
      fc.property(model, model, gtid, (a, b, one) => {
        expect(setOf(a).isSubsetOf(setOf(b))).toBe(isPart(a, b));
        expect(setOf(a).union(setOf(b)).contains(setOf(a))).toBe(true);
        expect(setOf(a).contains(setOf(b))).toBe(isPart(b, a));
        expect(setOf(a).equals(setOf(b))).toBe(isPart(a, b) && isPart(b, a));
        expect(setOf(a).has({ ...one, gno: BigInt(one.gno) })).toBe(a.has(`${one.uuid}:${one.tag}:${one.gno}`));
      }),
    );
  });

  test('in what remains of some UUIDs', () => {
    fc.assert(
      fc.property(model, fc.subarray(UUIDS), (m, uuids) => {
        const belongs = (key: string): boolean => uuids.some((uuid) => key.startsWith(uuid));
        expect(modelOf(setOf(m).restrictTo(uuids))).toEqual(new Set([...m].filter(belongs)));
        expect(modelOf(setOf(m).without(uuids.map((uuid) => uuid.toUpperCase())))).toEqual(
          new Set([...m].filter((key) => !belongs(key))),
        );
      }),
    );
  });

  test('in the lowest free number and in what lies beyond another set', () => {
    fc.assert(
      fc.property(model, model, (a, b) => {
        const highest = (key: string): number =>
          Math.max(
            0,
            ...[...b].filter((other) => tsid(other) === tsid(key)).map((other) => Number(other.split(':')[2])),
          );
        expect(modelOf(setOf(a).beyond(setOf(b)))).toEqual(
          new Set([...a].filter((key) => Number(key.split(':')[2]) > highest(key))),
        );
        let free = 1;
        while (a.has(`${A}:a:${free}`)) free += 1;
        expect(setOf(a).nextFreeGno(A, 'a')).toBe(BigInt(free));
      }),
    );
  });

  function tsid(key: string): string {
    return key.split(':').slice(0, 2).join(':');
  }
});

describe('the algebra of MySQL GTID sets', () => {
  const set = model.map(setOf);

  test('is associative, commutative, idempotent and distributive, and De Morgan holds for differences', () => {
    fc.assert(
      fc.property(set, set, set, (a, b, c) => {
        expect(a.union(b).toText()).toBe(b.union(a).toText());
        expect(a.union(b).union(c).toText()).toBe(a.union(b.union(c)).toText());
        expect(a.union(a).equals(a) && a.intersection(a).equals(a) && a.subtract(a).isEmpty()).toBe(true);
        expect(a.intersection(b.union(c)).equals(a.intersection(b).union(a.intersection(c)))).toBe(true);
        expect(a.subtract(b.union(c)).equals(a.subtract(b).intersection(a.subtract(c)))).toBe(true);
        expect(a.subtract(b).union(a.intersection(b)).equals(a)).toBe(true);
        expect(a.count() + b.count()).toBe(a.union(b).count() + a.intersection(b).count());
      }),
    );
  });

  test('keeps one text for one set, and reading a text back gives the same set', () => {
    fc.assert(
      fc.property(set, set, (a, b) => {
        expect(a.equals(b)).toBe(a.toText() === b.toText());
        expect(MysqlGtidSet.of(a.toText()).equals(a)).toBe(true);
        expect(MysqlGtidSet.of(a.toServerText()).toServerText()).toBe(a.toServerText());
      }),
    );
  });

  test('does not change its operands', () => {
    const a = MysqlGtidSet.of(`${A}:1-5`);
    const b = MysqlGtidSet.of(`${B}:1-5,${A}:4-9`);
    a.union(b);
    a.subtract(b);
    a.intersection(b);
    expect([a.toText(), b.toText()]).toEqual([`${A}:1-5`, `${A}:4-9,${B}:1-5`]);
  });
});

describe('the texts that servers print', () => {
  test('are read and printed byte for byte: several UUIDs, one a line', () => {
    const text = `${A}:1-5:11-18,\n${B}:1:3:5-7`;
    expect(MysqlGtidSet.of(text).toServerText()).toBe(text);
    expect(MysqlGtidSet.of(text).toText()).toBe(`${A}:1-5:11-18,${B}:1:3:5-7`);
  });

  test('carry several tags of one UUID after its untagged transactions', () => {
    const text = `${A}:1-3:15-21:domain_1:8-52:domain_2:1-7,\n${B}:backup:1-4`;
    const set = MysqlGtidSet.of(text);
    expect(set.toServerText()).toBe(text);
    expect(set.groups().map(({ tag }) => tag)).toEqual(['', 'domain_1', 'domain_2', 'backup']);
    expect(set.uuids()).toEqual([A, B]);
    expect(set.count()).toBe(3n + 7n + 45n + 7n + 4n);
  });

  test('are accepted with white space around every token, capitals, repeated commas and UUIDs without numbers', () => {
    const loose = `\r\n,, ${A.toUpperCase()} : 4 - 5 :\t1-3 : Tag : 7,\n,${B},${A}:TAG:8 ,`;
    expect(MysqlGtidSet.of(loose).toText()).toBe(`${A}:1-5:tag:7-8`);
    expect(MysqlGtidSet.of(' \n').isEmpty()).toBe(true);
  });

  test('reach up to the last number that MySQL assigns, exactly', () => {
    const text = `${A}:1-9007199254740993:9223372036854775806`;
    expect(MysqlGtidSet.of(text).toText()).toBe(text);
    expect(MysqlGtidSet.of(text).nextFreeGno(A)).toBe(9_007_199_254_740_994n);
    expect(MysqlGtidSet.range({ uuid: A, first: 1n, last: LAST_GNO }).nextFreeGno(A)).toBe(null);
    expect(MysqlGtidSet.empty().nextFreeGno(A)).toBe(1n);
  });
});

describe('a text that is no GTID set', () => {
  test('is refused with the offending part and its place', () => {
    expect(errorOf(`${A}:1-5, nonsense:1`)).toEqual({ problem: 'bad-uuid', offset: 42, part: 'nonsense' });
    expect(errorOf(`${A}0:1`)).toEqual({ problem: 'bad-uuid', offset: 0, part: `${A}0` });
    expect(errorOf(`${A}:1-x`)).toEqual({ problem: 'bad-number', offset: 39, part: 'x' });
    expect(errorOf(`${A}:`)).toEqual({ problem: 'bad-number', offset: 37, part: '' });
    expect(errorOf(`${A}:1-3;${B}:1`)).toMatchObject({ problem: 'unexpected-character', offset: 40 });
    expect(errorOf(`${A}:7-3`)).toEqual({ problem: 'backward-interval', offset: 37, part: '7-3' });
    expect(errorOf(`${A}:0`)).toMatchObject({ problem: 'number-out-of-range', offset: 37, part: '0' });
    expect(errorOf(`${A}:9223372036854775807`)).toMatchObject({ problem: 'number-out-of-range' });
    expect(errorOf(`${A}:${'t'.repeat(33)}:1`)).toMatchObject({ problem: 'bad-tag', offset: 37 });
    expect(errorOf(`${A}:1 2`)).toMatchObject({ problem: 'unexpected-character', offset: 39, part: '2' });
  });

  test('names what is wrong in a sentence when code meant to use it', () => {
    expect(() => MysqlGtidSet.of(`${A}:5-1`)).toThrow('GTID set: "5-1" at character 38 ends before it begins');
  });

  test('is refused, never misread: no text makes the reader throw or loop', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(':', ',', '-', ' ', '1', '0', 'a', '_', A, 'é') }), (text) => {
        const parsed = MysqlGtidSet.parse(text);
        const again = parsed.ok ? MysqlGtidSet.parse(parsed.set.toText()).ok : parsed.error.offset <= text.length;
        expect(again).toBe(true);
      }),
    );
  });
});

test('a single transaction is listed and formatted, never more of them than asked for', () => {
  const set = MysqlGtidSet.of(`${A}:1-9223372036854775806:tag:4`);
  expect(set.list(2).map(formatMysqlGtid)).toEqual([`${A}:1`, `${A}:2`]);
  expect(MysqlGtidSet.of(`${A}:tag:4`).list(5).map(formatMysqlGtid)).toEqual([`${A}:tag:4`]);
  expect(JSON.stringify({ set: MysqlGtidSet.of(`${A}:tag:4`) })).toBe(`{"set":"${A}:tag:4"}`);
});

test('ten thousand intervals are read, merged and printed in well under a second', () => {
  const odd = Array.from({ length: 10_000 }, (_, n) => 4 * n + 1).join(':');
  const text = `${A}:${odd}`;
  const shifted = `${A}:${Array.from({ length: 10_000 }, (_, n) => `${4 * n + 2}-${4 * n + 3}`).join(':')}`;
  const begun = performance.now();
  const union = MysqlGtidSet.of(text).union(MysqlGtidSet.of(shifted));
  const rest = union.subtract(MysqlGtidSet.of(shifted));
  expect(rest.isSubsetOf(union)).toBe(true);
  expect(rest.toText()).toBe(text);
  expect(performance.now() - begun).toBeLessThan(1000);
});
