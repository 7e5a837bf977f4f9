/** The steps of one replica by file and position: it stops, is pointed to a place in another log, and starts there. */
import type { Address, InstanceId } from '../../topology/address.ts';
import type { MoveContext } from '../move-context.ts';
import { asStepId } from '../plan.ts';
import type { PointReplicaAtStep, StartReplicationStep, StepBase, StepId, ThreadStates } from '../plan.ts';
import { settingsToRestate } from '../relocation-steps.ts';
import { sourceNameOf } from '../target-name.ts';
import { threadsOf } from '../thread-states.ts';
import type { CoordinatesResult, CoordinatesValue, StopAtCoordinatesStep } from './coordinate-steps.ts';

export const STANDING: ThreadStates = { receiver: 'stopped', applier: 'stopped' };

/** A replica on its way: where it stands in the log that it reads, and by which address it knows that log's server. */
export interface Traveller {
  readonly context: MoveContext;
  readonly at: CoordinatesValue;
  readonly from: Address;
}

export function stopReplica(
  { replica, channel, policy }: MoveContext,
  label: string,
  before: ThreadStates,
): StopAtCoordinatesStep {
  return {
    ...base(replica.id, label, policy.deadlines.stopReplicationMs),
    kind: 'stop-at-coordinates',
    channel: channel.name,
    before,
    readsOwn: false,
  };
}

interface PointParts {
  readonly label: string;
  readonly to: Address;
  readonly coordinates: CoordinatesValue;
  readonly back: CoordinatesValue;
  readonly onlyIfEqual?: readonly [CoordinatesValue, CoordinatesValue];
}

export function point(
  { context, from }: Traveller,
  { label, to, coordinates, back, onlyIfEqual }: PointParts,
): PointReplicaAtStep {
  const { replica, channel, policy } = context;
  return {
    ...base(replica.id, `${label} point`, policy.deadlines.pointReplicaMs),
    kind: 'point-replica-at',
    channel: channel.name,
    from,
    to,
    // It stands; if somebody started it meanwhile its place is another one, and the server refuses the change.
    stops: 'none',
    before: STANDING,
    positioning: 'file',
    settings: settingsToRestate(context).settings,
    coordinates: { there: coordinates, back },
    ...(onlyIfEqual === undefined ? {} : { onlyIfEqual }),
  };
}

export function startBelow(context: MoveContext): StartReplicationStep {
  const { replica, channel, policy } = context;
  return {
    ...base(replica.id, 'start', policy.deadlines.pointReplicaMs),
    kind: 'start-replication',
    channel: channel.name,
    before: threadsOf(channel),
    readsFrom: sourceNameOf(context),
  };
}

export function base(instance: InstanceId, label: string, deadlineMs: number): StepBase {
  return { id: asStepId(`${instance} ${label}`), lane: instance, instance, deadlineMs };
}

export function resultOf(
  { id, instance }: { readonly id: StepId; readonly instance: InstanceId },
  which: CoordinatesResult,
): CoordinatesValue {
  return { kind: 'result', step: id, instance, which };
}
