/** Acts on what a channel knows of its source: its delay, its name, its account, TLS, and all of it. Source: spec/refactoring §5.2, §5.4. */
import { familyOf } from '../../replication/product.ts';
import { instanceIdOf } from '../../topology/address.ts';
import { attachedAgain, DETACHED_PREFIX, isDetached } from '../../topology/edges.ts';
import type { Address } from '../../topology/address.ts';
import { fail, pass, warn } from '../checks.ts';
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import type { Check, Step } from '../plan.ts';
import { onlyCopy } from '../relay-log-rule.ts';
import { keptStates, receiverMended, runningIn } from '../replication/switch-threads.ts';
import { refused, stepBase } from './control-context.ts';
import type { ControlContext, Drafted } from './control-context.ts';
import { hasUnapplied, onChannel, threadChecks } from './on-channel.ts';
import type { ChannelContext } from './on-channel.ts';
import type { ReplicationAct } from './replication-act.ts';

type Act<Kind extends ReplicationAct['kind']> = Extract<ReplicationAct, { kind: Kind }>;

export function delayReplication(context: ControlContext, act: Act<'delay-replication'>): Drafted {
  return onChannel(context, act, (on) => {
    const { channel, instance, policy } = on;
    const { seconds } = act;
    const params = { instance: instance.id };
    if (channel.delaySeconds === seconds)
      return refused(fail(instance.id, message('delay-is-so-already', { ...params, seconds })));
    const step: Step = {
      ...stepBase(on, policy.deadlines.stopReplicationMs),
      kind: 'set-delay',
      channel: channel.name,
      seconds,
      was: channel.delaySeconds,
      before: keptStates(channel),
      heartbeatPeriodSeconds: heartbeatOf(on),
    };
    const was = pass(instance.id, message('delay-was', { ...params, seconds: channel.delaySeconds }));
    return { checks: [...threadChecks(on), was, ...fetchedAgain(on, 'applier')], lanes: [[step]] };
  });
}

/** A change with both threads stopped drops the relay log; MariaDB knows no other. */
function fetchedAgain(
  { instance: { id }, channel, observed }: ChannelContext,
  stops: 'receiver' | 'applier',
): readonly Check[] {
  const runs = runningIn(channel);
  const goesOn = stops === 'receiver' ? runs.applier : runs.receiver;
  const keeps = familyOf(observed.product) === 'mysql' && goesOn;
  return keeps || !hasUnapplied(channel) ? [] : [warn(id, message('received-is-fetched-again', { instance: id }))];
}

function heartbeatOf({ channel, policy }: ChannelContext): number | null {
  return channel.settings.heartbeatPeriodSeconds ?? policy.assumedHeartbeatSeconds;
}

export function resetReplica(context: ControlContext, act: Act<'reset-replica'>): Drafted {
  return onChannel(context, act, (on) => {
    const { channel, instance, policy } = on;
    const source = instanceIdOf(channel.source);
    const step: Step = {
      ...stepBase(on, policy.deadlines.stopReplicationMs),
      kind: 'reset-replication',
      channel: channel.name,
      source: channel.source,
    };
    const forgets = warn(instance.id, message('reset-forgets-source', { instance: instance.id, source }));
    return { checks: [...threadChecks(on), forgets, ...dropped(on)], notes: forgotten(on), lanes: [[step]] };
  });
}

function dropped(on: ChannelContext): readonly Check[] {
  const { id } = on.instance;
  const transactions = onlyCopy({ ...on, replica: on.instance });
  if (transactions !== '') return [warn(id, message('reset-drops-only-copy', { instance: id, transactions }))];
  return hasUnapplied(on.channel) ? [warn(id, message('reset-drops-received', { instance: id }))] : [];
}

/** Enough to set it up again by hand. */
function forgotten({ channel, instance: { id: instance }, observed: { gtid } }: ChannelContext): readonly Message[] {
  const { source, user, name, positioning, executedPosition } = channel;
  const told = { instance, source: instanceIdOf(source), user, channel: name, positioning };
  const gtids = gtid.kind === 'mysql' ? gtid.executed : gtid.kind === 'mariadb' ? gtid.slavePosition : '';
  return [
    message('forgotten-source', told),
    ...(executedPosition === null ? [] : [message('forgotten-coordinates', { instance, ...executedPosition })]),
    ...(gtids === '' ? [] : [message('forgotten-gtids', { instance, gtids })]),
  ];
}

