/**
 * MySQL's default channel while it has no source, which no status shows. A START that is refused for want of a source makes it
 * ready all the same, and then its applier can be started alone. Source: tried on 9.7.
 */
import { noted, OK } from '../model/outcome.ts';
import type { Outcome } from '../model/outcome.ts';
import type { Server } from '../model/server.ts';
import type { Threads } from '../replication/threads.ts';
import { notConfigured, notInitialised, stopThreadsFirst } from '../words/statements.ts';

export function startBare({ bareDefault, product }: Server, { receiver }: Threads): Outcome {
  if (receiver) {
    bareDefault.isReady = true;
    return notConfigured(product);
  }
  if (!bareDefault.isReady) return notInitialised(product);
  if (bareDefault.applierRuns) return noted(3083, "Replication thread(s) for channel '' are already runnning.");
  bareDefault.applierRuns = true;
  return OK;
}

export function stopBare({ bareDefault }: Server, { applier }: Threads): Outcome {
  if (!applier || !bareDefault.applierRuns)
    return noted(3084, "Replication thread(s) for channel '' are already stopped.");
  bareDefault.applierRuns = false;
  return OK;
}

export function resetBare({ bareDefault, product }: Server): Outcome {
  if (bareDefault.applierRuns) return stopThreadsFirst(product, '');
  bareDefault.isReady = false;
  return OK;
}
