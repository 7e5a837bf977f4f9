import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkCounts, playwrightCounts, readReport, vitestCounts } from './reports.ts';

describe('the report of Vitest', () => {
  const report = { numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 };

  test('gives the numbers of tests', () => {
    expect(vitestCounts(report)).toEqual({ passed: 5, failed: 1, skipped: 3 });
  });

  test('counts a file that broke outside its tests as one failure', () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{ status: 'passed' }] },
      { status: 'failed', assertionResults: [{ status: 'passed' }, { status: 'failed' }] },
      { status: 'passed', assertionResults: [{ status: 'passed' }] },
    ];
    expect(vitestCounts({ ...report, testResults })).toEqual({ passed: 5, failed: 3, skipped: 3 });
  });
});

describe('the report of Playwright', () => {
  test('counts flaky tests and errors outside tests as failures', () => {
    const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 2 };
    expect(playwrightCounts({ stats, errors: [{ message: 'the server did not start' }] })).toEqual({
      passed: 4,
      failed: 3,
      skipped: 2,
    });
  });
});

describe('a report', () => {
  test.each([
    ['nothing', vitestCounts, {}],
    ['a list', playwrightCounts, []],
    ['null', checkCounts, null],
  ])('that holds %s gives no counts', (_what, parse, report) => {
    expect(parse(report)).toBeUndefined();
  });

  test('that is missing or cut off gives no counts', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'topiary-report-'));
    const file = path.join(folder, 'report.json');
    expect(readReport(file, checkCounts)).toBeUndefined();
    writeFileSync(file, '{"passed": 4, "fai');
    expect(readReport(file, checkCounts)).toBeUndefined();
    writeFileSync(file, '{"passed": 4, "failed": 0}');
    expect(readReport(file, checkCounts)).toEqual({ passed: 4, failed: 0, skipped: 0 });
    rmSync(folder, { recursive: true });
  });
});
