/** Resolves a move's names against a snapshot. What cannot be resolved is refused before any rule is tried. */
import type { InstanceId } from '../topology/address.ts';
import type { Observation, ReplicationChannel } from '../topology/observation.ts';
import type { Edge, Instance, TopologySnapshot } from '../topology/snapshot.ts';
import type { Policy } from '../policy/policy.ts';
import { gtidPositioningOf } from './gtid-positioning-of.ts';
import { message } from './message.ts';
import type { Message } from './message.ts';
import type { MoveMethod } from './methods.ts';

/** Everything that the rules of one move read. */
export interface MoveContext {
  readonly snapshot: TopologySnapshot;
  readonly policy: Policy;
  /** Who asks; `null`: nobody that could own a maintenance. */
  readonly user: string | null;
  readonly replica: Instance;
  readonly observed: Observation;
  readonly channel: ReplicationChannel;
  readonly edge: Edge;
  readonly target: Instance;
  readonly targetObserved: Observation;
  /** What a person asked for; `null`: whichever works. */
  readonly method: MoveMethod | null;
  /** The channel goes by file until now, and by GTIDs from this move on: `channel` is what it will be. */
  readonly switchesToGtid: boolean;
  /** It may lead to where it leads already: what the channel is set to is sent once more. */
  readonly restates: boolean;
  /** A person agreed to lose what only the relay log of the replica holds. */
  readonly acceptsLoss: boolean;
}

export type Resolved =
  | { readonly ok: true; readonly context: MoveContext }
  | { readonly ok: false; readonly reason: Message };

export interface MoveQuestion {
  readonly snapshot: TopologySnapshot;
  readonly policy: Policy;
  readonly user: string | null;
  readonly replica: InstanceId;
  /** `null`: the only one there is. */
  readonly channel: string | null;
  readonly target: InstanceId;
  readonly method?: MoveMethod | null;
  readonly restates?: boolean;
  readonly acceptsLoss?: boolean;
}

export function resolveMove(question: MoveQuestion): Resolved {
  const { snapshot, policy, user, method = null, restates = false, acceptsLoss = false } = question;
  const subject = resolveReplica(snapshot, question.replica, question.channel);
  if (!subject.ok) return subject;
  const target = snapshot.instances.get(question.target);
  if (target === undefined) return refused('target-unknown', { target: question.target });
  const { replica, observed, channel, edge } = subject;
  if (replica.id === target.id) return refused('same-server', { replica: replica.id });
  const targetObserved = target.observation;
  if (targetObserved === null) return refused('target-not-reachable', { target: target.id, replica: replica.id });
  const switchesToGtid = method === 'switch-to-gtid' && channel.positioning === 'file';
  const ends = { replica, observed, channel, edge, target, targetObserved };
  const context = { snapshot, policy, user, ...ends, method, switchesToGtid, restates, acceptsLoss };
  const then = { ...channel, positioning: gtidPositioningOf(observed) };
  return { ok: true, context: switchesToGtid ? { ...context, channel: then } : context };
}

export type ResolvedReplica =
  | {
      readonly ok: true;
      readonly replica: Instance;
      readonly observed: Observation;
      readonly channel: ReplicationChannel;
      readonly edge: Edge;
    }
  | { readonly ok: false; readonly reason: Message };

/** The part of a move that is known when a card is grabbed, before there is a target. */
export function resolveReplica(
  snapshot: TopologySnapshot,
  id: InstanceId,
  channelName: string | null,
): ResolvedReplica {
  const replica = snapshot.instances.get(id);
  if (replica === undefined) return refused('replica-unknown', { replica: id });
  const observed = replica.observation;
  if (observed === null) return refused('replica-not-reachable', { replica: id });
  const channels = observed.channels;
  if (channels.length === 0) return refused('not-a-replica', { replica: id });
  if (channelName === null && channels.length > 1) {
    return refused('channel-ambiguous', { replica: id, channels: channels.map(({ name }) => `"${name}"`).join(', ') });
  }
  const channel = channelName === null ? channels[0] : channels.find(({ name }) => name === channelName);
  if (channel === undefined) return refused('channel-unknown', { replica: id, channel: channelName ?? '' });
  const edge = snapshot.edgesByReplica.get(id)?.find((candidate) => candidate.channel === channel.name);
  if (edge === undefined) return refused('not-a-replica', { replica: id });
  return { ok: true, replica, observed, channel, edge };
}

function refused(code: Message['code'], params: Message['params']): { readonly ok: false; readonly reason: Message } {
  return { ok: false, reason: message(code, params) };
}
