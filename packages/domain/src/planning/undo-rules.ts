/**
 * What must hold for a source to be given back, or taken away again, without losing anything: what one of the two servers has
 * and the other lacks would stay on one of them alone. Where that cannot be seen, it is not done.
 */
import { MariadbBinlogState } from '../replication/mariadb-binlog-state.ts';
import { MariadbGtidPosition } from '../replication/mariadb-gtid-position.ts';
import { formatMariadbGtid } from '../replication/mariadb-gtid.ts';
import type { MariadbGtid } from '../replication/mariadb-gtid.ts';
import { MysqlGtidSet } from '../replication/mysql-gtid-set.ts';
import { addressOf } from '../topology/address.ts';
import type { Address, InstanceId } from '../topology/address.ts';
import { canonicalId, sourceAddressOf } from '../topology/edges.ts';
import type { GtidState, Observation } from '../topology/observation.ts';
import { isDescendant } from '../topology/queries.ts';
import { edgeIdOf } from '../topology/snapshot.ts';
import type { Instance, TopologySnapshot } from '../topology/snapshot.ts';
import type { PlanQuestion } from './assemble.ts';
import { fail, pass } from './checks.ts';
import { hasUnapplied } from './control/on-channel.ts';
import { message } from './message.ts';
import { READING_RULES } from './move-rules.ts';
import type { Check, Step } from './plan.ts';
import { drainStep } from './replication/drain.ts';
import type { ResetReplicationStep, SwitchThreadsStep } from './replication/replication-steps.ts';
import { isSame, runningIn } from './replication/switch-threads.ts';
import { newChannel } from './reshape/source-step-faces.ts';
import type { SetUpReplicationStep } from './reshape/source-steps.ts';

export function undoChecks(question: PlanQuestion, steps: readonly Step[]): readonly Check[] {
  return steps.flatMap((step, index) => {
    if (step.kind === 'set-up-replication') return goingBack(question, step);
    if (step.kind === 'switch-threads') return isFirst(steps, index) ? switchedSince(question, step) : [];
    return step.kind === 'reset-replication' ? forgetting(question, step) : [];
  });
}

/** Those after it on its server find what it leaves. */
function isFirst(steps: readonly Step[], index: number): boolean {
  const step = steps[index];
  return !steps.slice(0, index).some((one) => one.instance === step?.instance);
}

/** Somebody may switch them between the look at which the undo was proposed and the one at which it is confirmed. */
function switchedSince(
  { snapshot: { instances } }: PlanQuestion,
  { instance, channel: name, ran }: SwitchThreadsStep,
): readonly Check[] {
  const channel = instances.get(instance)?.observation?.channels.find((one) => one.name === name);
  return channel === undefined || isSame(runningIn(channel), ran)
    ? []
    : [fail(instance, message('undo-changed-since', { instance }))];
}

interface Seen {
  readonly instance: Instance;
  readonly observed: Observation;
}

function seen({ instances }: TopologySnapshot, id: InstanceId): Seen | null {
  const instance = instances.get(id);
  const observed = instance?.observation ?? null;
  return instance?.health === 'ok' && observed !== null ? { instance, observed } : null;
}

/** A server that left its source becomes its replica again. */
function goingBack(question: PlanQuestion, step: SetUpReplicationStep): readonly Check[] {
  const { snapshot, policy, user = null } = question;
  const source = sourceOf(snapshot, step);
  const [replica, target] = [seen(snapshot, step.instance), seen(snapshot, source)];
  if (replica === null || target === null)
    return [fail(step.instance, message('target-not-reachable', { replica: step.instance, target: source }))];
  if (isDescendant(snapshot, source, step.instance))
    return [fail(step.instance, message('own-descendant', { replica: step.instance, target: source }))];
  const context = {
    snapshot,
    policy,
    user,
    replica: replica.instance,
    observed: replica.observed,
    channel: newChannel(step, true),
    edge: {
      id: edgeIdOf(step.instance, step.channel),
      replica: step.instance,
      channel: step.channel,
      source: step.instance,
      state: 'unknown',
      lagSeconds: null,
    },
    target: target.instance,
    targetObserved: target.observed,
    method: null,
    switchesToGtid: false,
    restates: false,
    acceptsLoss: false,
  } as const;
  return [...READING_RULES.flatMap((rule) => rule(context) ?? []), nothingAlone(replica, target)];
}

