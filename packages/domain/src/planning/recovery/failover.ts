/**
 * A replica in place of a master that is gone. What any reachable replica received comes to the successor before it takes
 * writes: it applies what it received itself, and gets from the one that received most what it lacks. Then it is opened, and
 * the others go below it. Whoever has what nobody can get from it is named, and stays where it is.
 */
import type { InstanceId } from '../../topology/address.ts';
import { edgesTo } from '../../topology/queries.ts';
import type { ReplicationChannel } from '../../topology/observation.ts';
import { hearsNothing } from '../../topology/silence.ts';
import type { Instance, TopologySnapshot } from '../../topology/snapshot.ts';
import { isFail } from '../assemble.ts';
import { fail, pass, warn } from '../checks.ts';
import type { Drafted, LaterLane } from '../control/control-context.ts';
import { hasUnapplied } from '../control/on-channel.ts';
import { detachReplica } from '../control/source-acts.ts';
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import { resolveMove } from '../move-context.ts';
import { judgeMove } from '../move-rules.ts';
import type { Check, Step } from '../plan.ts';
import { stepsOf } from '../relocation-steps.ts';
import { beyond, everything, missingFrom, receivedFrom } from '../reshape/received.ts';
import type { Received } from '../reshape/received.ts';
import { drainStep } from '../replication/drain.ts';
import { runningIn } from '../replication/switch-threads.ts';
import { sourceNameOf } from '../target-name.ts';
import { fenceOldMaster } from './fence.ts';
import { baseOf, leaveStep, openSteps, semiSyncSteps, siblingMoves } from './replacing.ts';
import type { Replacing } from './replacing.ts';

export function draftFailover(replacing: Replacing): Drafted {
  const { snapshot, policy, master, successor } = replacing;
  const [channel] = successor.observation?.channels ?? [];
  if (channel === undefined)
    return {
      checks: [fail(successor.id, message('not-a-replica-of', { candidate: successor.id, source: master.id }))],
      lanes: [],
    };
  const received = receivedFrom(snapshot, master.id);
  const feeding = feed(replacing, received);
  const has = together(received, [successor.id, ...(feeding === null ? [] : [feeding.feeder.id])]);
  const lost = lostBy(replacing, received, has);
  const promoted = withReceived(snapshot, successor.id, has);
  const moves = siblingMoves(replacing, { snapshot: promoted, after: successor.id, without: new Set(lost.keys()) });
  const fence = fenceOldMaster(replacing.master, policy);
  const core = coreSteps(replacing, channel, feeding);
  const [first = [], ...rest] = moves.phases;
  const own: readonly (readonly LaterLane[])[] = [[...first, ...detaching(replacing, lost)], ...rest];
  return {
    checks: [
      ...gone(replacing),
      ...fence.checks,
      ...ofChannel(successor, channel),
      ...(feeding?.checks ?? []),
      ...(lost.size === 0 ? [pass(successor.id, message('nothing-lost', { successor: successor.id }))] : lost.values()),
      ...silent(replacing),
      warn(master.id, message('old-master-may-return', { master: master.id })),
      ...moves.checks,
    ],
    notes: [
      ...fence.notes,
      ...(policy.promotion.opensSuccessor ? [] : [message('not-opened', { successor: successor.id })]),
      ...(feeding?.notes ?? []),
      ...moves.notes,
    ],
    ...(fence.steps.length === 0
      ? { lanes: [core], later: own }
      : { lanes: [fence.steps], later: [[{ steps: core, after: fence.required ? [master.id] : [] }], ...own] }),
  };
}

/** Nobody hears of it any more; where somebody says that it has to go, what speaks against that is only said. */
function gone({ snapshot, master, successor, intent }: Replacing): readonly Check[] {
  const verdict = intent.because === 'forced' ? warn : fail;
  const params = { replica: successor.id, master: master.id };
  if (master.health === 'ok') return [verdict(master.id, message('master-lives-takeover', params))];
  if (master.health === 'suspect') return [verdict(master.id, message('master-may-live', params))];
  const reader = edgesTo(snapshot, master.id).find(({ replica, channel }) => {
    const instance = snapshot.instances.get(replica);
    const channels = instance?.observation?.channels ?? [];
    if (instance?.health !== 'ok' || hearsNothing(instance, { channel, source: master.id })) return false;
    return channels.some((one) => one.name === channel && one.receiver === 'running');
  });
  return reader === undefined
    ? [pass(master.id, message('master-is-gone', params))]
    : [verdict(master.id, message('master-still-read', { ...params, reader: reader.replica }))];
}

function ofChannel({ id }: Instance, channel: ReplicationChannel): readonly Check[] {
  return channel.applier === 'stopped' && hasUnapplied(channel)
    ? [fail(id, message('received-not-applied', { instance: id }))]
    : [];
}

interface Feeding {
  readonly feeder: Instance;
  readonly steps: readonly Step[];
  readonly checks: readonly Check[];
  readonly notes: readonly Message[];
}

