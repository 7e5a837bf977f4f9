// `npm test`, or `npm test -- unit contract` for some layers only. Every layer runs, whatever became of those before it.

import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { SET_UP_LIMIT_MS } from '../../bootstrap/hand-over.mjs';
import { runChild } from '../../bootstrap/child.mjs';
import { ROOT, bin } from '../../bootstrap/paths.mjs';
import { PART_NAMES } from '../prepare/part.ts';
import type { Part } from '../prepare/part.ts';
import { readPreparedParts } from '../prepare/report.ts';
import { misuse, readArguments } from '../shared/arguments.ts';
import { LAYERS, SET_UP_BUDGET_MS, pickLayers } from './layer.ts';
import type { Layer } from './layer.ts';
import { untested, whole } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { runLayer } from './run-layer.ts';
import { REPORTS } from './runner.ts';
import { summaryLines } from './summary.ts';

/** Sees to what the layers need, in a process of its own so that a fetch that hangs can be ended. */
async function prepareFor(layers: readonly Layer[]): Promise<readonly Part[]> {
  const wanted = PART_NAMES.filter((name) => layers.some((layer) => layer.needs.includes(name)));
  if (wanted.length === 0) {
    return [];
  }
  const report = path.join(REPORTS, 'prepare.json');
  mkdirSync(REPORTS, { recursive: true });
  rmSync(report, { force: true });
  const script = path.join(ROOT, 'packages/tooling/src/prepare/main.ts');
  const args = [script, `--parts=${wanted.join(',')}`, `--report=${report}`];
  await runChild({ command: bin('node'), args, cwd: ROOT, limitMs: SET_UP_LIMIT_MS });
  return readPreparedParts(report, wanted);
}

async function runAll(layers: readonly Layer[], startedAt: number): Promise<readonly Outcome[]> {
  const parts = await prepareFor(layers);
  const outcomes: Outcome[] = [untested({ name: 'set-up', ms: Date.now() - startedAt, budgetMs: SET_UP_BUDGET_MS })];
  for (const layer of layers) {
    console.log(`\n=== ${layer.name}: ${layer.what}`);
    const outcome = await runLayer(layer, parts);
    outcomes.push(outcome);
    if (outcome.interrupted === true) {
      break;
    }
  }
  return outcomes;
}

const USAGE = `npm test [-- ${LAYERS.map((layer) => layer.name).join(' ')}]`;
const { values, positionals } = readArguments(USAGE, {
  options: { 'started-at': { type: 'string' } },
  allowPositionals: true,
});
const layers = pickLayers(positionals);
const outcomes =
  typeof layers === 'string' ? misuse(USAGE, layers) : await runAll(layers, Number(values['started-at'] ?? Date.now()));
for (const line of summaryLines(outcomes)) {
  console.log(line);
}
process.exitCode = whole(outcomes).failed > 0 ? 1 : 0;
