import type { ChannelState, ServerState } from '../../model/server-state.ts';

/**
 * `Seconds_Behind_Source`: `null` while no applier runs, and when nothing is left to apply while no receiver is connected,
 * because then nobody knows. [97][M10]
 */
export function secondsBehind(_server: ServerState, channel: ChannelState, nowMs: number): number | null {
  if (channel.applier.state === 'stopped') return null;
  const { appliesWrittenAtMs } = channel.applier;
  if (appliesWrittenAtMs !== null) return Math.max(0, Math.floor((nowMs - appliesWrittenAtMs) / 1_000));
  return channel.receiver.state === 'running' ? 0 : null;
}
