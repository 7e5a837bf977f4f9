import type { Failure } from './failures.ts';
import type { LayerName } from './layer.ts';

/** What a runner says of its tests. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface Outcome extends Counts {
  readonly name: LayerName | 'set-up' | 'whole';
  readonly ms: number;
  readonly budgetMs: number;
  /** A sentence for every failure that is not the failure of a single test; each is counted in `failed`. */
  readonly problems: readonly string[];
  /** Sentences worth reading that fail nothing. */
  readonly notes: readonly string[];
  /** The failed tests, as far as the runner's report names them. */
  readonly failures: readonly Failure[];
  /** A person ended it: what comes after it need not run. */
  readonly interrupted?: boolean;
}

export const NO_TESTS: Counts = { passed: 0, failed: 0, skipped: 0 };

/** How the process that ran the tests ended. */
export interface RunnerEnd {
  readonly code: number | null;
  readonly why: 'ended' | 'timed-out' | 'interrupted' | 'not-found';
}

interface Run {
  readonly name: LayerName;
  readonly ms: number;
  readonly budgetMs: number;
  readonly limitMs: number;
  /** Nothing if the runner left no report. */
  readonly counts: Counts | undefined;
  readonly failures: readonly Failure[];
  readonly end: RunnerEnd;
}

/** Judges a layer that ran: besides failed tests it must have run some, ended by itself and said so. */
export function judgeRun(run: Run): Outcome {
  const counts = run.counts ?? NO_TESTS;
  const problems = endProblems(run, counts);
  return {
    name: run.name,
    ms: run.ms,
    budgetMs: run.budgetMs,
    passed: counts.passed,
    failed: counts.failed + problems.length,
    skipped: counts.skipped,
    problems,
    notes: budgetNotes(run),
    failures: run.failures,
    interrupted: run.end.why === 'interrupted',
  };
}

function endProblems(run: Run, counts: Counts): readonly string[] {
  if (run.end.why === 'timed-out') {
    return [`${run.name}: ended after ${clock(run.limitMs)}, its hard limit.`];
  }
  if (run.end.why === 'interrupted') {
    return [`${run.name}: interrupted.`];
  }
  if (run.counts === undefined) {
    return [`${run.name}: its runner left no report (exit code ${run.end.code ?? 'none'}).`];
  }
  if (counts.passed + counts.failed === 0) {
    return [`${run.name}: no test ran.`];
  }
  if (run.end.code !== 0 && counts.failed === 0) {
    return [`${run.name}: no test failed, yet its runner ended with code ${run.end.code ?? 'none'}.`];
  }
  return [];
}

interface Spent {
  readonly name: Outcome['name'];
  readonly ms: number;
  readonly budgetMs: number;
}

/** Sentences about a budget that was exceeded: none, or one. */
function budgetNotes({ name, ms, budgetMs }: Spent): readonly string[] {
  return ms > budgetMs ? [`${name}: took ${clock(ms)}, its budget is ${clock(budgetMs)}.`] : [];
}

/** What has no tests of its own and took this long. */
export function untested(spent: Spent): Outcome {
  return { ...NO_TESTS, ...spent, problems: [], notes: budgetNotes(spent), failures: [] };
}

/** All that ran, as one: it fails if it took longer than the budgets together, so that a slow minute of the machine fails nothing. */
export function whole(outcomes: readonly Outcome[]): Outcome {
  const sum = (pick: (outcome: Outcome) => number): number => outcomes.reduce((all, one) => all + pick(one), 0);
  const problems = budgetNotes({ name: 'whole', ms: sum(({ ms }) => ms), budgetMs: sum(({ budgetMs }) => budgetMs) });
  return {
    name: 'whole',
    ms: sum(({ ms }) => ms),
    budgetMs: sum(({ budgetMs }) => budgetMs),
    passed: sum(({ passed }) => passed),
    failed: sum(({ failed }) => failed) + problems.length,
    skipped: sum(({ skipped }) => skipped),
    problems,
    notes: [],
    failures: [],
  };
}

/** Minutes and seconds, as on a stopwatch. */
export function clock(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
