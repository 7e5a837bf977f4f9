import { startSandbox } from '../sandbox/start-sandbox.ts';

/**
 * Run as a process of its own by tests that end it in various ways: makes a small sandbox in the directory it is given,
 * says so, and waits.
 */
const [directory = ''] = process.argv.slice(2);
const sandbox = await startSandbox({
  directory,
  name: 'left-behind',
  clusters: [{ name: 'one', tree: 'm; flavor mariadb' }],
  basePort: 24_500,
});
process.stdout.write(`up ${sandbox.server('m').pid ?? ''}\n`);
setInterval(() => undefined, 1_000);
