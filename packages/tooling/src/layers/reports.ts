import { readFileSync } from 'node:fs';
import type { Counts } from './outcome.ts';

/** Reads something from a runner's report; nothing if there is none or it is cut off. */
export function readReport<T>(file: string, parse: (report: unknown) => T | undefined): T | undefined {
  try {
    return parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Vitest's JSON reporter. A file that failed before its tests could be collected counts as one failure. */
export function vitestCounts(report: unknown): Counts | undefined {
  const passed = numberAt(report, 'numPassedTests');
  const failed = numberAt(report, 'numFailedTests');
  if (passed === undefined || failed === undefined) {
    return undefined;
  }
  const skipped = (numberAt(report, 'numPendingTests') ?? 0) + (numberAt(report, 'numTodoTests') ?? 0);
  return { passed, failed: failed + brokenFiles(report), skipped };
}

function brokenFiles(report: unknown): number {
  return recordsAt(report, 'testResults').filter(isBrokenFile).length;
}

/** Whether a file of Vitest's report failed and none of its tests did. */
export function isBrokenFile(file: JsonRecord): boolean {
  return (
    file['status'] === 'failed' &&
    Array.isArray(file['assertionResults']) &&
    !recordsAt(file, 'assertionResults').some((test) => test['status'] === 'failed')
  );
}

/** Playwright's JSON reporter. A flaky test is a failed one; an error outside any test counts as one failure. */
export function playwrightCounts(report: unknown): Counts | undefined {
  if (!isRecord(report)) {
    return undefined;
  }
  const stats = report['stats'];
  const passed = numberAt(stats, 'expected');
  const unexpected = numberAt(stats, 'unexpected');
  if (passed === undefined || unexpected === undefined) {
    return undefined;
  }
  const outside = Array.isArray(report['errors']) ? report['errors'].length : 0;
  return {
    passed,
    failed: unexpected + (numberAt(stats, 'flaky') ?? 0) + outside,
    skipped: numberAt(stats, 'skipped') ?? 0,
  };
}

/** The report of `check/main.ts`, in which every part counts as one test. */
export function checkCounts(report: unknown): Counts | undefined {
  const passed = numberAt(report, 'passed');
  const failed = numberAt(report, 'failed');
  return passed === undefined || failed === undefined ? undefined : { passed, failed, skipped: 0 };
}

function numberAt(value: unknown, key: string): number | undefined {
  const found = isRecord(value) ? value[key] : undefined;
  return typeof found === 'number' ? found : undefined;
}

export type JsonRecord = Readonly<Record<string, unknown>>;

/** The records in a list of a report; none where there is no such list. */
export function recordsAt(value: unknown, key: string): readonly JsonRecord[] {
  const found: unknown = isRecord(value) ? value[key] : undefined;
  return Array.isArray(found) ? found.filter(isRecord) : [];
}

/** A text of a report; the empty one where there is none. */
export function textAt(value: unknown, key: string): string {
  const found = isRecord(value) ? value[key] : undefined;
  return typeof found === 'string' ? found : '';
}

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null;
}
