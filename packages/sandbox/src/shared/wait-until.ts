import { setTimeout as sleep } from 'node:timers/promises';

export interface WaitOptions {
  readonly timeoutMs: number;
  readonly everyMs?: number;
}

const DEFAULT_PAUSE_MS = 20;

/** Asks again and again until the answer is not null; null when the time is over. The question is asked at least once. */
export async function waitUntil<Answer>(
  ask: () => Promise<Answer | null>,
  options: WaitOptions,
): Promise<Answer | null> {
  const end = performance.now() + options.timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (performance.now() >= end) return null;
    await sleep(options.everyMs ?? DEFAULT_PAUSE_MS);
  }
}