/** The one that received most of what the successor lacks and can serve it; `null`: it lacks nothing that anybody can serve. */
function feed(replacing: Replacing, received: ReadonlyMap<InstanceId, Received>): Feeding | null {
  const { snapshot, policy, user, successor, ranked } = replacing;
  const own = received.get(successor.id);
  if (own === undefined) return null;
  const ahead = ranked
    .flatMap(({ instance }) => {
      const has = received.get(instance.id);
      return instance.id === successor.id || has === undefined || beyond(has, own) === '' || !serves(instance)
        ? []
        : [{ feeder: instance, has, count: missingFrom(own, has) }];
    })
    .toSorted((left, right) => (left.count === right.count ? 0 : left.count > right.count ? -1 : 1));
  for (const { feeder, has, count } of ahead) {
    const resolved = resolveMove({ snapshot, policy, user, replica: successor.id, channel: null, target: feeder.id });
    if (!resolved.ok) continue;
    const checks = judgeMove(resolved.context);
    const all = everything([own, has]);
    if (checks.some(isFail) || all === null) continue;
    const params = { successor: successor.id, feeder: feeder.id, count: Number(count) };
    const { steps, notes } = stepsOf(resolved.context);
    return {
      feeder,
      checks: [warn(successor.id, message('successor-fed-first', params)), ...checks],
      notes,
      steps: [
        ...steps,
        {
          ...baseOf(successor.id, successor.id, policy.deadlines.catchUpMs),
          kind: 'wait-for-position',
          position: { kind: 'known', position: textOf(all) },
        },
      ],
    };
  }
  return null;
}

/** What it applies it logs, and it applies all that it received. */
function serves({ health, observation }: Instance): boolean {
  if (health !== 'ok' || observation === null || observation.product.flavor === 'maxscale') return false;
  const { logBin, logReplicaUpdates } = observation.settings;
  return (
    logBin &&
    logReplicaUpdates &&
    observation.channels.every(({ applier, delaySeconds }) => applier === 'running' && delaySeconds === 0)
  );
}

function textOf(received: Received): string {
  if (received.family === 'mysql') return received.set.toText();
  return received.family === 'mariadb' ? received.position.toText() : '';
}

function together(received: ReadonlyMap<InstanceId, Received>, ids: readonly InstanceId[]): Received | null {
  return everything(ids.flatMap((id) => received.get(id) ?? []));
}

function lostBy(
  { successor }: Replacing,
  received: ReadonlyMap<InstanceId, Received>,
  has: Received | null,
): ReadonlyMap<InstanceId, Check> {
  const lost = new Map<InstanceId, Check>();
  if (has === null) return lost;
  for (const [id, each] of received) {
    const ahead = id === successor.id ? '' : beyond(each, has);
    if (ahead !== '') lost.set(id, warn(id, message('lost-ahead', { replica: id, candidate: successor.id, ahead })));
  }
  return lost;
}

function silent({ ranked, successor }: Replacing): readonly Check[] {
  return ranked
    .filter(({ instance }) => instance.id !== successor.id && instance.health !== 'ok')
    .map(({ instance: { id } }) => warn(id, message('lost-silent', { replica: id })));
}

/** The successor as it is when the others go below it: with all that is to come to it, and below nobody. */
function withReceived(snapshot: TopologySnapshot, id: InstanceId, has: Received | null): TopologySnapshot {
  const instance = snapshot.instances.get(id);
  const observation = instance?.observation ?? null;
  if (instance === undefined || observation === null || has === null) return snapshot;
  const { gtid } = observation;
  const text = textOf(has);
  const changed =
    gtid.kind === 'mysql'
      ? { ...gtid, executed: text === '' ? gtid.executed : text }
      : gtid.kind === 'mariadb'
        ? { ...gtid, slavePosition: text === '' ? gtid.slavePosition : text }
        : gtid;
  const then: Instance = { ...instance, observation: { ...observation, gtid: changed, channels: [] } };
  return { ...snapshot, instances: new Map([...snapshot.instances, [id, then]]) };
}

function coreSteps(replacing: Replacing, channel: ReplicationChannel, feeding: Feeding | null): readonly Step[] {
  const { policy, successor } = replacing;
  const base = baseOf(successor.id, successor.id, policy.deadlines.changeServerMs);
  const ran = runningIn(channel);
  const drain = ran.applier ? [drainStep(base, { channel: channel.name, ran, policy })] : [];
  const fed = feeding === null ? channel : { ...channel, source: sourceNameOf({ target: feeding.feeder }) };
  const opening = policy.promotion.opensSuccessor
    ? [
        ...semiSyncSteps(successor.id, replacing),
        leaveStep({ lane: successor.id, instance: successor.id, channel: fed, policy }),
        ...openSteps(successor.id, successor, policy),
      ]
    : [];
  return [...drain, ...(feeding?.steps ?? []), ...opening];
}

function detaching(
  { snapshot, policy, successor, master }: Replacing,
  lost: ReadonlyMap<InstanceId, Check>,
): readonly LaterLane[] {
  if (!policy.promotion.detachesLost) return [];
  return [...lost.keys()].flatMap((id): readonly LaterLane[] => {
    const instance = snapshot.instances.get(id);
    const observed = instance?.observation ?? null;
    const edge = edgesTo(snapshot, master.id).find(({ replica }) => replica === id);
    if (instance?.health !== 'ok' || observed === null || edge === undefined) return [];
    const drafted = detachReplica(
      { snapshot, policy, instance, observed, reads: {} },
      { kind: 'detach-replica', channel: edge.channel },
    );
    const [steps] = drafted.checks.some(isFail) ? [] : drafted.lanes;
    return steps === undefined ? [] : [{ steps, after: [successor.id] }];
  });
}
