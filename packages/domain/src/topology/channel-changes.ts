import type { Observation, ReplicationChannel } from './observation.ts';

/** The observation with one of its channels changed; the same where it has no such channel. */
export function withChannel(
  observation: Observation,
  name: string,
  change: (channel: ReplicationChannel) => ReplicationChannel,
): Observation {
  return {
    ...observation,
    channels: observation.channels.map((channel) => (channel.name === name ? change(channel) : channel)),
  };
}
