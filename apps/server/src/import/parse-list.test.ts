import { instanceIdOf, MAX_IMPORT_CHARACTERS, MAX_IMPORT_LINES, PROMOTION_RULES } from '@topiary/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseList } from './parse-list.ts';
import type { ListLine, ListReading } from './parse-list.ts';

const PORT = 3306;

function linesOf(text: string): readonly ListLine[] {
  const reading = parseList(text, PORT);
  if (!reading.ok) throw new Error(reading.problem.code);
  return reading.list.lines;
}

/** `3 db:3306`, `4 import-…`: what became of each line. */
const outcomes = (text: string): readonly string[] =>
  linesOf(text).map(
    (line) => `${line.line} ${line.kind === 'server' ? instanceIdOf(line.address) : line.problem.code}`,
  );

const problemOf = (reading: ListReading) => (reading.ok ? null : reading.problem);

describe('a list of addresses', () => {
  test('is read line by line, past blank lines and comments, in every kind of line end', () => {
    expect(outcomes('db-1\r\n\n# the old ones\rDB-2:3307\n  [::1]:3308  \n2001:db8::7')).toEqual([
      '1 db-1:3306',
      '4 db-2:3307',
      '5 [::1]:3308',
      '6 [2001:db8::7]:3306',
    ]);
  });

  test('says what is wrong with a line, and reads the others', () => {
    expect(outcomes('db-1\ndb 2\ndb-3:mysql\ndb-4:70000\n:3306\na,b\nd(b\ndb-5')).toEqual([
      '1 db-1:3306',
      '2 import-several-on-a-line',
      '3 import-address-port-not-a-number',
      '4 import-address-port-out-of-range',
      '5 import-address-empty-host',
      '6 import-several-on-a-line',
      '7 import-address-host-has-forbidden-characters',
      '8 db-5:3306',
    ]);
  });

  test('names the first line of an address that stands there twice', () => {
    const [, , twice] = linesOf('db-1\ndb-2\nDB-1:3306');
    expect(twice).toMatchObject({ kind: 'twice', line: 3, problem: { code: 'import-twice', params: { line: 1 } } });
  });
});

describe('CSV', () => {
  test('is known by its header, whatever the order and the separator', () => {
    const expected = [
      { kind: 'server', address: { host: 'db-1', port: 3307 }, wishes: { tags: [{ name: 'role', value: 'backup' }] } },
      { kind: 'server', address: { host: 'db-2', port: 3306 } },
    ];
    expect(linesOf('Tags,Port,Host\nrole=backup,3307,db-1\n,,db-2')).toMatchObject(expected);
    expect(linesOf('\u{feff}host;port;tags\ndb-1;3307;role=backup\ndb-2;;')).toMatchObject(expected);
    expect(linesOf('# from the inventory\n"host name"\t"port"\t"tags"\ndb-1\t3307\trole=backup\ndb-2')).toMatchObject(
      expected,
    );
  });

  test('registers tags, pools and promotion rules', () => {
    const [line] = linesOf(
      'host,tags,pool,promotion rule\ndb-1,"role=backup|canary; a=b,c",readers|backups,Prefer-Not',
    );
    expect(line).toMatchObject({
      wishes: {
        tags: [
          { name: 'role', value: 'backup' },
          { name: 'canary', value: '' },
          { name: 'a', value: 'b,c' },
        ],
        pools: ['readers', 'backups'],
        promotionRule: 'prefer_not',
      },
    });
  });

  test('takes addresses with a port, and IPv6 with a port beside it', () => {
    expect(outcomes('host,port\ndb-1:3310,\n::1,3311\n[::2],3312\ndb-2:1,2')).toEqual([
      '2 db-1:3310',
      '3 [::1]:3311',
      '4 [::2]:3312',
      '5 import-port-twice',
    ]);
  });

  test('says which columns mean nothing here', () => {
    expect(parseList('host,rack,owner\na,r1,jo', PORT)).toMatchObject({ list: { ignoredColumns: ['rack', 'owner'] } });
  });

  test('counts lines as an editor does, also past comments and quoted line breaks', () => {
    expect(outcomes('\nhost,tags\n# one\na,x\n\n"b",y\nc,"two\nlines"\nd,z')).toEqual([
      '4 a:3306',
      '6 b:3306',
      '8 tag-has-control-characters',
      '9 d:3306',
    ]);
  });

  test.each([
    ['host,tags\na,=b', 'tag-empty-name'],
    ['host,tags\na,~b', 'tag-negated'],
    ['host,pool\na,x/y', 'pool-name-invalid'],
    ['host,promotion_rule\na,perhaps', 'import-rule-unknown'],
    [`host,tags\na,${Array.from({ length: 51 }, (_, at) => `t${at}`).join('|')}`, 'import-too-many-tags'],
  ])('%j has a line that cannot be registered', (text, code) => {
    expect(outcomes(text)).toEqual([`2 ${code}`]);
  });
});

describe('a list as a whole is refused', () => {
  test.each([
    ['', 'import-empty'],
    ['\n# nothing\n', 'import-empty'],
    ['host,port\n', 'import-empty'],
    ['host,port,Host\na,1,b', 'import-column-twice'],
    ['host,tags\na,"never closed\nb,c', 'import-no-csv'],
    ['x'.repeat(MAX_IMPORT_CHARACTERS + 1), 'import-too-long'],
    [Array.from({ length: MAX_IMPORT_LINES + 1 }, (_, at) => `h${at}`).join('\n'), 'import-too-many-lines'],
  ])('%#: %s', (text, code) => {
    expect(problemOf(parseList(text, PORT))?.code).toBe(code);
  });
});

const host = fc.stringMatching(/^[a-z][a-z0-9.-]{0,30}$/);
const port = fc.integer({ min: 1, max: 65_535 });
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const plain = fc.stringMatching(/^[A-Za-z0-9"' ,äß中]{0,20}$/).map((text) => text.trim());

describe('whatever is written', () => {
  test('no text throws, and every line has a number within the text', () => {
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.oneof(host, fc.string(), fc.constant('host,port,tags'))).map((all) => all.join('\n')),
    );
    fc.assert(
      fc.property(text, (given) => {
        const reading = parseList(given, PORT);
        const count = given.split(/\r\n|\n|\r/).length;
        if (!reading.ok) return;
        for (const { line } of reading.list.lines) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(count);
        }
      }),
    );
  });

  test('CSV gives back what was written into it, in every separator', () => {
    const server = fc.record({ host, port, value: plain, rule: fc.constantFrom(...PROMOTION_RULES) });
    const servers = fc.uniqueArray(server, {
      minLength: 1,
      maxLength: 20,
      selector: (one) => `${one.host}:${one.port}`,
    });
    fc.assert(
      fc.property(servers, fc.constantFrom(',', ';', '\t'), (given, separator) => {
        const rows = given.map((one) =>
          [quoted(`note=${one.value}`), one.rule, String(one.port), one.host].join(separator),
        );
        const text = [['tags', 'promotion_rule', 'port', 'host'].join(separator), ...rows].join('\n');
        expect(linesOf(text)).toMatchObject(
          given.map((one, at) => ({
            line: at + 2,
            kind: 'server',
            address: { host: one.host, port: one.port },
            wishes: { tags: [{ name: 'note', value: one.value }], promotionRule: one.rule },
          })),
        );
      }),
    );
  });
});
