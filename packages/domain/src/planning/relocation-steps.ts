/**
 * The steps that carry one move out.
 *
 * MySQL: one packet. The receiver alone is stopped, pointed elsewhere and started; the applier and its relay logs are
 * untouched, and with auto-position the replica finds its place by itself, also below a server that is behind it.
 *
 * MariaDB: a channel can only be changed with both threads stopped, and a server refuses a replica whose position it
 * has not reached (1236). Below an ancestor one packet does, since an ancestor has everything its descendants have.
 * Elsewhere: stop, let the target reach the replica's position, then point. Source: spec/dialects §5, spec/refactoring §15.4.
 */
import { familyOf } from '../replication/product.ts';
import { instanceIdOf } from '../topology/address.ts';
import type { InstanceId } from '../topology/address.ts';
import { isDescendant } from '../topology/queries.ts';
import type { ChannelSettings } from '../topology/observation.ts';
import type { LaterLane } from './control/control-context.ts';
import type { Lane } from './coordinates/coordinate-moves.ts';
import { domainsToWaitFor } from './domains-above.ts';
import { message } from './message.ts';
import type { Message } from './message.ts';
import type { MoveContext } from './move-context.ts';
import { asStepId } from './plan.ts';
import { withReferences } from './step-references.ts';
import { switchSteps } from './switch-to-gtid.ts';
import { sourceNameOf } from './target-name.ts';
import type { PointReplicaAtStep, Stage, Step, StepId } from './plan.ts';
import { threadsOf } from './thread-states.ts';

export interface MoveSteps {
  /** One after the other. Ids are given when the lanes are put together. */
  readonly steps: readonly Step[];
  readonly notes: readonly Message[];
}

const NO_ID = asStepId('');

export function stepsOf(context: MoveContext): MoveSteps {
  const { settings } = settingsToRestate(context);
  const notes = moveNotes(context);
  const first = context.switchesToGtid ? switchSteps(context) : [];
  if (!targetCatchesUp(context)) return { steps: [...first, pointStep(context, settings)], notes };
  return {
    steps: [...first, ...catchUpSteps(context, settings)],
    notes: [...notes, message('waits-for-target', { replica: context.replica.id, target: context.target.id })],
  };
}

/** What a preview says of any move, however the replica finds its place. */
export function moveNotes(context: MoveContext): readonly Message[] {
  return [...nameNotes(context), ...settingsToRestate(context).notes];
}

/** A preview says which name the replica is given, where it is not the server's address. */
function nameNotes(context: MoveContext): readonly Message[] {
  const { replica, target } = context;
  const name = instanceIdOf(sourceNameOf(context));
  return name === target.id ? [] : [message('virtual-name-given', { replica: replica.id, target: target.id, name })];
}

/** Whether the target must first have what the replica has. */
export function targetCatchesUp({ snapshot, observed, channel, replica, target }: MoveContext): boolean {
  if (familyOf(observed.product) !== 'mariadb' || channel.positioning === 'file') return false;
  // In a circle nobody has everything that the others have.
  return !isDescendant(snapshot, replica.id, target.id) || isDescendant(snapshot, target.id, target.id);
}

function pointStep(context: MoveContext, settings: ChannelSettings): PointReplicaAtStep {
  const { replica, channel, policy } = context;
  const before = threadsOf(channel);
  return {
    kind: 'point-replica-at',
    id: NO_ID,
    lane: replica.id,
    instance: replica.id,
    deadlineMs: policy.deadlines.pointReplicaMs,
    channel: channel.name,
    from: channel.source,
    to: sourceNameOf(context),
    stops: stopsBoth(context) ? 'both' : 'receiver',
    before,
    positioning: channel.positioning,
    settings,
  };
}

/** An applier that stands would not be started by a packet that leaves it alone. */
function stopsBoth({ channel, observed, switchesToGtid }: MoveContext): boolean {
  return familyOf(observed.product) === 'mariadb' || threadsOf(channel).applier === 'failed' || switchesToGtid;
}

function catchUpSteps(context: MoveContext, settings: ChannelSettings): readonly Step[] {
  const { replica, channel, target, policy } = context;
  const before = threadsOf(channel);
  const domains = domainsToWaitFor(context);
  return [
    {
      kind: 'stop-replication',
      id: NO_ID,
      lane: replica.id,
      instance: replica.id,
      deadlineMs: policy.deadlines.stopReplicationMs,
      channel: channel.name,
      before,
    },
    {
      kind: 'wait-for-position',
      id: NO_ID,
      lane: replica.id,
      instance: target.id,
      deadlineMs: policy.deadlines.catchUpMs,
      position: { kind: 'result', step: NO_ID, instance: replica.id },
      ...(domains === null ? {} : { domains }),
    },
    // It stops them once more: a hand or a restart of the server may have started them during the wait (1198).
    pointStep(context, settings),
  ];
}

