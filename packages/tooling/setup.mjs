import { requireNode } from './bootstrap/node-version.mjs';

requireNode();
const { SET_UP_LIMIT_MS, packagesAreThere, runTool } = await import('./bootstrap/hand-over.mjs');

/** @returns {Promise<number>} */
async function setUp() {
  return (await packagesAreThere()) ? runTool('prepare/main.ts', process.argv.slice(2), SET_UP_LIMIT_MS) : 1;
}

process.exitCode = await setUp();
