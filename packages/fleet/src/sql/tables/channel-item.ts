/** A channel of a replica, and the words in which servers speak of its state. */
import type { ChannelState, ThreadError } from '../../model/server-state.ts';
import type { Cell } from '../results.ts';
import { executedGtids, gtidSetText, shortTime, type RowContext } from './context.ts';

export interface ChannelItem {
  readonly context: RowContext;
  readonly channel: ChannelState;
  /** Source or master, replica or slave, in texts. */
  readonly sourceWord: string;
  readonly replicaWord: string;
}

export function channelItem(context: RowContext, channel: ChannelState): ChannelItem {
  const fresh = context.generation.has.newThreadStates;
  return {
    context,
    channel,
    sourceWord: fresh ? 'source' : 'master',
    replicaWord: fresh ? 'replica' : 'slave',
  };
}

/** [97][M10] */
export function receiverText({ channel, sourceWord }: ChannelItem): string {
  switch (channel.receiver.state) {
    case 'running':
      return `Waiting for ${sourceWord} to send event`;
    case 'connecting':
      return `Connecting to ${sourceWord}`;
    case 'stopped':
      return '';
  }
}

/** [97][M10] */
export function applierText({ context, channel, replicaWord }: ChannelItem): string {
  if (channel.applier.state === 'stopped') return '';
  const capital = replicaWord === 'slave' ? 'Slave' : 'Replica';
  if (channel.waiting.length === 0) {
    return `${capital} has read all relay log; waiting for more updates`;
  }
  if (channel.delaySeconds > 0 && remainingDelay(context, channel) !== null)
    return `Waiting until ${sourceTitle(context)}_DELAY seconds after ${sourceTitle(context).toLowerCase()} executed event`;
  return 'Reading event from the relay log';
}

const sourceTitle = ({ generation }: RowContext): string => (generation.has.newThreadStates ? 'SOURCE' : 'MASTER');

export function receiverRuns({ channel }: ChannelItem): string {
  const { state } = channel.receiver;
  if (state === 'running') return 'Yes';
  return state === 'connecting' ? 'Connecting' : 'No';
}

export const yesNo = (value: boolean): string => (value ? 'Yes' : 'No');

export function errorNumber(error: ThreadError | null): number {
  return error?.number ?? 0;
}

export function errorText(error: ThreadError | null): string {
  return error?.text ?? '';
}

export function errorTime(error: ThreadError | null): string {
  return error === null ? '' : shortTime(error.atMs);
}

/** Seconds until the delayed transaction is applied; `null` while none waits for that. */
export function remainingDelay({ fleet }: RowContext, channel: ChannelState): Cell {
  const first = channel.waiting[0];
  if (channel.delaySeconds === 0 || first === undefined || channel.applier.state === 'stopped') return null;
  const due = first.transaction.writtenAtMs + channel.delaySeconds * 1_000;
  return due <= fleet.nowMs ? null : Math.ceil((due - fleet.nowMs) / 1_000);
}

/** MySQL's words for the end of a limited start; the old ones say Master. [97][M10] */
export function untilCondition({ context, channel }: ChannelItem): string {
  const { until } = channel.applier;
  if (until === null) return 'None';
  switch (until.kind) {
    case 'source-position':
      return context.generation.has.newThreadStates ? 'Source' : 'Master';
    case 'relay-position':
      return 'Relay';
    case 'gtids':
      if (context.generation.family === 'mariadb') return 'Gtid';
      return until.before ? 'SQL_BEFORE_GTIDS' : 'SQL_AFTER_GTIDS';
  }
}

export function untilFile({ channel }: ChannelItem): string {
  const { until } = channel.applier;
  return until === null || until.kind === 'gtids' ? '' : until.position.file;
}

export function untilPosition({ channel }: ChannelItem): number {
  const { until } = channel.applier;
  return until === null || until.kind === 'gtids' ? 0 : until.position.position;
}

export function retrievedGtids({ channel }: ChannelItem): string {
  return gtidSetText(channel.retrieved.toText());
}

export function executedOf({ context }: ChannelItem): string {
  return executedGtids(context);
}

export function usingGtid({ channel }: ChannelItem): string {
  switch (channel.positioning) {
    case 'slave-pos':
      return 'Slave_Pos';
    case 'current-pos':
      return 'Current_Pos';
    default:
      return 'No';
  }
}