/** A change of address resets the heartbeat period, whatever else it keeps; where it cannot be read, say what happens. */
export function settingsToRestate({ replica, channel, policy }: Pick<MoveContext, 'replica' | 'channel' | 'policy'>): {
  settings: ChannelSettings;
  notes: readonly Message[];
} {
  const read = channel.settings.heartbeatPeriodSeconds;
  if (read !== null)
    return {
      settings: channel.settings,
      notes: [message('heartbeat-restated', { replica: replica.id, seconds: read })],
    };
  const assumed = policy.assumedHeartbeatSeconds;
  if (assumed === null)
    return { settings: channel.settings, notes: [message('heartbeat-will-reset', { replica: replica.id })] };
  return {
    settings: { ...channel.settings, heartbeatPeriodSeconds: assumed },
    notes: [message('heartbeat-from-configuration', { replica: replica.id, seconds: assumed })],
  };
}

/**
 * Puts lanes side by side: stage n holds the n-th step of every lane. Steps get their ids in that order; a step
 * that refers to "the step before me in my lane", or to another by its draft of an id, learns that step's id. What comes later begins with a stage of its own,
 * and its first steps learn the ids of the steps that must have been done.
 */
export function stagesOf(lanes: readonly Lane[], later: readonly (readonly LaterLane[])[] = []): readonly Stage[] {
  const stages: Stage[] = [];
  const ends = new Map<InstanceId, StepId>();
  const drafts = new Map<StepId, StepId>();
  let count = 0;
  for (const phase of [lanes.map((steps): LaterLane => ({ steps, after: [] })), ...later]) {
    const begun = phase.map(({ steps, after }) =>
      withNeeds(
        steps,
        after.flatMap((lane) => ends.get(lane) ?? []),
      ),
    );
    const side = sideBySide(begun, count, drafts);
    stages.push(...side);
    count += side.reduce((sum, { steps }) => sum + steps.length, 0);
    for (const step of side.flatMap(({ steps }) => steps)) ends.set(step.lane, step.id);
  }
  return stages;
}

function withNeeds(lane: Lane, needs: readonly StepId[]): Lane {
  const first = lane.findIndex((step) => step !== null);
  return needs.length === 0
    ? lane
    : lane.map((step, index) => (index === first && step !== null ? { ...step, needs } : step));
}

/** `idOfDraft`: what the steps of before are called by now; those of these lanes are added. */
function sideBySide(lanes: readonly Lane[], before: number, idOfDraft: Map<StepId, StepId>): readonly Stage[] {
  const longest = Math.max(0, ...lanes.map((lane) => lane.length));
  const lastOfLane = new Map<number, Step>();
  const stages: Stage[] = [];
  let count = before;
  for (let position = 0; position < longest; position += 1) {
    const steps: Step[] = [];
    lanes.forEach((lane, laneNumber) => {
      const step = lane[position];
      if (step === undefined || step === null) return;
      count += 1;
      const named = withId(step, `s${count}`, lastOfLane.get(laneNumber));
      if (step.id !== NO_ID) idOfDraft.set(step.id, named.id);
      lastOfLane.set(laneNumber, named);
      steps.push(named);
    });
    stages.push({ steps });
  }
  if (idOfDraft.size === 0) return stages;
  const idOf = (draft: StepId): StepId => idOfDraft.get(draft) ?? draft;
  return stages.map(({ steps }) => ({ steps: steps.map((step) => withReferences(step, idOf)) }));
}

function withId(step: Step, id: string, previous: Step | undefined): Step {
  const named = { ...step, id: asStepId(id) };
  if (named.kind === 'skip-transaction' && named.how.kind === 'empty-transaction' && previous !== undefined)
    return { ...named, how: { ...named.how, found: previous.id } };
  if (previous === undefined) return named;
  if (named.kind === 'wait-for-position' && named.position.kind === 'result')
    return { ...named, position: { ...named.position, step: previous.id } };
  if (named.kind === 'wait-for-log-position' && named.position.kind === 'result')
    return { ...named, position: { ...named.position, step: previous.id } };
  if (named.kind === 'set-up-replication' && named.begins?.kind === 'result')
    return { ...named, begins: { ...named.begins, step: previous.id } };
  if (named.kind === 'reset-binary-logs' && named.executed?.kind === 'result')
    return { ...named, executed: { ...named.executed, step: previous.id } };
  return named;
}
