import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { isBrokenFile, recordsAt, textAt } from './reports.ts';
import type { JsonRecord } from './reports.ts';

/** One failed test as its runner's report names it. */
export interface Failure {
  /** From the root of the repository; empty for what belongs to no file. */
  readonly file: string;
  /** The test with the groups around it; empty for a failure outside any test. */
  readonly test: string;
  readonly message: string;
}

/** More failed tests of a layer than this are counted and not named. */
export const NAMED_FAILURES = 20;

/** A longer line is cut. */
export const FAILURE_LINE_CHARACTERS = 300;

/** Vitest's JSON reporter: failed tests, and files that failed outside their tests. */
export function vitestFailures(report: unknown, root: string): readonly Failure[] {
  return recordsAt(report, 'testResults').flatMap((file) => {
    const name = path.relative(root, textAt(file, 'name'));
    if (isBrokenFile(file)) {
      return [{ file: name, test: '', message: textAt(file, 'message') }];
    }
    return recordsAt(file, 'assertionResults')
      .filter((test) => test['status'] === 'failed')
      .map((test) => ({ file: name, test: textAt(test, 'fullName'), message: firstText(test['failureMessages']) }));
  });
}

/** Playwright's JSON reporter: unexpected and flaky tests, and errors outside any test. */
export function playwrightFailures(report: unknown): readonly Failure[] {
  const outside = recordsAt(report, 'errors').map((error) => ({
    file: '',
    test: '',
    message: textAt(error, 'message'),
  }));
  return [...recordsAt(report, 'suites').flatMap((suite) => failuresOfSuite(suite, [])), ...outside];
}

/** Suites are nested: the outermost is a file, the others are groups. */
function failuresOfSuite(suite: JsonRecord, groups: readonly string[]): readonly Failure[] {
  const failed = recordsAt(suite, 'specs').flatMap((spec) =>
    recordsAt(spec, 'tests')
      .filter((test) => test['status'] === 'unexpected' || test['status'] === 'flaky')
      .map((test) => ({
        file: textAt(spec, 'file'),
        test: [...groups, textAt(spec, 'title')].join(' '),
        message: messageOfResults(test),
      })),
  );
  const inner = recordsAt(suite, 'suites').flatMap((one) => failuresOfSuite(one, [...groups, textAt(one, 'title')]));
  return [...failed, ...inner];
}

function messageOfResults(test: JsonRecord): string {
  const errors = recordsAt(test, 'results').flatMap((result) => recordsAt(result, 'errors'));
  return errors.map((error) => textAt(error, 'message')).find((message) => message !== '') ?? '';
}

/** The report of `check/main.ts`: the parts that failed, each with what it said. */
export function checkFailures(report: unknown): readonly Failure[] {
  return recordsAt(report, 'failures').map((part) => ({
    file: '',
    test: textAt(part, 'part'),
    message: textAt(part, 'output'),
  }));
}

/** The lines that name a layer's failures: bounded in number and length, without the colours of a terminal. */
export function failureLines(layer: string, failures: readonly Failure[]): readonly string[] {
  const lines = failures.slice(0, NAMED_FAILURES).map((failure) => failureLine(layer, failure));
  const more = failures.length - lines.length;
  return more === 0 ? lines : [...lines, `${layer}: and ${more} more, all in the report of the layer.`];
}

function failureLine(layer: string, failure: Failure): string {
  const where = [layer, failure.file, failure.test].filter((part) => part !== '').join(' > ');
  const line = oneLine(`${where}: ${messageOf(failure.message) || 'no message'}`);
  return line.length > FAILURE_LINE_CHARACTERS ? `${line.slice(0, FAILURE_LINE_CHARACTERS - 1)}…` : line;
}

/** What an error says, without its stack: a failed property names its seed in the second line, so the first is not enough. */
function messageOf(message: string): string {
  const lines = stripVTControlCharacters(message).split('\n');
  const stack = lines.findIndex((line) => /^\s+at /u.test(line));
  return lines
    .slice(0, stack === -1 ? undefined : stack)
    .join(' ')
    .trim();
}

/** Names of tests may hold line breaks; the summary is read line by line. */
function oneLine(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/\s+/gu, ' ');
}

function firstText(value: unknown): string {
  const first: unknown = Array.isArray(value) ? value[0] : undefined;
  return typeof first === 'string' ? first : '';
}
