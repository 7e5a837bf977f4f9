import { requireNode } from './bootstrap/node-version.mjs';

requireNode();
const { packagesAreThere, runTool } = await import('./bootstrap/hand-over.mjs');

/** @returns {Promise<number>} */
async function test() {
  const startedAt = Date.now();
  if (!(await packagesAreThere())) {
    // Nothing can run; the closing line still has the form that every run ends with.
    console.log('0 passed, 1 failed');
    return 1;
  }
  return runTool('layers/main.ts', [`--started-at=${startedAt}`, ...process.argv.slice(2)]);
}

process.exitCode = await test();
