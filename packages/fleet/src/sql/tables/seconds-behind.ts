import type { ChannelState } from '../../model/server-state.ts';

/**
 * `Seconds_Behind_Source`: `null` while no applier runs, and when it stands where the receiver does (MariaDB: has
 * nothing to do) while that is not connected, because then nobody knows; else the age of what is next. [97][M10]
 */
export function secondsBehind(
  channel: ChannelState,
  { nowMs, family }: { readonly nowMs: number; readonly family: 'mysql' | 'mariadb' },
): number | null {
  const { applier, receiver, waiting, readPosition, executedPosition } = channel;
  if (applier.state === 'stopped') return null;
  const next = waiting[0];
  if (next !== undefined) return Math.max(0, Math.floor((nowMs - next.transaction.writtenAtMs) / 1_000));
  const isAtEnd =
    family === 'mariadb' ||
    (readPosition.file === executedPosition.file && readPosition.position === executedPosition.position);
  return receiver.state === 'running' || !isAtEnd ? 0 : null;
}
