/** Plays a rehearsal in a thread of its own, so that probes and recoveries do not wait for it. */
import { Worker } from 'node:worker_threads';
import { REHEARSAL_WORKER_FILE } from '../assets.ts';
import type { RehearsalReply, RehearsalRequest } from './rehearsal-messages.ts';

/** Real time. 500 servers take a quarter of it. */
export const REHEARSAL_DEADLINE_MS = 60_000;
const MAX_HEAP_MB = 1_024;

export function playInThread(request: RehearsalRequest): Promise<RehearsalReply> {
  const worker = new Worker(REHEARSAL_WORKER_FILE, {
    name: 'topiary-rehearsal',
    workerData: request,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  });
  const { promise, resolve } = Promise.withResolvers<RehearsalReply>();
  const late = setTimeout(
    () => resolve({ kind: 'failed', detail: `it took longer than ${REHEARSAL_DEADLINE_MS / 1000} s` }),
    REHEARSAL_DEADLINE_MS,
  );
  worker.once('message', (reply: RehearsalReply) => resolve(reply));
  worker.once('error', (error: unknown) =>
    resolve({ kind: 'failed', detail: error instanceof Error ? error.message : String(error) }),
  );
  worker.once('exit', (code) => resolve({ kind: 'failed', detail: `its thread ended with code ${code}` }));
  return promise.finally(() => {
    clearTimeout(late);
    void worker.terminate();
  });
}
