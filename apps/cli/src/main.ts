#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { EXIT } from './exit.ts';
import { normaliseArguments } from './arguments.ts';

// Before anything large is loaded: what is compiled once is read from the cache at the next start.
enableCompileCache();
const { run } = await import('./program.ts');
process.exitCode = await run(normaliseArguments(process.argv.slice(2))).catch((error: unknown) => {
  console.error(error);
  return EXIT.failed;
});
