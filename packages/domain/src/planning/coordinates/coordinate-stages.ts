/**
 * The stages that carry replicas by file and position along a path, all of them together, so that every anchor stands once.
 *
 * Two servers that follow one master say the same of the data when they stand at the same place in its log; each then
 * knows where that is in its own log. So at every hop one is let apply up to where the other stands, both are read again,
 * and a replica is pointed only if the places are equal to the byte: else its lane ends and it is put back.
 */
import { assert } from '../../shared/assert.ts';
import type { Address, InstanceId } from '../../topology/address.ts';
import { addressOf } from '../../topology/address.ts';
import type { ReplicationChannel } from '../../topology/observation.ts';
import { edgesOf } from '../../topology/queries.ts';
import type { MoveContext } from '../move-context.ts';
import type { StartReplicationStep, Step, ThreadStates } from '../plan.ts';
import { sourceNameOf } from '../target-name.ts';
import { threadsOf } from '../thread-states.ts';
import type { Hop } from './coordinate-path.ts';
import type { ApplyUntilStep, CoordinatesValue, StopAtCoordinatesStep } from './coordinate-steps.ts';
import { base, point, resultOf, STANDING, startBelow, stopReplica } from './travel-steps.ts';
import type { Traveller } from './travel-steps.ts';

interface Leg {
  /** The first of them needs nothing that is done in the stage before. */
  readonly stages: readonly (readonly Step[])[];
  readonly travellers: readonly Traveller[];
}

/** One after the other; replicas of servers that serve one log, on their way to one target. Ids are drafts (`numbered`). */
export function coordinateStages(moves: readonly MoveContext[], hops: readonly Hop[]): readonly (readonly Step[])[] {
  const stops = moves.map((context) => stopReplica(context, 'at first', threadsOf(context.channel)));
  const stages: Step[][] = [stops];
  let travellers = moves.map((context, index): Traveller => {
    const stop = stops[index];
    assert(stop !== undefined, 'every replica is stopped', context.replica.id);
    return { context, at: resultOf(stop, 'executed'), from: context.channel.source };
  });
  hops.forEach((hop, index) => {
    const name = (context: MoveContext): Address =>
      index === hops.length - 1 ? sourceNameOf(context) : addressOf(hop.to);
    const leg = legOf(hop, travellers, { name, label: `hop ${index + 1}` });
    const [first = [], ...others] = leg.stages;
    stages.at(-1)?.push(...first);
    stages.push(...others.map((steps) => [...steps]));
    travellers = [...leg.travellers];
  });
  stages.push(travellers.map(({ context }) => startBelow(context)));
  return stages;
}

interface LegNames {
  /** What a replica is told of the server at the end of the hop. */
  readonly name: (context: MoveContext) => Address;
  /** Unique within the plan. */
  readonly label: string;
}

function legOf(hop: Hop, travellers: readonly Traveller[], names: LegNames): Leg {
  switch (hop.kind) {
    case 'across':
      return across(travellers, names);
    case 'up':
      return up(hop.anchor, travellers, names);
    case 'down':
      return down(hop.anchor, travellers, names);
  }
}

/** The same log is served there. */
function across(travellers: readonly Traveller[], { name, label }: LegNames): Leg {
  const points = travellers.map((one) =>
    point(one, { label, to: name(one.context), coordinates: one.at, back: one.at }),
  );
  return {
    stages: [[], points],
    travellers: travellers.map((one) => ({ ...one, from: name(one.context) })),
  };
}

