import { describe, expect, test } from 'vitest';
import { checkFailures, playwrightFailures, vitestFailures } from './failures.ts';

describe('the failures in the report of Vitest', () => {
  test('are its failed tests, and the files that broke outside their tests', () => {
    const testResults = [
      {
        name: '/repository/packages/a.test.ts',
        status: 'failed',
        message: '',
        assertionResults: [
          { status: 'passed', fullName: 'a tree stands', failureMessages: [] },
          { status: 'failed', fullName: 'a tree grows', failureMessages: ['Error: too small', 'Error: later'] },
        ],
      },
      { name: '/repository/packages/b.test.ts', status: 'failed', message: 'cannot be loaded', assertionResults: [] },
      {
        name: '/repository/packages/c.test.ts',
        status: 'passed',
        message: '',
        assertionResults: [{ status: 'passed' }],
      },
    ];
    expect(vitestFailures({ testResults }, '/repository')).toEqual([
      { file: 'packages/a.test.ts', test: 'a tree grows', message: 'Error: too small' },
      { file: 'packages/b.test.ts', test: '', message: 'cannot be loaded' },
    ]);
  });
});

describe('the failures in the report of Playwright', () => {
  const spec = (title: string, status: string, message: string): unknown => ({
    title,
    file: 'drag.spec.ts',
    tests: [{ status, results: [{ errors: [{ message }] }] }],
  });

  test('are unexpected and flaky journeys with their groups, and errors outside them', () => {
    const suites = [
      {
        title: 'drag.spec.ts',
        specs: [spec('drags', 'unexpected', 'Error: not there'), spec('drops', 'expected', '')],
        suites: [{ title: 'undo', specs: [spec('works twice', 'flaky', 'Error: once')] }],
      },
    ];
    expect(playwrightFailures({ suites, errors: [{ message: 'the server did not start' }] })).toEqual([
      { file: 'drag.spec.ts', test: 'drags', message: 'Error: not there' },
      { file: 'drag.spec.ts', test: 'undo works twice', message: 'Error: once' },
      { file: '', test: '', message: 'the server did not start' },
    ]);
  });
});

describe('the failures in the report of the checks', () => {
  test('are the parts that failed with what they said', () => {
    expect(checkFailures({ passed: 3, failed: 1, failures: [{ part: 'lint', output: 'x.ts:1 no' }] })).toEqual([
      { file: '', test: 'lint', message: 'x.ts:1 no' },
    ]);
  });
});

describe('a report that holds something else', () => {
  test.each([[null], [[]], [{}], [{ testResults: 3, suites: [null], failures: [{}, 1] }]])(
    'names nothing that it does not say: %j',
    (report) => {
      expect(vitestFailures(report, '/repository')).toEqual([]);
      expect(playwrightFailures(report)).toEqual([]);
      expect(checkFailures(report).map((failure) => failure.message)).toEqual(checkFailures(report).map(() => ''));
    },
  );
});
