import { waitUntil } from '../shared/wait-until.ts';

const TIMEOUT_MS = 15_000;

/** Waits until a question is answered with yes; false when that takes too long. */
export async function eventually(holds: () => Promise<boolean>, timeoutMs: number = TIMEOUT_MS): Promise<boolean> {
  return (await waitUntil(async () => ((await holds()) ? true : null), { timeoutMs, everyMs: 50 })) ?? false;
}
