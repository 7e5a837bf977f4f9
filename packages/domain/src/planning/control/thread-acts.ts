/** Starting and stopping the threads of a channel, and waiting for its applier. Source: spec/refactoring §1, §5.4, §16. */
import { describeMariadbGtidError } from '../../replication/mariadb-gtid.ts';
import { MariadbGtidPosition } from '../../replication/mariadb-gtid-position.ts';
import { MysqlGtidSet } from '../../replication/mysql-gtid-set.ts';
import { describeMysqlGtidError } from '../../replication/mysql-gtid-text.ts';
import { familyOf } from '../../replication/product.ts';
import { fail, pass, warn } from '../checks.ts';
import { message } from '../message.ts';
import type { Check, Step } from '../plan.ts';
import { DRAIN_DEADLINE_MS, drainStep } from '../replication/drain.ts';
import type { ThreadChoice } from '../replication/replication-steps.ts';
import { NEITHER, runningIn } from '../replication/switch-threads.ts';
import { refused, stepBase } from './control-context.ts';
import type { ControlContext, Drafted } from './control-context.ts';
import { chosen, onChannel, threadChecks } from './on-channel.ts';
import type { ChannelContext } from './on-channel.ts';
import { MAX_WAIT_SECONDS } from './replication-act.ts';
import type { ReplicationAct } from './replication-act.ts';

type Act<Kind extends ReplicationAct['kind']> = Extract<ReplicationAct, { kind: Kind }>;

export function startReplica(context: ControlContext, act: Act<'start-replica'>): Drafted {
  return onChannel(context, act, (on) => {
    const [wanted, runs] = [chosen(act.threads), runningIn(on.channel)];
    const starts = { receiver: wanted.receiver && !runs.receiver, applier: wanted.applier && !runs.applier };
    if (!starts.receiver && !starts.applier) return none(on, 'threads-run-already');
    return { checks: threadChecks(on), lanes: [[switching(on, { stops: NEITHER, starts })]] };
  });
}

export function stopReplica(context: ControlContext, act: Act<'stop-replica'>): Drafted {
  return onChannel(context, act, (on) => {
    const stops = running(chosen(act.threads), on);
    if (!stops.receiver && !stops.applier) return none(on, 'threads-stand-already');
    return { checks: threadChecks(on), lanes: [[switching(on, { stops, starts: NEITHER })]] };
  });
}

export function restartReplica(context: ControlContext, act: Act<'restart-replica'>): Drafted {
  return onChannel(context, act, (on) => {
    const again = running(chosen(act.threads), on);
    if (!again.receiver && !again.applier) return none(on, 'nothing-to-restart');
    return { checks: threadChecks(on), lanes: [[switching(on, { stops: again, starts: again })]] };
  });
}

export function stopReplicaNice(context: ControlContext, act: Act<'stop-replica-nice'>): Drafted {
  return onChannel(context, act, (on) => {
    const { channel, instance, policy } = on;
    const ran = runningIn(channel);
    if (!ran.receiver && !ran.applier) return none(on, 'threads-stand-already');
    if (channel.delaySeconds > 0) {
      const stays = message('delayed-stops-where-it-is', { instance: instance.id, seconds: channel.delaySeconds });
      const stop = switching(on, { stops: ran, starts: NEITHER });
      return { checks: [...threadChecks(on), warn(instance.id, stays)], lanes: [[stop]] };
    }
    const failing = ran.applier ? null : channel.applierError;
    if (failing !== null) {
      const params = { instance: instance.id, errorNumber: failing.number };
      return refused(...threadChecks(on), fail(instance.id, message('applier-error-first', params)));
    }
    const drain = drainStep(stepBase(on, DRAIN_DEADLINE_MS), { channel: channel.name, ran, policy });
    const after = { ...on, channel: { ...channel, receiver: 'stopped', applier: 'running' } } as const;
    const stop = switching(after, { stops: { receiver: false, applier: true }, starts: NEITHER });
    const starts = ran.applier ? [] : [warn(instance.id, message('applier-started-for-it', { instance: instance.id }))];
    return { checks: [...threadChecks(on), ...starts], lanes: [[drain, stop]] };
  });
}

export function waitForPosition(context: ControlContext, act: Act<'wait-for-position'>): Drafted {
  return onChannel(context, act, (on) => {
    const { channel, instance } = on;
    if (channel.applier === 'stopped')
      return refused(...threadChecks(on), fail(instance.id, message('waits-need-applier', { instance: instance.id })));
    const seconds = Math.min(act.seconds, MAX_WAIT_SECONDS);
    const checks: readonly Check[] = [
      ...threadChecks(on),
      pass(instance.id, message('waits-for-so-long', { seconds })),
    ];
    const base = stepBase(on, seconds * 1000);
    if (act.at.kind === 'coordinates') {
      const { file, position } = act.at;
      const coordinates = { file, position };
      return { checks, lanes: [[{ ...base, kind: 'wait-for-source-position', channel: channel.name, coordinates }]] };
    }
    const { gtids } = act.at;
    const mistake = mistakeIn(on, gtids);
    if (mistake !== null) {
      const params = { instance: instance.id, gtids, detail: mistake };
      return refused(fail(instance.id, message('gtids-not-understood', params)));
    }
    return { checks, lanes: [[{ ...base, kind: 'wait-for-position', position: { kind: 'known', position: gtids } }]] };
  });
}

function none(
  { instance: { id } }: ChannelContext,
  code: 'threads-run-already' | 'threads-stand-already' | 'nothing-to-restart',
): Drafted {
  return refused(fail(id, message(code, { instance: id })));
}

/** Of those, the ones that run. */
function running(wanted: ThreadChoice, { channel }: ChannelContext): ThreadChoice {
  const runs = runningIn(channel);
  return { receiver: wanted.receiver && runs.receiver, applier: wanted.applier && runs.applier };
}

function switching(on: ChannelContext, how: { readonly stops: ThreadChoice; readonly starts: ThreadChoice }): Step {
  const { channel, policy } = on;
  return {
    ...stepBase(on, policy.deadlines.stopReplicationMs),
    kind: 'switch-threads',
    channel: channel.name,
    ...how,
    ran: runningIn(channel),
  };
}

/** `null`: the server's family writes GTIDs so. */
function mistakeIn({ observed }: ChannelContext, gtids: string): string | null {
  if (familyOf(observed.product) === 'mariadb') {
    const parsed = MariadbGtidPosition.parse(gtids);
    return parsed.ok ? null : describeMariadbGtidError(parsed.error);
  }
  const parsed = MysqlGtidSet.parse(gtids);
  return parsed.ok ? null : describeMysqlGtidError(parsed.error);
}
