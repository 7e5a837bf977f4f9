#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { EXIT } from './exit.ts';

// Before anything large is loaded: what is compiled once is read from the cache at the next start.
enableCompileCache();
const { runWords } = await import('./run-words.ts');
const code = await runWords(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  return EXIT.failed;
});
// A command that failed may have left something open that would keep the process; what it printed into a pipe goes out first.
if (code !== EXIT.done) process.stdout.write('', () => process.exit(code));
