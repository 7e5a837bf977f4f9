import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvLine } from './csv.ts';

test('cells are as they were, and nothing of a text is a formula', () => {
  expect(csvLine(['a', 7, -7, true, null, ''])).toBe('a,7,-7,true,,\r\n');
  expect(csvLine(['a,b', 'say "x"', 'two\nlines'])).toBe('"a,b","say ""x""","two\nlines"\r\n');
  expect(csvLine(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '＝1'])).toBe(
    `"'=1+1","'+1","'-1","'@SUM(A1)","'\t=1","'＝1"\r\n`,
  );
});

test('whatever the texts are, a reader gets them back, and none of them begins a formula', () => {
  const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[=+\-@\t\r\n",;' a]{0,6}$/));
  fc.assert(
    fc.property(fc.array(text, { minLength: 2, maxLength: 5 }), (cells) => {
      const [read] = parse(csvLine(cells), { record_delimiter: '\r\n' });
      expect(read).toEqual(cells.map((cell) => (/^[=+\-@\t\r\n＝＋－＠]/.test(cell) ? `'${cell}` : cell)));
    }),
  );
});
