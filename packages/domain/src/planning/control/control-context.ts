/** What the planners of control acts read, and what they answer. */
import type { InstanceId } from '../../topology/address.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Instance, TopologySnapshot } from '../../topology/snapshot.ts';
import type { Observation } from '../../topology/observation.ts';
import type { Lane } from '../coordinates/coordinate-moves.ts';
import type { Message } from '../message.ts';
import type { Check, Step } from '../plan.ts';
import { asStepId } from '../plan.ts';
import type { PlanReads } from '../reads.ts';

export interface ControlContext {
  readonly snapshot: TopologySnapshot;
  readonly policy: Policy;
  readonly instance: Instance;
  readonly observed: Observation;
  readonly reads: PlanReads;
}

/** A failed check refuses the plan, and `lanes` are not looked at then. */
export interface Drafted {
  readonly checks: readonly Check[];
  readonly notes?: readonly Message[];
  /** Side by side; within each one after the other. Ids are given when the lanes are put together. */
  readonly lanes: readonly Lane[];
  /** What comes when all those have ended, and so on. */
  readonly later?: readonly (readonly LaterLane[])[];
}

export interface LaterLane {
  readonly steps: Lane;
  /** Lanes of before that must have been done; where one was not, this one is left alone. */
  readonly after: readonly InstanceId[];
}

export function refused(...checks: readonly Check[]): Drafted {
  return { checks, lanes: [] };
}

/** What every step on the server of the act begins with; its id is given later. */
export function stepBase(
  { instance }: Pick<ControlContext, 'instance'>,
  deadlineMs: number,
): Pick<Step, 'id' | 'lane' | 'instance' | 'deadlineMs'> {
  return { id: asStepId(''), lane: instance.id, instance: instance.id, deadlineMs };
}
