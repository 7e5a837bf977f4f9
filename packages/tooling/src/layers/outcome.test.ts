import { describe, expect, test } from 'vitest';
import { pickLayers } from './layer.ts';
import { FAILURE_LINE_CHARACTERS, NAMED_FAILURES } from './failures.ts';
import type { Failure } from './failures.ts';
import { clock, judgeRun, untested, whole } from './outcome.ts';
import type { Counts, Outcome, RunnerEnd } from './outcome.ts';
import { summaryLines } from './summary.ts';

const ENDED: RunnerEnd = { code: 0, why: 'ended' };
const FINE: Counts = { passed: 3, failed: 0, skipped: 1 };

interface Change {
  readonly counts?: Counts | undefined;
  readonly failures?: readonly Failure[];
  readonly end?: RunnerEnd;
  readonly ms?: number;
}

function judge(change: Change): Outcome {
  const run = {
    name: 'unit' as const,
    ms: 1_000,
    budgetMs: 60_000,
    limitMs: 120_000,
    counts: FINE,
    failures: [],
    end: ENDED,
  };
  return judgeRun({ ...run, ...change });
}

describe('a layer that ran', () => {
  test('counts what its runner counted', () => {
    expect(judge({})).toMatchObject({ passed: 3, failed: 0, skipped: 1, problems: [] });
    expect(judge({ counts: { ...FINE, failed: 2 }, end: { code: 1, why: 'ended' } })).toMatchObject({
      passed: 3,
      failed: 2,
      problems: [],
    });
  });

  test.each([
    ['no test ran', { counts: { passed: 0, failed: 0, skipped: 4 } }, 'unit: no test ran.'],
    ['its runner left no report', { counts: undefined }, 'unit: its runner left no report (exit code 0).'],
    [
      'its runner failed and no test did',
      { end: { code: 1, why: 'ended' } as const },
      'unit: no test failed, yet its runner ended with code 1.',
    ],
    ['it hung', { end: { code: null, why: 'timed-out' } as const }, 'unit: ended after 2:00, its hard limit.'],
    ['it was interrupted', { end: { code: null, why: 'interrupted' } as const }, 'unit: interrupted.'],
  ])('failed once more if %s', (_when, change, problem) => {
    const outcome = judge(change);
    expect(outcome.problems).toEqual([problem]);
    expect(outcome.failed).toBe(1);
  });
});

describe('a budget', () => {
  const LATE = 'unit: took 1:01, its budget is 1:00.';

  test('that a layer exceeds is named, and fails nothing while the others left that time', () => {
    const late = judge({ ms: 61_000 });
    expect(late).toMatchObject({ failed: 0, problems: [], notes: [LATE] });
    expect(whole([late, judge({})])).toMatchObject({ passed: 6, failed: 0, skipped: 2, ms: 62_000, budgetMs: 120_000 });
  });

  test('of all that ran is kept, or the whole has failed', () => {
    const setUp = untested({ name: 'set-up', ms: 61_000, budgetMs: 60_000 });
    expect(setUp.notes).toEqual(['set-up: took 1:01, its budget is 1:00.']);
    expect(whole([setUp, judge({ ms: 60_000 })])).toMatchObject({
      failed: 1,
      problems: ['whole: took 2:01, its budget is 2:00.'],
    });
    expect(whole([judge({ ms: 60_000 })]).failed).toBe(0);
  });
});

describe('the choice of layers', () => {
  test('is all of them, or the named ones in their own order', () => {
    const names = (asked: readonly string[]): unknown => {
      const picked = pickLayers(asked);
      return typeof picked === 'string' ? picked : picked.map((layer) => layer.name);
    };
    expect(names([])).toEqual(['check', 'unit', 'contract', 'e2e']);
    expect(names(['e2e', 'unit'])).toEqual(['unit', 'e2e']);
    expect(names(['unit', 'nonsense'])).toBe('There is no layer "nonsense".');
  });
});

describe('the summary', () => {
  const outcomes = [judge({}), judge({ ms: 61_000 })];

  test('ends with the counts alone on a line', () => {
    expect(summaryLines(outcomes).at(-1)).toBe('6 passed, 0 failed');
    expect(summaryLines([judge({ ms: 61_000 })]).at(-1)).toBe('3 passed, 1 failed');
  });

  test('names the time and the budget of each layer and of the whole, and who was late', () => {
    const text = summaryLines(outcomes).join('\n');
    expect(text).toContain('unit         1:01   1:00       3       0       1');
    expect(text).toContain('whole        1:02   2:00       6       0       2');
    expect(text).toContain('unit: took 1:01, its budget is 1:00.');
  });

  const failure: Failure = {
    file: 'a/b.test.ts',
    test: 'a tree grows',
    message: '\u001B[31mError: expected 1\u001B[39m\n    at b.test.ts:3',
  };

  test('names every failed test with what it said, without the stack, before the closing line', () => {
    const lines = summaryLines([judge({ failures: [failure], ms: 61_000 }), judge({})]);
    expect(lines.slice(-5)).toEqual([
      '',
      'unit > a/b.test.ts > a tree grows: Error: expected 1',
      'unit: took 1:01, its budget is 1:00.',
      '',
      '6 passed, 0 failed',
    ]);
  });

  test('gives every failure one line: of a name with line breaks, outside tests, of a property, without a message', () => {
    const failures = [
      { ...failure, test: 'reads\n  two lines' },
      { ...failure, test: '' },
      { ...failure, message: 'Error: Property failed\n{ seed: 7 }\n    at b.test.ts:3' },
      { file: '', test: '', message: '\n' },
    ];
    expect(summaryLines([judge({ failures })]).slice(-6, -2)).toEqual([
      'unit > a/b.test.ts > reads two lines: Error: expected 1',
      'unit > a/b.test.ts: Error: expected 1',
      'unit > a/b.test.ts > a tree grows: Error: Property failed { seed: 7 }',
      'unit: no message',
    ]);
  });

  test('cuts long lines, and counts what it does not name', () => {
    const failures = Array.from({ length: NAMED_FAILURES + 5 }, () => ({ ...failure, message: 'x'.repeat(9_999) }));
    const lines = summaryLines([judge({ failures })]).filter((line) => line.startsWith('unit > '));
    expect(lines).toHaveLength(NAMED_FAILURES);
    expect(lines.map((line) => line.length)).toEqual(lines.map(() => FAILURE_LINE_CHARACTERS));
    expect(summaryLines([judge({ failures })]).at(-3)).toBe('unit: and 5 more, all in the report of the layer.');
  });

  test.each([
    [0, '0:00'],
    [59_600, '1:00'],
    [61_000, '1:01'],
    [754_000, '12:34'],
  ])('writes %i ms as %s', (ms, text) => {
    expect(clock(ms)).toBe(text);
  });
});