/** The master stands; its replicas apply all of its log, and go on from where it stood in its own master's. */
function up(anchor: InstanceId, travellers: readonly Traveller[], { name, label }: LegNames): Leg {
  const { context } = firstOf(travellers);
  const stop = stopAnchor(context, anchor, label);
  const own = resultOf(stop.step, 'own');
  const coordinates = resultOf(stop.step, 'executed');
  const reads = travellers.map((one) => stopReplica(one.context, label, STANDING));
  const points = travellers.map((one, index) => {
    const here = resultOf(reads[index] ?? stop.step, 'executed');
    return point(one, { label, to: name(one.context), coordinates, back: here, onlyIfEqual: [here, own] });
  });
  return {
    stages: [
      [stop.step],
      travellers.map((one) => applyUntil(one.context, `${label} until`, own)),
      reads,
      [...points, stop.start],
    ],
    travellers: travellers.map((one) => ({ ...one, at: coordinates, from: name(one.context) })),
  };
}

/** The sibling applies as far as the furthest replica; the others follow it there, and go on in its own log. */
function down(anchor: InstanceId, travellers: readonly Traveller[], { name, label }: LegNames): Leg {
  const { context } = firstOf(travellers);
  const stop = stopAnchor(context, anchor, label);
  const places = [...new Map(travellers.map(({ at }) => [JSON.stringify(at), at])).values()];
  const catchUps = places.map((place, index) => [stop.applyUntil(`${label} until ${index + 1}`, place)]);
  const again = stop.again(`${label} again`);
  const reached = resultOf(again, 'executed');
  const coordinates = resultOf(again, 'own');
  const reads = travellers.map((one) => stopReplica(one.context, label, STANDING));
  const points = travellers.map((one, index) => {
    const here = resultOf(reads[index] ?? again, 'executed');
    return point(one, { label, to: name(one.context), coordinates, back: here, onlyIfEqual: [here, reached] });
  });
  return {
    stages: [
      [stop.step],
      ...catchUps,
      [again],
      travellers.map((one) => applyUntil(one.context, `${label} until`, reached)),
      reads,
      [...points, stop.start],
    ],
    travellers: travellers.map((one) => ({ ...one, at: coordinates, from: name(one.context) })),
  };
}

interface AnchorSteps {
  readonly step: StopAtCoordinatesStep;
  readonly applyUntil: (label: string, until: CoordinatesValue) => ApplyUntilStep;
  readonly again: (label: string) => StopAtCoordinatesStep;
  readonly start: StartReplicationStep;
}

function stopAnchor({ snapshot, policy }: MoveContext, id: InstanceId, label: string): AnchorSteps {
  const channel = anchorChannel(snapshot, id);
  const { deadlines } = policy;
  const before = threadsOf(channel);
  const step = (name: string, states: ThreadStates): StopAtCoordinatesStep => ({
    ...base(id, name, deadlines.stopReplicationMs),
    kind: 'stop-at-coordinates',
    channel: channel.name,
    before: states,
    readsOwn: true,
    source: channel.source,
  });
  return {
    step: step(label, before),
    again: (name) => step(name, STANDING),
    applyUntil: (name, until) => ({
      ...base(id, name, deadlines.catchUpMs),
      kind: 'apply-until',
      channel: channel.name,
      until,
    }),
    start: {
      ...base(id, `${label} start`, deadlines.pointReplicaMs),
      kind: 'start-replication',
      channel: channel.name,
      before,
    },
  };
}

function anchorChannel(snapshot: MoveContext['snapshot'], id: InstanceId): ReplicationChannel {
  const [edge] = edgesOf(snapshot, id);
  const channels = snapshot.instances.get(id)?.observation?.channels ?? [];
  const channel = channels.find(({ name }) => name === edge?.channel);
  assert(channel !== undefined, 'an anchor replicates by one channel', id);
  return channel;
}

function applyUntil({ replica, channel, policy }: MoveContext, label: string, until: CoordinatesValue): ApplyUntilStep {
  return {
    ...base(replica.id, label, policy.deadlines.catchUpMs),
    kind: 'apply-until',
    channel: channel.name,
    until,
  };
}

function firstOf(travellers: readonly Traveller[]): Traveller {
  const [first] = travellers;
  assert(first !== undefined, 'somebody is on the way', travellers.length);
  return first;
}
