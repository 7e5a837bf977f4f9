import { mkdirSync, rmSync } from 'node:fs';
import { runChild } from '../../bootstrap/child.mjs';
import { ROOT } from '../../bootstrap/paths.mjs';
import type { Part } from '../prepare/part.ts';
import { LIMIT_PER_BUDGET } from './layer.ts';
import type { Layer } from './layer.ts';
import { NO_TESTS, judgeRun } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { readReport } from './reports.ts';
import { REPORTS, RUNNERS } from './runner.ts';

/** Runs a layer's tests, or says why they cannot run. */
export async function runLayer(layer: Layer, parts: readonly Part[]): Promise<Outcome> {
  const missing = parts.flatMap((part) =>
    part.kind === 'missing' && layer.needs.includes(part.name) ? [part.sentence] : [],
  );
  if (missing.length > 0) {
    return cannotRun(layer, missing);
  }
  const runner = RUNNERS[layer.name];
  const limitMs = layer.budgetMs * LIMIT_PER_BUDGET;
  mkdirSync(REPORTS, { recursive: true });
  rmSync(runner.report, { force: true });
  const startedAt = performance.now();
  const end = await runChild({
    command: runner.command,
    args: runner.args,
    cwd: ROOT,
    env: { ...process.env, ...runner.env },
    limitMs,
  });
  const ms = performance.now() - startedAt;
  const counts = readReport(runner.report, runner.parse);
  const failures = readReport(runner.report, runner.failuresOf) ?? [];
  return judgeRun({ name: layer.name, ms, budgetMs: layer.budgetMs, limitMs, counts, failures, end });
}

/** A layer whose needs are not met fails once, with all the reasons. */
function cannotRun(layer: Layer, reasons: readonly string[]): Outcome {
  const problem = `${layer.name}: not run. ${reasons.join(' ')}`;
  return {
    ...NO_TESTS,
    name: layer.name,
    ms: 0,
    budgetMs: layer.budgetMs,
    failed: 1,
    problems: [problem],
    notes: [],
    failures: [],
  };
}
