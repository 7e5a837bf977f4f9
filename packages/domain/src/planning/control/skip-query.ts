/**
 * Skipping the transaction that an applier fails on. By GTID it must be exactly that one: an executed set does not tell
 * which is next, so the server is asked, and the plan is given up when it names another. Source: spec/refactoring §5.4, §16.9.
 */
import type { Observation, ReplicationChannel, ReplicationError } from '../../topology/observation.ts';
import { fail, warn } from '../checks.ts';
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import type { Check, Step } from '../plan.ts';
import { asStepId } from '../plan.ts';
import { refused, stepBase } from './control-context.ts';
import type { ControlContext, Drafted } from './control-context.ts';
import { contentText, failingGtid, gtidIn } from '../replication/failing-content.ts';
import { onChannel } from './on-channel.ts';
import type { ChannelContext } from './on-channel.ts';

export function skipQuery(context: ControlContext, act: { readonly channel: string | null }): Drafted {
  return onChannel(context, act, (on) => {
    const { channel, instance, observed } = on;
    const params = { instance: instance.id };
    if (channel.applier === 'running') return refused(fail(instance.id, message('applier-not-stopped', params)));
    const error = channel.applierError;
    if (error === null) return refused(fail(instance.id, message('applier-has-no-error', params)));
    const told = { ...params, errorNumber: error.number, errorText: error.text };
    const checks = [warn(instance.id, message('skips-for-good', told))];
    return isByGtid(observed, channel) ? byGtid(on, error, checks) : byCounter(on, checks);
  });
}

/** With `gtid_mode` ON a server refuses to count (1858), whatever its channel finds its place by. */
function isByGtid({ gtid }: Observation, { positioning, applierError }: ReplicationChannel): boolean {
  if (gtid.kind !== 'mysql') return false;
  return gtid.mode === 'ON' || positioning === 'auto-position' || gtidIn(applierError?.text) !== null;
}

function byGtid(on: ChannelContext, error: ReplicationError, checks: readonly Check[]): Drafted {
  const { channel, instance, policy } = on;
  const base = stepBase(on, policy.deadlines.changeServerMs);
  const gtid = failingGtid(error);
  const find: Step = {
    ...base,
    kind: 'find-failing-transaction',
    channel: channel.name,
    gtid,
    errorNumber: error.number,
  };
  const how = { kind: 'empty-transaction', found: asStepId(''), gtid } as const;
  const skip: Step = { ...base, kind: 'skip-transaction', channel: channel.name, how };
  const note =
    gtid === null
      ? message('failing-transaction-unnamed', { instance: instance.id })
      : message('failing-transaction', { instance: instance.id, gtid });
  return { checks, notes: [note, ...whatIsSkipped(on)], lanes: [[find, skip]] };
}

function byCounter(on: ChannelContext, checks: readonly Check[]): Drafted {
  const { channel, instance, policy } = on;
  const base = stepBase(on, policy.deadlines.changeServerMs);
  const step: Step = { ...base, kind: 'skip-transaction', channel: channel.name, how: { kind: 'counter' } };
  const notes = [message('next-transaction-skipped', { instance: instance.id }), ...whatIsSkipped(on)];
  return { checks, notes, lanes: [[step]] };
}

/** For people, who decide by it: what is skipped is the transaction that the server names when the plan runs. */
function whatIsSkipped({ instance, reads: { failing } }: ChannelContext): readonly Message[] {
  if (failing === undefined) return [];
  if (failing.kind === 'read') {
    const what = contentText(failing.content);
    return [
      message('skipped-does', { instance: instance.id, file: failing.content.file, what: what === '' ? '-' : what }),
    ];
  }
  if (failing.kind === 'not-found') return [message('skipped-not-known', { instance: instance.id })];
  const { code, grant } = failing.failure;
  return grant === null
    ? [message('skipped-not-read', { instance: instance.id, code })]
    : [message('skipped-not-granted', { instance: instance.id, grant })];
}
