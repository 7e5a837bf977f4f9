/**
 * Decides when a stream that changed is sent. A change of structure or health goes out at once (changes of one turn of
 * the event loop together); changes of data alone go out at most once per interval.
 */
import type { Clock } from '@topiary/engine';

export interface Pacer<Key> {
  changed(key: Key, urgency: 'now' | 'paced'): void;
  forget(key: Key): void;
  stop(): void;
}

export interface PacerOptions<Key> {
  readonly clock: Pick<Clock, 'monotonicMs' | 'schedule'>;
  readonly intervalMs: number;
  readonly send: (key: Key) => void;
}

interface Pending {
  readonly dueAtMs: number;
  readonly cancel: () => void;
}

export function createPacer<Key>({ clock, intervalMs, send }: PacerOptions<Key>): Pacer<Key> {
  const pending = new Map<Key, Pending>();
  const sentAtMs = new Map<Key, number>();

  function fire(key: Key): void {
    pending.delete(key);
    sentAtMs.set(key, clock.monotonicMs());
    send(key);
  }

  function plan(key: Key, delayMs: number): void {
    pending.get(key)?.cancel();
    pending.set(key, { dueAtMs: clock.monotonicMs() + delayMs, cancel: clock.schedule(delayMs, () => fire(key)) });
  }

  function forget(key: Key): void {
    pending.get(key)?.cancel();
    pending.delete(key);
    sentAtMs.delete(key);
  }

  return {
    changed: (key, urgency) => {
      const now = clock.monotonicMs();
      const delayMs = urgency === 'now' ? 0 : Math.max(0, (sentAtMs.get(key) ?? -Infinity) + intervalMs - now);
      const planned = pending.get(key);
      if (planned === undefined || planned.dueAtMs > now + delayMs) plan(key, delayMs);
    },
    forget,
    stop: () => {
      for (const { cancel } of pending.values()) cancel();
      pending.clear();
    },
  };
}
