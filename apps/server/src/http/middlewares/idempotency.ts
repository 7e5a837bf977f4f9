/**
 * Remembers the answers to changes by the key that the client chose, so that a repeated request (a lost answer, a double
 * click) is answered again and not done again. Keys are kept per user; a duplicate that arrives while the first is still
 * being done waits for it. Answers that promise nothing about the change (5xx) are not kept, so that a retry may succeed.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '@topiary/engine';
import type { Answer } from '../outcome.ts';

export const IDEMPOTENCY_KEEP_MS = 10 * 60_000;
export const MAX_IDEMPOTENCY_KEYS = 2_000;
export const MAX_IDEMPOTENCY_KEY_LENGTH = 200;

export interface IdempotentRequest {
  readonly user: string;
  readonly key: string;
  /** Method, path, query and body: what must be the same for a repetition. */
  readonly content: readonly string[];
}

export type Remembered = { readonly kind: 'answer'; readonly answer: Answer } | { readonly kind: 'key-reused' };

export interface IdempotencyMemory {
  once(request: IdempotentRequest, act: () => Promise<Answer>): Promise<Remembered>;
}

interface Entry {
  readonly fingerprint: string;
  readonly answer: Promise<Answer>;
  readonly expiresAtMs: number;
  isDone: boolean;
}

export function createIdempotencyMemory(clock: Pick<Clock, 'monotonicMs'>): IdempotencyMemory {
  /** In order of arrival, which is the order of expiry. */
  const entries = new Map<string, Entry>();

  function makeRoom(): void {
    const now = clock.monotonicMs();
    for (const [key, entry] of entries) {
      const isFull = entries.size >= MAX_IDEMPOTENCY_KEYS;
      if (!isFull && entry.expiresAtMs > now) return;
      if (entry.isDone) entries.delete(key);
    }
  }

  async function begin(key: string, fingerprint: string, act: () => Promise<Answer>): Promise<Answer> {
    const answer = act();
    const entry: Entry = { fingerprint, answer, expiresAtMs: clock.monotonicMs() + IDEMPOTENCY_KEEP_MS, isDone: false };
    entries.set(key, entry);
    try {
      const { status } = await answer;
      if (status >= 500) entries.delete(key);
      return await answer;
    } catch (error) {
      entries.delete(key);
      throw error;
    } finally {
      entry.isDone = true;
    }
  }

  return {
    once: async (request, act) => {
      makeRoom();
      const key = `${request.user}\n${request.key}`;
      const fingerprint = createHash('sha256').update(JSON.stringify(request.content)).digest('base64');
      const known = entries.get(key);
      if (known !== undefined && known.fingerprint !== fingerprint) return { kind: 'key-reused' };
      return { kind: 'answer', answer: await (known?.answer ?? begin(key, fingerprint, act)) };
    },
  };
}
