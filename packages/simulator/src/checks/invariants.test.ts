import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { INVARIANTS } from './invariants.ts';

const PAGE = new URL('../../../../docs/domain/invariants.md', import.meta.url);
const SOURCE = new URL('../', import.meta.url);

interface Row {
  readonly number: string;
  readonly sentence: string;
  readonly files: readonly string[];
}

function rowsOf(page: string): readonly Row[] {
  return page.split('\n').flatMap((line) => {
    const [number, sentence, where] = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    if (number === undefined || !/^[SL]\d+$/.test(number)) return [];
    const files = [...(where ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
    return [{ number, sentence: sentence ?? '', files }];
  });
}

describe('the page of invariants', () => {
  const rows = rowsOf(readFileSync(PAGE, 'utf8'));

  test('has the numbers and sentences of the table in the code, and no others', () => {
    expect(Object.fromEntries(rows.map(({ number, sentence }) => [number, sentence]))).toEqual(INVARIANTS);
    expect(rows).toHaveLength(Object.keys(INVARIANTS).length);
  });

  test.each(rows)('$number is checked where the page says', ({ number, files }) => {
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const text = readFileSync(new URL(file, SOURCE), 'utf8');
      expect(text).toMatch(new RegExp(String.raw`(violated|unmet)\(\s*'${number}'`));
    }
  });

  test('no check names a number that is not on the page', () => {
    const used = ['checks/watcher.ts', 'checks/healed.ts', 'run.ts', 'world/last-acts.ts'].flatMap((file) =>
      [...readFileSync(new URL(file, SOURCE), 'utf8').matchAll(/'([SL]\d+)'/g)].map((match) => match[1]),
    );
    expect(used.filter((number) => number === undefined || !(number in INVARIANTS))).toEqual([]);
  });
});
