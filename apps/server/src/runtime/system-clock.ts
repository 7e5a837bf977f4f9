/** The machine's clock behind the engine's `Clock` port. */
import { setTimeout as sleepFor } from 'node:timers/promises';
import { asInstant } from '@topiary/domain';
import type { AbortSignalLike, Clock } from '@topiary/engine';

export function createSystemClock(): Clock {
  return {
    now: () => asInstant(Date.now()),
    monotonicMs: () => performance.now(),
    sleep: async (ms, signal) => {
      const ended = await sleepUntilAborted(ms, signal);
      if (ended === 'aborted') await Promise.reject(signal?.reason);
    },
    schedule: (ms, action) => {
      const timer = setTimeout(action, ms);
      return () => clearTimeout(timer);
    },
  };
}

async function sleepUntilAborted(ms: number, signal: AbortSignalLike | undefined): Promise<'slept' | 'aborted'> {
  if (signal?.aborted === true) return 'aborted';
  const controller = new AbortController();
  const abort = () => controller.abort();
  signal?.addEventListener('abort', abort);
  try {
    await sleepFor(ms, undefined, { signal: controller.signal });
    return 'slept';
  } catch {
    return 'aborted';
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}
