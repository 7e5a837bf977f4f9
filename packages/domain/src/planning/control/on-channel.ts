/** Which channel of a replica an act is about, and what its threads do now. */
import { isDrained } from '../../replication/drained.ts';
import type { ReplicationChannel } from '../../topology/observation.ts';
import { fail, pass, warn } from '../checks.ts';
import { message } from '../message.ts';
import type { Check } from '../plan.ts';
import type { ThreadChoice } from '../replication/replication-steps.ts';
import type { ThreadName } from './replication-act.ts';
import { refused } from './control-context.ts';
import type { ControlContext, Drafted } from './control-context.ts';

export interface ChannelContext extends ControlContext {
  readonly channel: ReplicationChannel;
}

/** Of the channels that have a source: those of a replication group are the group's. */
export function onChannel(
  context: ControlContext,
  { channel: name }: { readonly channel: string | null },
  draft: (context: ChannelContext) => Drafted,
): Drafted {
  const { id } = context.instance;
  const channels = context.observed.channels.filter(({ source }) => source.host !== '');
  if (channels.length === 0) return refused(fail(id, message('replicates-from-nobody', { instance: id })));
  if (name === null && channels.length > 1) {
    const names = channels.map((one) => `"${one.name}"`).join(', ');
    return refused(fail(id, message('name-the-channel', { instance: id, channels: names })));
  }
  const channel = name === null ? channels[0] : channels.find((one) => one.name === name);
  if (channel === undefined) return refused(fail(id, message('channel-unknown', { replica: id, channel: name ?? '' })));
  return draft({ ...context, channel });
}

export function chosen(threads: ThreadName): ThreadChoice {
  return { receiver: threads !== 'applier', applier: threads !== 'receiver' };
}

/** What ran before, so that it is seen in the plan and in the journal. */
export function threadChecks({ instance: { id }, channel }: ChannelContext): readonly Check[] {
  const { receiver, receiverError, applier, applierError } = channel;
  return [
    stateOf('receiver', receiver !== 'stopped', receiverError),
    stateOf('applier', applier === 'running', applierError),
  ];

  function stateOf(thread: 'receiver' | 'applier', runs: boolean, error: ReplicationChannel['applierError']): Check {
    if (runs) return pass(id, message(`${thread}-runs`, { instance: id }));
    if (error === null) return pass(id, message(`${thread}-stands`, { instance: id }));
    const params = { instance: id, errorNumber: error.number, errorText: error.text };
    return warn(id, message(`${thread}-has-failed`, params));
  }
}

/** Whether something may be in the relay log that is not applied; not known counts as so. */
export function hasUnapplied(channel: ReplicationChannel): boolean {
  return !isDrained(channel);
}
