import { requireNode } from './bootstrap/node-version.mjs';

requireNode();
const { SET_UP_LIMIT_MS, packagesAreThere, runTool } = await import('./bootstrap/hand-over.mjs');
const { exitCodeOf, runChild } = await import('./bootstrap/child.mjs');
const { ROOT, bin } = await import('./bootstrap/paths.mjs');

/** @returns {Promise<number>} */
async function start() {
  if (!(await packagesAreThere())) {
    return 1;
  }
  const prepared = await runTool('prepare/main.ts', ['--parts=mysql,mariadb,pages'], SET_UP_LIMIT_MS);
  if (prepared !== 0) {
    return prepared;
  }
  return exitCodeOf(await runChild({ command: bin('topiary'), args: ['demo', ...process.argv.slice(2)], cwd: ROOT }));
}

process.exitCode = await start();
