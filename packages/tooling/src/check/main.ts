// `npm run check`, with `--fix` to repair first what can be repaired. `--report=FILE` also writes the counts, and what failed, for a program.

import { writeFileSync } from 'node:fs';
import { readArguments } from '../shared/arguments.ts';
import { CHECK_PARTS } from './parts.ts';
import { runChecks, runFixes } from './run-checks.ts';
import type { CheckResult } from './run-checks.ts';

const options = { fix: { type: 'boolean' }, report: { type: 'string' } } as const;
const { values } = readArguments('npm run check [-- --fix]', { options });

function say(result: CheckResult): void {
  console.log(`${result.ok ? 'ok  ' : 'FAIL'} ${result.part.name.padEnd(13)} ${(result.ms / 1000).toFixed(1)} s`);
}

if (values.fix === true) {
  await runFixes(CHECK_PARTS);
}
const results = await runChecks(CHECK_PARTS, say);
const failed = results.filter((result) => !result.ok);
for (const { part, output } of failed) {
  console.log(`\n--- ${part.name}: ${part.hint}\n${output}`);
}
if (values.report !== undefined) {
  writeFileSync(
    values.report,
    JSON.stringify({
      passed: results.length - failed.length,
      failed: failed.length,
      skipped: 0,
      failures: failed.map(({ part, output }) => ({ part: part.name, output })),
    }),
  );
}
process.exitCode = failed.length === 0 ? 0 : 1;
