import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const ROOT = new URL('../../../../', import.meta.url);
const PAGE = readFileSync(new URL('docs/weak-points.md', ROOT), 'utf8');
/** By the headings of the page: as many as each list has that they answer. */
const POINTS: Readonly<Record<string, number>> = {
  'Discovery: what people suffered from': 12,
  'Refactoring: where people got stuck': 13,
  'Refactoring: what a successor owes': 14,
  'Recovery: what a successor must not have': 31,
};

interface Point {
  readonly part: string;
  readonly number: number;
  readonly text: string;
  readonly tests: readonly { readonly file: string; readonly name: string }[];
}

/** A line that begins like one but cannot be read is a mistake of its own: it must not be passed over. */
const TEST_LINE = /^- `([^`]+)`: "(.+)"$/;

const parts = PAGE.split(/^# /m)
  .slice(1)
  .map((text) => ({ part: text.split('\n', 1)[0] ?? '', text }));

const points: readonly Point[] = parts.flatMap(({ part, text: whole }) =>
  whole
    .split(/^## /m)
    .slice(1)
    .map((text) => ({
      part,
      number: Number(/^(\d+)\. /.exec(text)?.[1]),
      text,
      tests: text.split('\n').flatMap((line) => {
        const [, file, name] = TEST_LINE.exec(line) ?? [];
        return file === undefined || name === undefined ? [] : [{ file, name }];
      }),
    })),
);

describe('the page of weak points', () => {
  test('has every point, in order, and each names tests or says what is open', () => {
    expect(parts.map(({ part }) => part)).toEqual(Object.keys(POINTS));
    for (const [wanted, count] of Object.entries(POINTS))
      expect(points.filter(({ part }) => part === wanted).map(({ number }) => number)).toEqual(
        Array.from({ length: count }, (_, index) => index + 1),
      );
    const bare = points.filter(({ text, tests }) => tests.length === 0 && !text.includes('**Open**'));
    expect(bare.map(({ part, number }) => `${part}, ${number}`)).toEqual([]);
  });

  test('has no line of a list that names no test', () => {
    const lines = PAGE.split('\n').filter((line) => line.startsWith('- '));
    expect(lines.filter((line) => !TEST_LINE.test(line))).toEqual([]);
  });

  const named = points.flatMap(({ part, number, tests }) =>
    tests.map(({ file, name }) => [part, number, file, name] as const),
  );
  test.each(named)('%s, point %i: %s has the test "%s"', (_part, _number, file, name) => {
    const url = new URL(file, ROOT);
    expect(existsSync(url), `${file} is not there`).toBe(true);
    const source = readFileSync(url, 'utf8');
    const names = [`'${name}'`, `'${name.replaceAll("'", String.raw`\'`)}'`, `"${name}"`, `\`${name}\``];
    const calls = names.filter((quoted) => new RegExp(`\\b(?:test|it)\\b[^;]*?${escaped(quoted)}`).test(source));
    expect(calls, `no test of ${file} is called so`).not.toEqual([]);
  });
});

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
