import { failureLines } from './failures.ts';
import { clock, whole } from './outcome.ts';
import type { Outcome } from './outcome.ts';

const COLUMNS = [10, 7, 7, 8, 8, 8] as const;

/** The table of times and counts, the failed tests, the sentences about what failed outside them, and the closing line. */
export function summaryLines(parts: readonly Outcome[]): readonly string[] {
  const all = whole(parts);
  const outcomes = [...parts, all];
  const rows = outcomes.map((outcome) => [
    outcome.name,
    clock(outcome.ms),
    clock(outcome.budgetMs),
    String(outcome.passed),
    String(outcome.failed),
    String(outcome.skipped),
  ]);
  const table = [['layer', 'time', 'budget', 'passed', 'failed', 'skipped'], ...rows].map(tableRow);
  const reasons = outcomes.flatMap(({ name, failures, problems, notes }) => [
    ...failureLines(name, failures),
    ...problems,
    ...notes,
  ]);
  const blank = reasons.length === 0 ? [] : [''];
  return ['', ...table, ...blank, ...reasons, '', closingLine(all)];
}

/** The one line that continuous integration reads. */
function closingLine({ passed, failed }: Outcome): string {
  return `${passed} passed, ${failed} failed`;
}

function tableRow(cells: readonly string[]): string {
  return cells
    .map((cell, index) => (index === 0 ? cell.padEnd(COLUMNS[0]) : cell.padStart(COLUMNS[index] ?? 0)))
    .join('');
}