export function detachReplica(context: ControlContext, act: Act<'detach-replica'>): Drafted {
  return onChannel(context, act, (on) => {
    const { source } = on.channel;
    const { id } = on.instance;
    if (isDetached(source)) return refused(fail(id, message('already-detached', { instance: id })));
    return renamed(on, { ...source, host: `${DETACHED_PREFIX}${source.host}` });
  });
}

export function reattachReplica(context: ControlContext, act: Act<'reattach-replica'>): Drafted {
  return onChannel(context, act, (on) => {
    const { source } = on.channel;
    const { id } = on.instance;
    if (!isDetached(source)) return refused(fail(id, message('not-detached', { instance: id })));
    return renamed(on, attachedAgain(source));
  });
}

/** By file and position the place has to be stated, and it is known only while both threads stand. */
function renamed(on: ChannelContext, to: Address): Drafted {
  const { channel, instance, policy } = on;
  const runs = runningIn(channel);
  const byFile = channel.positioning === 'file';
  if (byFile && (runs.receiver || runs.applier || channel.executedPosition === null))
    return refused(fail(instance.id, message('detach-needs-standstill', { instance: instance.id })));
  const step: Step = {
    ...stepBase(on, policy.deadlines.pointReplicaMs),
    kind: 'rename-source',
    channel: channel.name,
    from: channel.source,
    to,
    before: keptStates(channel),
    positioning: channel.positioning,
    settings: { ...channel.settings, heartbeatPeriodSeconds: heartbeatOf(on) },
    coordinates: byFile ? channel.executedPosition : null,
  };
  return { checks: [...threadChecks(on), ...fetchedAgain(on, 'receiver')], lanes: [[step]] };
}

export function changeCredentials(context: ControlContext, act: Act<'change-credentials'>): Drafted {
  return onChannel(context, act, (on) => {
    const { channel, instance, policy } = on;
    const account = policy.replicationAccount;
    if (account === undefined)
      return refused(fail(instance.id, message('no-replication-account', { instance: instance.id })));
    const step: Step = {
      ...stepBase(on, policy.deadlines.pointReplicaMs),
      kind: 'change-credentials',
      channel: channel.name,
      origin: account.origin,
      user: account.user,
      before: receiverMended(channel),
      heartbeatPeriodSeconds: heartbeatOf(on),
    };
    const params = { instance: instance.id, was: channel.user, user: account.user };
    const from = message(ORIGIN_SENTENCES[account.origin], params);
    const checks = [
      ...threadChecks(on),
      account.origin === 'topology-account' ? warn(instance.id, from) : pass(instance.id, from),
      warn(instance.id, message('password-is-not-known', { instance: instance.id })),
      ...fetchedAgain(on, 'receiver'),
    ];
    return { checks, lanes: [[step]] };
  });
}

const ORIGIN_SENTENCES = {
  query: 'account-from-query',
  configured: 'account-from-configuration',
  'topology-account': 'account-of-topology',
} as const;

export function changeTls(context: ControlContext, act: Act<'change-tls'>): Drafted {
  return onChannel(context, act, (on) => {
    const { channel, instance, policy } = on;
    const was = channel.settings.tls.enabled;
    if (was === act.enabled) return refused(fail(instance.id, message('tls-is-so-already', { instance: instance.id })));
    const step: Step = {
      ...stepBase(on, policy.deadlines.pointReplicaMs),
      kind: 'change-tls',
      channel: channel.name,
      to: act.enabled,
      was,
      before: receiverMended(channel),
      heartbeatPeriodSeconds: heartbeatOf(on),
    };
    const kept = pass(instance.id, message('tls-settings-kept', { instance: instance.id }));
    return { checks: [...threadChecks(on), kept, ...fetchedAgain(on, 'receiver')], lanes: [[step]] };
  });
}
