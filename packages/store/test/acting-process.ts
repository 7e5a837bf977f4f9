/**
 * A process that acts on a store until it is killed: takes the lease, starts a plan, and appends to its journal for as
 * long as it lives. Prints `held <term>`, then the number of every entry that was confirmed.
 */
import { hostname } from 'node:os';
import { asPlanId } from '@topiary/domain';
import { stageStarted, started } from '../src/contract/samples.ts';
import { RememberingLogger, realClock } from '../src/contract/test-world.ts';
import { openSqliteStore } from '../src/sqlite/sqlite-store.ts';

const [file = '', planName = 'plan', mode = 'append'] = process.argv.slice(2);
const plan = asPlanId(planName);
const MAX_APPENDS = 100_000;

const store = await openSqliteStore({
  file,
  clock: realClock,
  logger: new RememberingLogger(),
  journalDeadlineMs: 10_000,
});
const lease = await store.lease.acquire({ hostname: hostname(), processId: process.pid, url: 'http://acting:3000' });
process.stdout.write(lease.kind === 'held' ? `held ${lease.term}\n` : `${lease.kind}\n`);
if (mode === 'append') {
  await store.journal.append(plan, [started({ id: plan })]);
  for (let count = 1; count <= MAX_APPENDS; count += 1) {
    await store.journal.append(plan, [stageStarted, stageStarted]);
    process.stdout.write(`${count}\n`);
  }
}
