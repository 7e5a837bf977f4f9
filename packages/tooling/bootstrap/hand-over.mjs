// From the machine's Node to the repository's own: the scripts beside `bootstrap/` do no more than this.

import path from 'node:path';
import { exitCodeOf, runChild } from './child.mjs';
import { installPackages } from './install.mjs';
import { ROOT, bin } from './paths.mjs';

/** No part of the set-up takes longer on a network that works. */
export const SET_UP_LIMIT_MS = 15 * 60_000;

/**
 * Runs one of the tools under `src/` on the repository's own Node.
 *
 * @param {string} tool such as `check/main.ts`
 * @param {readonly string[]} args
 * @param {number} [limitMs] after which it is ended
 * @returns {Promise<number>} its exit code
 */
export async function runTool(tool, args, limitMs) {
  const script = path.join(ROOT, 'packages/tooling/src', tool);
  return exitCodeOf(await runChild({ command: bin('node'), args: [script, ...args], cwd: ROOT, limitMs }));
}

/**
 * Installs the packages and says so when they cannot be had.
 *
 * @returns {Promise<boolean>} whether the tools can run
 */
export async function packagesAreThere() {
  const problem = await installPackages();
  if (problem !== undefined) {
    console.error(problem);
  }
  return problem === undefined;
}
