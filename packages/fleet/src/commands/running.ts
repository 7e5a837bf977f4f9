import type { Failed } from '../model/outcome.ts';
import type { Server } from '../model/server.ts';
import { stopThreadsFirst } from '../words/statements.ts';

export function someThreadRuns(server: Server, which: 'any' | 'applier' = 'any'): boolean {
  return [...server.channels.values()].some(
    ({ receiver, applier }) => applier.state === 'running' || (which === 'any' && receiver.state !== 'stopped'),
  );
}

export function stopSlaveFirst({ product }: Server, channel = ''): Failed {
  return stopThreadsFirst(product, channel);
}
