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
import type { Check, Step } from '../plan.ts';
import { everything } from '../reshape/received.ts';
import type { Received } from '../reshape/received.ts';
import { drainStep } from '../replication/drain.ts';
import { runningIn } from '../replication/switch-threads.ts';
import { sourceNameOf } from '../target-name.ts';
import { besideOthers, otherCoMaster, withoutSources } from './cut-off.ts';
import { cutReceivers } from './cut-receivers.ts';
import { domainOfWrites } from './domain-of-writes.ts';
import { feed, textOf } from './feeding.ts';
import type { Feeding } from './feeding.ts';
import { fenceOldMaster } from './fence.ts';
import { detaching, lostBy, lostOnMaster, silent } from './losses.ts';
import { placeByFile } from './place-by-file.ts';
import { channelOf, receivedByHeirs } from './received-by-heirs.ts';
import { baseOf, leaveStep, openSteps, semiSyncSteps, siblingMoves } from './replacing.ts';
import type { Replacing } from './replacing.ts';

export function draftFailover(replacing: Replacing): Drafted {
  const { snapshot, policy, master, successor, ranked } = replacing;
  const heir = ranked.find(({ instance }) => instance.id === successor.id);
  const channel = heir === undefined ? undefined : channelOf(heir);
  if (heir === undefined || channel === undefined)
    return {
      checks: [fail(successor.id, message('not-a-replica-of', { candidate: successor.id, source: master.id }))],
      lanes: [],
    };
  const received = receivedByHeirs(snapshot, master.id, ranked);
  // What the master read itself is no way to anybody any more: a circle through it is none.
  const cut = withoutSources(snapshot, master.id);
  const feeding = feed({ ...replacing, snapshot: cut }, received);
  const has = together(received, [successor.id, ...(feeding === null ? [] : [feeding.feeder.id])]);
  const lost = lostBy(replacing, received, has);
  const isPair = otherCoMaster(snapshot, master.id) === successor.id;
  const promoted = withReceived(
    besideOthers(isPair ? snapshot : cut, { id: successor.id, master: master.id }),
    successor.id,
    has,
  );
  const placed = placeByFile({ replacing, promoted, heir, received });
  const without = new Set([...lost.keys(), ...placed.decided]);
  const moves = siblingMoves(replacing, { snapshot: promoted, after: successor.id, without });
  const fence = fenceOldMaster(replacing.master, policy, replacing.intent.because);
  const cuts = cutReceivers(replacing, moves.phases);
  const core = coreSteps(replacing, channel, { feeding, read: placed.read });
  const domain = policy.promotion.opensSuccessor ? domainOfWrites(replacing) : null;
  // In the lane of whom it is for: where it fails, that one is left behind, and the successor opens all the same.
  const beside = [...cuts, ...(domain === null ? [] : [[{ ...domain.stepIn(domain.reader), stays: true as const }]])];
  const [first = [], ...rest] = moves.phases;
  const own: readonly (readonly LaterLane[])[] = [[...placed.lanes, ...first, ...detaching(replacing, lost)], ...rest];
  return {
    checks: [
      ...gone(replacing),
      ...fence.checks,
      ...ofChannel(successor, channel),
      ...(domain === null ? [] : [domain.check]),
      ...(feeding?.checks ?? []),
      ...(lost.size === 0 ? [pass(successor.id, message('nothing-lost', { successor: successor.id }))] : lost.values()),
      ...lostOnMaster(replacing, has),
      ...silent(replacing),
      warn(master.id, message('old-master-may-return', { master: master.id })),
      ...placed.checks,
      ...moves.checks,
    ],
    notes: [
      ...fence.notes,
      ...(policy.promotion.opensSuccessor ? [] : [message('not-opened', { successor: successor.id })]),
      ...(feeding?.notes ?? []),
      ...moves.notes,
    ],
    ...(fence.steps.length === 0
      ? { lanes: [core, ...beside], later: own }
      : {
          lanes: [fence.steps, ...beside],
          later: [[{ steps: core, after: fence.required ? [master.id] : [] }], ...own],
        }),
  };
}

/** Nobody hears of it any more; where somebody says that it has to go, what speaks against that is only said. */
function gone({ snapshot, master, successor, intent }: Replacing): readonly Check[] {
  const verdict = intent.because === 'forced' || intent.because === 'given-up' ? warn : fail;
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

function together(received: ReadonlyMap<InstanceId, Received>, ids: readonly InstanceId[]): Received | null {
  return everything(ids.flatMap((id) => received.get(id) ?? []));
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

interface Core {
  readonly feeding: Feeding | null;
  /** What reads where it stands, for replicas that go on from there by file and position. */
  readonly read: readonly Step[];
}

function coreSteps(replacing: Replacing, channel: ReplicationChannel, { feeding, read }: Core): readonly Step[] {
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
    : policy.promotion.detachesSuccessor
      ? detachStep(replacing, fed)
      : [];
  return [...drain, ...(feeding?.steps ?? []), ...read, ...opening];
}

/** It is told to find its source no more, whatever comes back under that name. */
function detachStep(
  { snapshot, policy, successor: instance }: Replacing,
  { name }: ReplicationChannel,
): readonly Step[] {
  const observed = instance.observation;
  if (observed === null) return [];
  const drafted = detachReplica(
    { snapshot, policy, instance, observed, reads: {} },
    { kind: 'detach-replica', channel: name },
  );
  return drafted.checks.some(isFail) ? [] : drafted.lanes.flat().filter((step) => step !== null);
}
