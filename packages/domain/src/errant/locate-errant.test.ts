import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMariadbGtids } from '../replication/mariadb-gtid.ts';
import { MysqlGtidSet } from '../replication/mysql-gtid-set.ts';
import { errantPart } from './errant-part.ts';
import type { LogBeginning } from '../replication/log-events/log-beginning.ts';
import type { ErrantPart } from './errant-part.ts';
import { locateErrant, MAX_ERRANT_READS } from './locate-errant.ts';
import type { BeginningAnswer, ErrantPlaces } from './locate-errant.ts';

const UUID = '00000000-0000-0000-0000-00000000000a';
const OTHER = '00000000-0000-0000-0000-00000000000b';

const mysql = (gtids: string): ErrantPart => errantPart({ family: 'mysql', set: MysqlGtidSet.of(gtids) });
const previous = (info: string): LogBeginning => [
  { type: 'Format_desc', info: '' },
  { type: 'Previous_gtids', info },
];

interface Run {
  readonly places: ErrantPlaces;
  readonly reads: number;
}

function run(errant: ErrantPart, files: readonly string[], read: (file: string) => BeginningAnswer): Run {
  const walk = locateErrant(errant, files);
  let reads = 0;
  for (let next = walk.next(); ; reads += 1) {
    if (next.done === true) return { places: next.value, reads };
    next = walk.next(read(next.value));
  }
}

const found = (files: readonly (readonly [string, string])[], rest: object = {}): ErrantPlaces => ({
  kind: 'located',
  files: files.map(([file, transactions]) => ({ file, transactions, part: expect.anything() as ErrantPart })),
  purged: '',
  notReached: '',
  ...rest,
});

describe('errant transactions', () => {
  test('are found in the files of MySQL that hold them, and what is in none was purged', () => {
    const logs = new Map([
      ['log.1', `${UUID}:1-3`],
      ['log.2', `${UUID}:1-5,\n${OTHER}:1-9`],
      ['log.3', `${UUID}:1-5,\n${OTHER}:1-20`],
      ['log.4', `${UUID}:1-8,\n${OTHER}:1-20`],
    ]);
    const read = (file: string): BeginningAnswer => ({ kind: 'beginning', events: previous(logs.get(file) ?? '') });
    expect(run(mysql(`${UUID}:2-9`), [...logs.keys()], read).places).toMatchObject(
      found(
        [
          ['log.1', `${UUID}:4-5`],
          ['log.3', `${UUID}:6-8`],
          ['log.4', `${UUID}:9`],
        ],
        { purged: `${UUID}:2-3` },
      ),
    );
  });

  test('are found in the files of MariaDB by the sequence of their domain', () => {
    const gtid = (text: string) => {
      const parsed = parseMariadbGtids(text);
      const [first] = parsed.ok ? parsed.gtids : [];
      if (first === undefined) throw new Error(text);
      return first.gtid;
    };
    const errant = errantPart({
      family: 'mariadb',
      ranges: [
        { domain: 7, after: null, upTo: gtid('7-3-4') },
        { domain: 0, after: gtid('0-1-10'), upTo: gtid('0-3-12') },
      ],
    });
    const logs = new Map([
      ['log.1', '[]'],
      ['log.2', '[0-1-10,7-3-2]'],
      ['log.3', '[0-1-10,\n0-3-11,7-3-4]'],
    ]);
    const read = (file: string): BeginningAnswer => ({
      kind: 'beginning',
      events: [{ type: 'Gtid_list', info: logs.get(file) ?? '' }],
    });
    const { places } = run(errant, [...logs.keys()], read);
    expect(places.kind === 'located' ? places.files.map(({ file }) => file) : places).toEqual([
      'log.1',
      'log.2',
      'log.3',
    ]);
    expect(places).toMatchObject({ purged: '', notReached: '' });
  });

  test('are not guessed where a file is gone, or says nothing of those before it', () => {
    for (const answer of [{ kind: 'no-such-file' }, { kind: 'beginning', events: [] }] as const)
      expect(run(mysql(`${UUID}:1`), ['log.1'], () => answer).places).toEqual({ kind: 'unreadable', file: 'log.1' });
  });

  test('of a server without logs were purged', () => {
    expect(run(mysql(`${UUID}:1`), [], () => ({ kind: 'no-such-file' })).places).toEqual(
      found([], { purged: `${UUID}:1` }),
    );
  });

  test('cost about as many reads as halving takes, are all found, and each where it is', () => {
    const situations = fc.record({
      // How many transactions each file has.
      sizes: fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 60 }),
      errant: fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 5 }),
    });
    fc.assert(
      fc.property(situations, ({ sizes, errant }) => {
        const starts = sizes.map((_, at) => 3 + sizes.slice(0, at).reduce((sum, size) => sum + size, 0));
        const total = 3 + sizes.reduce((sum, size) => sum + size, 0);
        const asked = MysqlGtidSet.of(errant.map((gno) => `${UUID}:${gno}`).join(',')).intersection(
          MysqlGtidSet.of(`${UUID}:1-${total}`),
        );
        const read = (file: string): BeginningAnswer => {
          const before = starts[Number(file)] ?? 0;
          return { kind: 'beginning', events: previous(`${UUID}:1-${before}`) };
        };
        const { places, reads } = run(
          errantPart({ family: 'mysql', set: asked }),
          sizes.map((_, at) => String(at)),
          read,
        );
        if (places.kind !== 'located') throw new Error(places.kind);
        let rest = asked.subtract(MysqlGtidSet.of(places.purged === '' ? '' : places.purged));
        expect(places.purged).toBe(asked.intersection(MysqlGtidSet.of(`${UUID}:1-3`)).toText());
        for (const { file, transactions } of places.files) {
          const [from, size] = [(starts[Number(file)] ?? 0) + 1, sizes[Number(file)] ?? 0];
          const inside = MysqlGtidSet.of(`${UUID}:${from}-${from + size - 1}`);
          expect(inside.contains(MysqlGtidSet.of(transactions))).toBe(true);
          rest = rest.subtract(MysqlGtidSet.of(transactions));
        }
        expect(rest.isEmpty()).toBe(true);
        expect(reads).toBeLessThanOrEqual(1 + errant.length * (1 + Math.ceil(Math.log2(sizes.length))));
      }),
    );
  });

  test('that would cost too many reads are said not to have been looked for', () => {
    const files = Array.from({ length: 1_000 }, (_, at) => String(at));
    const read = (file: string): BeginningAnswer => ({
      kind: 'beginning',
      events: previous(file === '0' ? '' : `${UUID}:1-${file}`),
    });
    const { places, reads } = run(mysql(`${UUID}:1-999`), files, read);
    expect(reads).toBe(MAX_ERRANT_READS);
    expect(places.kind === 'located' && places.notReached !== '').toBe(true);
  });
});
