import path from 'node:path';
import { CACHE, ROOT, bin } from '../../bootstrap/paths.mjs';
import { checkFailures, playwrightFailures, vitestFailures } from './failures.ts';
import type { Failure } from './failures.ts';
import type { LayerName } from './layer.ts';
import type { Counts } from './outcome.ts';
import { checkCounts, playwrightCounts, vitestCounts } from './reports.ts';

/** How a layer's tests are run and its report read. */
export interface Runner {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly report: string;
  readonly parse: (report: unknown) => Counts | undefined;
  readonly failuresOf: (report: unknown) => readonly Failure[];
}

export const REPORTS = path.join(CACHE, 'reports');

/** Tests start threads and processes by the hundred, which load the same modules: a third of what the store's tests cost. */
const COMPILED = path.join(CACHE, 'compiled');

/** The runner of each layer; every one also leaves a report in JSON, because counts are never read from text. */
export const RUNNERS: Readonly<Record<LayerName, Runner>> = {
  check: checkRunner(),
  unit: vitestRunner('unit', 'unit'),
  contract: vitestRunner('contract', 'real'),
  e2e: playwrightRunner(),
};

function checkRunner(): Runner {
  const report = reportOf('check');
  const args = [path.join(ROOT, 'packages/tooling/src/check/main.ts'), `--report=${report}`];
  return { command: bin('node'), args, env: {}, report, parse: checkCounts, failuresOf: checkFailures };
}

function vitestRunner(layer: LayerName, project: string): Runner {
  const report = reportOf(layer);
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return {
    command: bin('vitest'),
    args,
    env: { NODE_COMPILE_CACHE: COMPILED },
    report,
    parse: vitestCounts,
    failuresOf: (content) => vitestFailures(content, ROOT),
  };
}

function playwrightRunner(): Runner {
  const report = reportOf('e2e');
  const args = ['test', '--reporter=list,json'];
  return {
    command: bin('playwright'),
    args,
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    report,
    parse: playwrightCounts,
    failuresOf: playwrightFailures,
  };
}

function reportOf(layer: LayerName): string {
  return path.join(REPORTS, `${layer}.json`);
}
