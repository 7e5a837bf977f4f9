import { requireNode } from './bootstrap/node-version.mjs';

requireNode();
const { packagesAreThere, runTool } = await import('./bootstrap/hand-over.mjs');
process.exitCode = (await packagesAreThere()) ? await runTool('soak/main.ts', process.argv.slice(2)) : 1;
