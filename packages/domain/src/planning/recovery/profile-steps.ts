/** Steps that set a server up for the part that it plays, master or replica, and their faces. */
import type { ServerEvent } from '../../processes/standing.ts';
import { message } from '../message.ts';
import type { StepBase } from '../plan.ts';
import { unchanged } from '../predict-threads.ts';
import type { StepFaces } from '../step-kinds.ts';

export interface VariableChange {
  readonly name: string;
  readonly to: string;
  readonly was: string;
}

/** One packet. */
export interface SetVariablesStep extends StepBase {
  readonly kind: 'set-variables';
  readonly changes: readonly VariableChange[];
  /** Kept over a restart (MySQL 8.0 and later). */
  readonly persists?: true;
  /** It is not put back with the others of its lane: somebody else goes by it then. */
  readonly stays?: true;
}

/** Changes on which server events run; not in the binary log, since it differs from server to server. */
export interface SwitchEventsStep extends StepBase {
  readonly kind: 'switch-events';
  readonly events: readonly Pick<ServerEvent, 'database' | 'name' | 'definer'>[];
  readonly to: 'enabled' | 'disabled-on-replica';
}

export type ProfileStep = SetVariablesStep | SwitchEventsStep;
export const PROFILE_STEP_KINDS = ['set-variables', 'switch-events'] as const satisfies readonly ProfileStep['kind'][];

const ANSWERED = { waitsFor: () => message('waits-answer'), verify: null, predict: unchanged, lasts: false } as const;

type ProfileTable = { readonly [Kind in ProfileStep['kind']]: StepFaces<Extract<ProfileStep, { kind: Kind }>> };

export const PROFILE_STEP_FACES: ProfileTable = {
  'set-variables': {
    ...ANSWERED,
    describe: ({ instance, changes, persists }) =>
      message(persists === true ? 'step-persist-variables' : 'step-set-variables', {
        instance,
        changes: changes.map(({ name, to }) => `${name} = ${to}`).join(', '),
      }),
    opposite: ({ changes, ...step }): SetVariablesStep | null =>
      step.stays === true
        ? null
        : { ...step, changes: changes.map(({ name, to, was }) => ({ name, to: was, was: to })) },
    isAsLeft: () => false,
  },
  'switch-events': {
    ...ANSWERED,
    describe: ({ instance, events, to }) =>
      message(to === 'enabled' ? 'step-enable-events' : 'step-disable-events', {
        instance,
        events: events.map(({ database, name }) => `${database}.${name}`).join(', '),
      }),
    opposite: ({ to, ...step }): SwitchEventsStep => ({
      ...step,
      to: to === 'enabled' ? 'disabled-on-replica' : 'enabled',
    }),
    isAsLeft: () => false,
  },
};
