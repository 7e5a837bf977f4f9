import type { ChannelState } from '../../model/server-state.ts';

/**
 * `Seconds_Behind_Source`: `null` while no applier runs, and when nothing is left to apply while no receiver is connected,
 * because then nobody knows; else the age of what is next. [97][M10]
 */
export function secondsBehind({ applier, receiver, waiting }: ChannelState, nowMs: number): number | null {
  if (applier.state === 'stopped') return null;
  const next = waiting[0];
  if (next !== undefined) return Math.max(0, Math.floor((nowMs - next.transaction.writtenAtMs) / 1_000));
  return receiver.state === 'running' ? 0 : null;
}