/** A channel that was set up is forgotten again, with what came by it and is not applied. */
function forgetting({ snapshot }: PlanQuestion, step: ResetReplicationStep): readonly Check[] {
  const { instance } = step;
  const source = sourceOf(snapshot, step);
  const [replica, above] = [seen(snapshot, instance), seen(snapshot, source)];
  if (replica === null || above === null)
    return [fail(instance, message('target-not-reachable', { replica: instance, target: source }))];
  const channel = replica.observed.channels.find(({ name }) => name === step.channel);
  if (channel === undefined) return [];
  if (channel.positioning !== 'file') return [nothingAlone(above, replica)];
  return channel.applier === 'stopped' && hasUnapplied(channel)
    ? [fail(instance, message('undo-drops-received', { instance, source }))]
    : [];
}

/** Before a channel is forgotten, all that came by it is applied. */
export function drainedFirst({ snapshot, policy }: PlanQuestion, steps: readonly Step[]): readonly Step[] {
  return steps.flatMap((step): readonly Step[] => {
    if (step.kind !== 'reset-replication') return [step];
    const { id, lane, instance, deadlineMs } = step;
    const channels = snapshot.instances.get(instance)?.observation?.channels ?? [];
    const channel = channels.find(({ name }) => name === step.channel);
    if (channel === undefined || channel.applier === 'stopped') return [step];
    const base = { id, lane, instance, deadlineMs };
    return [drainStep(base, { channel: channel.name, ran: runningIn(channel), policy }), step];
  });
}

/** Whatever a server has beyond another one, apart from what that one wrote itself: it has that from there. */
function nothingAlone(one: Seen, other: Seen): Check {
  const { id } = one.instance;
  const params = { instance: id, other: other.instance.id };
  const gtids = beyond(one.observed, other.observed);
  return gtids === ''
    ? pass(id, message('undo-loses-nothing', params))
    : fail(id, message('undo-leaves-alone', { ...params, gtids }));
}

function beyond(one: Observation, other: Observation): string {
  const [own, theirs] = [one.gtid, other.gtid];
  if (own.kind === 'mysql' && theirs.kind === 'mysql') {
    const set = MysqlGtidSet.of(own.executed).subtract(MysqlGtidSet.of(theirs.executed));
    const { serverUuid } = other.identity;
    return (serverUuid === null ? set : set.without([serverUuid])).toText();
  }
  if (own.kind !== 'mariadb' || theirs.kind !== 'mariadb') return '';
  const known = tracesOf(theirs);
  const alone = tracesOf(own).filter(
    ({ domain, server, sequence }) =>
      server !== other.identity.serverId &&
      !known.some((gtid) => gtid.domain === domain && gtid.server === server && gtid.sequence >= sequence),
  );
  return [...new Set(alone.map(formatMariadbGtid))].join(',');
}

/** The last of each server, logged or applied: one that does not log what it applies has it only there. */
function tracesOf({ binlogState, slavePosition }: Extract<GtidState, { kind: 'mariadb' }>): readonly MariadbGtid[] {
  const [logged, applied] = [MariadbBinlogState.parse(binlogState), MariadbGtidPosition.parse(slavePosition)];
  return [...(logged.ok ? logged.state.gtids() : []), ...(applied.ok ? applied.position.gtids() : [])];
}

function sourceOf(
  { aliases }: TopologySnapshot,
  { instance, source }: { readonly instance: InstanceId; readonly source: Address },
): InstanceId {
  return canonicalId(sourceAddressOf(addressOf(instance), source) ?? source, aliases);
}
