import type { Failed } from '../model/outcome.ts';
import type { Server } from '../model/server.ts';
import { stopThreadsFirst } from '../words/statements.ts';

/** What MariaDB asks before it changes what appliers go by; receivers may run on. */
export function someApplierRuns(server: Server): boolean {
  return [...server.channels.values()].some(({ applier }) => applier.state === 'running');
}

export function stopSlaveFirst({ product }: Server, channel = ''): Failed {
  return stopThreadsFirst(product, channel);
}
