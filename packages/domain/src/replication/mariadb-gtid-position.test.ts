import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeMariadbGtidError, formatMariadbGtidRange } from './mariadb-gtid.ts';
import { MariadbGtidPosition } from './mariadb-gtid-position.ts';

/** The simple model: for each domain, a pair of server and sequence. */
type Model = Readonly<Record<string, readonly [server: number, sequence: number]>>;

const model: fc.Arbitrary<Model> = fc.dictionary(
  fc.constantFrom('0', '1', '7'),
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 5 })),
);

function positionOf(of: Model): MariadbGtidPosition {
  return MariadbGtidPosition.of(
    Object.entries(of)
      .toReversed()
      .map(([domain, [server, sequence]]) => `${domain}-${server}-${sequence}`)
      .join(', '),
  );
}

function errorOf(text: string): unknown {
  const parsed = MariadbGtidPosition.parse(text);
  return parsed.ok ? 'no error' : parsed.error;
}

describe('a MariaDB position agrees with a plain record of domains', () => {
  test('in its text, whatever order it was written in', () => {
    fc.assert(
      fc.property(model, (m) => {
        const expected = Object.entries(m)
          .toSorted(([a], [b]) => Number(a) - Number(b))
          .map(([domain, [server, sequence]]) => `${domain}-${server}-${sequence}`);
        expect(positionOf(m).toText()).toBe(expected.join(','));
        expect(MariadbGtidPosition.of(positionOf(m).toText()).equals(positionOf(m))).toBe(true);
      }),
    );
  });

  test('in union and in being at least another', () => {
    fc.assert(
      fc.property(model, model, (a, b) => {
        const merged: Record<string, readonly [number, number]> = { ...b };
        for (const [domain, value] of Object.entries(a)) {
          const other = b[domain];
          if (other === undefined || value[1] >= other[1]) merged[domain] = value;
        }
        expect(positionOf(a).union(positionOf(b)).toText()).toBe(positionOf(merged).toText());
        const reached = Object.entries(b).every(([domain, [server, sequence]]) => {
          const here = a[domain];
          return here !== undefined && (here[1] > sequence || (here[1] === sequence && here[0] === server));
        });
        expect(positionOf(a).isAtLeast(positionOf(b))).toBe(reached);
      }),
    );
  });

  test('in what one has beyond another: nothing exactly when the other is at least it', () => {
    fc.assert(
      fc.property(model, model, (a, b) => {
        const beyond = positionOf(a).beyond(positionOf(b));
        expect(beyond.length === 0).toBe(positionOf(b).isAtLeast(positionOf(a)));
        for (const { after, upTo } of beyond) expect(after === null || after.sequence < upTo.sequence).toBe(true);
      }),
    );
  });
});

describe('the order of MariaDB positions', () => {
  const position = model.map(positionOf);
  const REVERSED = { ahead: 'behind', behind: 'ahead' } as const;

  test('is the reverse when read from the other side, and equal only for equals', () => {
    fc.assert(
      fc.property(position, position, (a, b) => {
        const order = a.compare(b);
        expect(b.compare(a)).toBe(order === 'ahead' || order === 'behind' ? REVERSED[order] : order);
        expect(order === 'equal').toBe(a.equals(b));
        expect(a.union(b).isAtLeast(a) || order === 'diverged').toBe(true);
      }),
    );
  });

  test('agrees with being at least the other', () => {
    fc.assert(
      fc.property(position, position, (a, b) => {
        const order = a.compare(b);
        if (order === 'equal' || order === 'ahead') expect(a.isAtLeast(b)).toBe(true);
        if (order === 'behind' || order === 'crossed' || order === 'diverged') expect(a.isAtLeast(b)).toBe(false);
      }),
    );
  });

  test.each([
    ['0-1-10', '0-1-10', 'equal'],
    ['0-1-11', '0-1-10', 'ahead'],
    ['0-2-11', '0-1-10', 'ahead'],
    ['0-1-9', '0-1-10', 'behind'],
    ['0-1-10', '0-2-10', 'diverged'],
    ['0-1-10,1-1-5', '0-1-9,1-1-6', 'crossed'],
    ['0-1-10,1-1-5', '0-1-10', 'ahead'],
    ['0-1-10', '1-1-10', 'unrelated'],
    ['', '0-1-10', 'behind'],
    ['0-1-10', '', 'ahead'],
    ['', '', 'equal'],
  ])('%s is to %s: %s', (a, b, order) => {
    expect(MariadbGtidPosition.of(a).compare(MariadbGtidPosition.of(b))).toBe(order);
  });

  test('is told domain by domain', () => {
    const here = MariadbGtidPosition.of('0-1-10,1-1-5,3-1-1,7-1-4');
    const there = MariadbGtidPosition.of('0-1-10,1-2-5,2-1-1,7-1-9');
    expect(here.compareDomains(there)).toEqual([
      { domain: 0, order: 'equal' },
      { domain: 1, order: 'diverged' },
      { domain: 2, order: 'only-there' },
      { domain: 3, order: 'only-here' },
      { domain: 7, order: 'behind' },
    ]);
    expect(here.beyond(there).map(formatMariadbGtidRange)).toEqual([
      '(start of domain 1, 1-1-5]',
      '(start of domain 3, 3-1-1]',
    ]);
  });
});

describe('the text of a MariaDB position', () => {
  test('is what the server prints, up to its largest numbers', () => {
    const text = '0-1-18446744073709551615,4294967295-4294967295-1';
    expect(MariadbGtidPosition.of(text).toText()).toBe(text);
    expect(MariadbGtidPosition.of(' ').isEmpty()).toBe(true);
    expect(JSON.stringify(MariadbGtidPosition.of('1-1-1, 0-1-3'))).toBe('"0-1-3,1-1-1"');
  });

  test('is refused with the offending part and its place when it is none', () => {
    expect(errorOf('0-1-5, 0-1')).toEqual({ problem: 'bad-gtid', offset: 7, part: '0-1' });
    expect(errorOf('0-1-5,')).toEqual({ problem: 'bad-gtid', offset: 6, part: '' });
    expect(errorOf('3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5')).toMatchObject({ problem: 'bad-gtid', offset: 0 });
    expect(errorOf('0-4294967296-1')).toMatchObject({ problem: 'number-out-of-range' });
    expect(errorOf('0-1-18446744073709551616')).toMatchObject({ problem: 'number-out-of-range' });
    expect(errorOf('0-1-5,1-1-1, 0-2-6')).toEqual({ problem: 'duplicate-domain', offset: 13, part: '0-2-6' });
  });

  test('names what is wrong in a sentence', () => {
    expect(describeMariadbGtidError({ problem: 'bad-gtid', offset: 6, part: '' })).toBe(
      'GTID list: an empty part at character 7 is not a GTID like 0-1-100 (domain-server-sequence)',
    );
    expect(() => MariadbGtidPosition.of('x')).toThrow('"x" at character 1 is not a GTID');
  });
});
