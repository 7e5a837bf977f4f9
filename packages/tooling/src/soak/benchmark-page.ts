import { clock } from '../layers/outcome.ts';
import type { Repetition } from './soak-state.ts';

const BEGIN = '<!-- soak: written by npm run soak -->';
const END = '<!-- /soak -->';
const HEADER = ['| date | commit | part | repetitions | passed | failed | time |', '|---|---|---|---|---|---|---|'];

export interface SoakResult {
  readonly date: string;
  readonly commit: string;
  readonly part: string;
  readonly repetitions: readonly Repetition[];
}

/** Adds a row to the table of soaks on the page of benchmarks; a page without the table gets one at its end. */
export function withSoakResult(page: string, result: SoakResult): string {
  const end = page.indexOf(END);
  if (end === -1 || !page.includes(BEGIN)) {
    const start = page === '' ? '# Benchmarks\n' : page.trimEnd() + '\n';
    const section = ['', '## Soak', '', BEGIN, ...HEADER, rowOf(result), END, ''];
    return start + section.join('\n');
  }
  return `${page.slice(0, end)}${rowOf(result)}\n${page.slice(end)}`;
}

function rowOf({ date, commit, part, repetitions }: SoakResult): string {
  const sum = (pick: (repetition: Repetition) => number): number =>
    repetitions.reduce((total, one) => total + pick(one), 0);
  const cells = [
    date,
    commit,
    part,
    repetitions.length,
    sum((one) => one.passed),
    sum((one) => one.failed),
    clock(sum((one) => one.ms)),
  ];
  return `| ${cells.join(' | ')} |`;
}
