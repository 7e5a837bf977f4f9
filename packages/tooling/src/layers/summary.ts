import { failureLines } from './failures.ts';
import { clock } from './outcome.ts';
import type { Outcome } from './outcome.ts';

const COLUMNS = [10, 7, 7, 8, 8, 8] as const;

/** The table of times and counts, the failed tests, the sentences about what failed outside them, and the closing line. */
export function summaryLines(outcomes: readonly Outcome[]): readonly string[] {
  const rows = outcomes.map((outcome) => [
    outcome.name,
    clock(outcome.ms),
    clock(outcome.budgetMs),
    String(outcome.passed),
    String(outcome.failed),
    String(outcome.skipped),
  ]);
  const table = [['layer', 'time', 'budget', 'passed', 'failed', 'skipped'], ...rows].map(tableRow);
  const reasons = outcomes.flatMap((outcome) => [...failureLines(outcome.name, outcome.failures), ...outcome.problems]);
  const blank = reasons.length === 0 ? [] : [''];
  return ['', ...table, ...blank, ...reasons, '', closingLine(outcomes)];
}

/** The one line that continuous integration reads. */
export function closingLine(outcomes: readonly Outcome[]): string {
  const sum = (pick: (outcome: Outcome) => number): number =>
    outcomes.reduce((total, outcome) => total + pick(outcome), 0);
  return `${sum((outcome) => outcome.passed)} passed, ${sum((outcome) => outcome.failed)} failed`;
}

function tableRow(cells: readonly string[]): string {
  return cells
    .map((cell, index) => (index === 0 ? cell.padEnd(COLUMNS[0]) : cell.padStart(COLUMNS[index] ?? 0)))
    .join('');
}
