/** An observation made without the steady roles, completed by what the last whole one told of them. */
import type { Observation, ReplicationChannel } from '@topiary/domain';

export function withSteadyFacts(now: Observation, whole: Observation): Observation {
  return {
    ...now,
    channels: now.channels.map((channel) => withSteadySettings(channel, whole.channels)),
    connectedReplicas: whole.connectedReplicas,
    // Missing where the server is no SQL node.
    ...(whole.ndbSqlNodes === undefined ? {} : { ndbSqlNodes: whole.ndbSqlNodes }),
  };
}

/** What the replica status tells by itself is newer. */
function withSteadySettings(channel: ReplicationChannel, whole: readonly ReplicationChannel[]): ReplicationChannel {
  const known = whole.find(({ name }) => name === channel.name)?.settings;
  if (known === undefined) return channel;
  const { compression, heartbeatPeriodSeconds } = channel.settings;
  return {
    ...channel,
    settings: {
      ...channel.settings,
      heartbeatPeriodSeconds: heartbeatPeriodSeconds ?? known.heartbeatPeriodSeconds,
      compression: compression ?? known.compression,
    },
  };
}
