/** The step that fills a server anew with all the data of another, and its faces (CLONE of MySQL 8.0.17 and later). */
import type { Address } from '../../topology/address.ts';
import { instanceIdOf } from '../../topology/address.ts';
import { message } from '../message.ts';
import type { StepBase } from '../plan.ts';
import { unchanged } from '../predict-threads.ts';
import type { StepFaces } from '../step-kinds.ts';

/**
 * The server asks the donor for its data, drops its own, restarts, and is waited for. It tells how far it is while it runs.
 * Where nothing starts it again it stands still then, and somebody has to.
 */
export interface CloneDataStep extends StepBase {
  readonly kind: 'clone-data';
  readonly donor: Address;
}

/** Asks both servers whether they can: what is found out here costs nothing yet. */
export interface CheckCloneStep extends StepBase {
  readonly kind: 'check-clone';
  readonly donor: Address;
}

export type CloneStep = CheckCloneStep | CloneDataStep;
export const CLONE_STEP_KINDS = ['check-clone', 'clone-data'] as const satisfies readonly CloneStep['kind'][];

/** Terabytes take hours; a server that is never done must not hold its plan for ever. */
export const CLONE_DEADLINE_MS = 24 * 3_600_000;

type Faces = { readonly [Kind in CloneStep['kind']]: StepFaces<Extract<CloneStep, { kind: Kind }>> };

export const CLONE_STEP_FACES: Faces = {
  'check-clone': {
    describe: ({ instance, donor }) => message('step-check-clone', { instance, donor: instanceIdOf(donor) }),
    waitsFor: () => message('waits-answer'),
    opposite: () => null,
    verify: null,
    predict: unchanged,
    isAsLeft: () => false,
    lasts: false,
  },
  'clone-data': {
    describe: ({ instance, donor }) => message('step-clone-data', { instance, donor: instanceIdOf(donor) }),
    waitsFor: () => message('waits-cloned'),
    opposite: () => null,
    verify: null,
    predict: unchanged,
    isAsLeft: () => false,
    lasts: true,
  },
};
