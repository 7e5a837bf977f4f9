import { describe, expect, test } from 'vitest';
import { matchesTags, parseTag, parseTagExpression } from './tag-expression.ts';

const tags = [
  { name: 'canary', value: '' },
  { name: 'role', value: 'backup' },
];

function matches(expression: string, on = tags): boolean {
  const parsed = parseTagExpression(expression);
  if (!parsed.ok) throw new Error(parsed.problem);
  return matchesTags(on, parsed.terms);
}

describe('a tag expression', () => {
  test.each([
    ['canary', true],
    ['role', true],
    ['role=backup', true],
    ['role=primary', false],
    ['role=', false],
    ['canary=', true],
    ['old', false],
    ['~old', true],
    ['!canary', false],
    ['~role=primary', true],
    ['!role=backup', false],
    ['~old=yes', false],
    ['canary, role=backup', true],
    ['canary,~role', false],
  ])('%s: %s', (expression, expected) => {
    expect(matches(expression)).toBe(expected);
  });

  test('without a term, or with too many, is refused', () => {
    expect(parseTagExpression(' ')).toEqual({ ok: false, problem: 'empty-name' });
    expect(parseTagExpression('a,,b')).toEqual({ ok: false, problem: 'empty-name' });
    expect(parseTagExpression('a'.padEnd(60, ',a'))).toEqual({ ok: false, problem: 'too-many-terms' });
  });

  test('a server without tags has no tag', () => {
    expect(matches('~canary', [])).toBe(true);
    expect(matches('~role=x', [])).toBe(false);
  });
});

describe('a tag to set', () => {
  test('is a name, or a name and a value', () => {
    expect(parseTag('role=a=b,c')).toEqual({ ok: true, name: 'role', value: 'a=b,c' });
    expect(parseTag(' canary\n')).toEqual({ ok: true, name: 'canary', value: null });
  });

  test.each([
    ['', 'empty-name'],
    ['=x', 'empty-name'],
    ['~old', 'negated'],
    ['a,b', 'name-has-a-separator'],
    ['x'.repeat(101), 'name-too-long'],
    [`x=${'y'.repeat(256)}`, 'value-too-long'],
    ['a\u0000b', 'has-control-characters'],
  ])('%j is refused: %s', (text, problem) => {
    expect(parseTag(text)).toEqual({ ok: false, problem });
  });
});
