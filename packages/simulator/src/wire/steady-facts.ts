/**
 * What adaptive probes keep of the last full one (`ProbeDepth`): as much and for as long as the port allows, where the
 * driver would sometimes ask again. Whoever acts on such a fact acts on what was true some seconds ago.
 */
import type { InstanceId, Observation, ReplicationChannel } from '@topiary/domain';
import type { ObserveResult, ProbeDepth } from '@topiary/engine';

export class SteadyFacts {
  private readonly whole = new Map<InstanceId, Observation>();

  /** What a probe of this depth tells of a server that was found so. */
  told(id: InstanceId, depth: ProbeDepth, result: ObserveResult): ObserveResult {
    if (result.kind === 'failed') {
      this.whole.delete(id);
      return result;
    }
    const whole = this.whole.get(id);
    if (depth === 'full' || whole === undefined || shapeOf(whole) !== shapeOf(result.observation)) {
      this.whole.set(id, result.observation);
      return result;
    }
    const channels = result.observation.channels.map((channel, index) => kept(channel, whole.channels[index]));
    return {
      ...result,
      observation: { ...result.observation, channels, connectedReplicas: whole.connectedReplicas },
    };
  }

  forget(id: InstanceId): void {
    this.whole.delete(id);
  }
}

function kept(channel: ReplicationChannel, before: ReplicationChannel | undefined): ReplicationChannel {
  if (before === undefined) return channel;
  const { compression, heartbeatPeriodSeconds } = before.settings;
  return { ...channel, settings: { ...channel.settings, compression, heartbeatPeriodSeconds } };
}

/** All that makes an adaptive probe ask everything when it changes. */
function shapeOf({ channels, group, identity, semiSync, settings, unreadable }: Observation): string {
  const links = channels.map(
    ({ applier, applierError, delaySeconds, filters, name, positioning, receiver, receiverError, source, user }) => [
      [name, source, user, positioning, delaySeconds, filters],
      [receiver, receiverError?.number, applier, applierError?.number],
    ],
  );
  return JSON.stringify([links, group, identity, semiSync, settings, unreadable]);
}
