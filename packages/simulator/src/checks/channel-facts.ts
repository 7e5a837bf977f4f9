/** What of a channel a move must leave as it was, and what it changes. Copied: the fleet changes its own objects. */
import type { ChannelSettings, InstanceId, Positioning } from '@topiary/domain';
import { instanceIdOf } from '@topiary/domain';
import type { ChannelState, Fleet } from '@topiary/fleet';

export interface ChannelFacts {
  readonly source: InstanceId;
  /** Not `stopped`: whether it happens to be connected is the network's business. */
  readonly receiverRuns: boolean;
  readonly applierRuns: boolean;
  /** An error stopped it. */
  readonly receiverFailed: boolean;
  readonly applierFailed: boolean;
  readonly kept: KeptFacts;
}

/** Compared as JSON. */
interface KeptFacts {
  readonly positioning: Positioning;
  readonly settings: ChannelSettings;
  readonly delaySeconds: number;
  readonly user: string;
  readonly password: string;
  readonly ignoreServerIds: readonly number[];
}

export function channelFacts(fleet: Fleet, server: InstanceId, channel: string): ChannelFacts | null {
  const state = fleet.has(server) ? fleet.server(server).channels.get(channel) : undefined;
  return state === undefined ? null : factsOf(state);
}

function factsOf(state: ChannelState): ChannelFacts {
  const { positioning, settings, delaySeconds, user, password, ignoreServerIds } = state;
  return {
    source: instanceIdOf(state.source),
    receiverRuns: state.receiver.state !== 'stopped',
    applierRuns: state.applier.state === 'running',
    receiverFailed: hasFailed(state.receiver),
    applierFailed: hasFailed(state.applier),
    kept: {
      positioning,
      settings: { ...settings, tls: { ...settings.tls } },
      delaySeconds,
      user,
      password,
      ignoreServerIds: [...ignoreServerIds],
    },
  };
}

/** A receiver that tries again has an error too, and needs nobody's help. */
function hasFailed({ state, error }: { readonly state: string; readonly error: unknown }): boolean {
  return state === 'stopped' && error !== null;
}
