import type { Failure } from './failures.ts';
import type { LayerName } from './layer.ts';

/** What a runner says of its tests. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface Outcome extends Counts {
  readonly name: LayerName | 'set-up';
  readonly ms: number;
  readonly budgetMs: number;
  /** A sentence for every failure that is not the failure of a single test; each is counted in `failed`. */
  readonly problems: readonly string[];
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

/** Judges a layer that ran: besides failed tests it must have run some, ended by itself, said so, and kept its budget. */
export function judgeRun(run: Run): Outcome {
  const counts = run.counts ?? NO_TESTS;
  const problems = [...endProblems(run, counts), ...budgetProblems(run)];
  return {
    name: run.name,
    ms: run.ms,
    budgetMs: run.budgetMs,
    passed: counts.passed,
    failed: counts.failed + problems.length,
    skipped: counts.skipped,
    problems,
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

/** Sentences about a budget that was exceeded: none, or one. */
export function budgetProblems(spent: {
  readonly name: string;
  readonly ms: number;
  readonly budgetMs: number;
}): readonly string[] {
  return spent.ms > spent.budgetMs
    ? [`${spent.name}: took ${clock(spent.ms)}, its budget is ${clock(spent.budgetMs)}.`]
    : [];
}

/** Minutes and seconds, as on a stopwatch. */
export function clock(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
