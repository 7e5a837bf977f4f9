/** The step that keeps a server from being written to, whatever it takes, and its faces. */
import type { Observation, SemiSyncWords } from '../../topology/observation.ts';
import { message } from '../message.ts';
import type { SqlStep, StepBase } from '../plan.ts';
import { SERVER_STEP_FACES } from '../server-step-faces.ts';
import type { Writability } from '../server-steps.ts';
import type { StepFaces } from '../step-kinds.ts';

/**
 * `read-only`: for as many accounts as the family can. `offline-mode`: ends the sessions of ordinary accounts and lets none
 * in (MySQL). `end-sessions`: those that keep read-only waiting are ended, and it is tried once more. `hook`: a command of
 * the configuration, also for a server that does not answer.
 */
export const FENCING_WAYS = ['read-only', 'offline-mode', 'end-sessions', 'hook'] as const;
export type FencingWay = (typeof FENCING_WAYS)[number];

/**
 * Each way is tried where those before it failed: it is for the engine to go from one to the next. Yields `fenced`, the way
 * that did it. Nothing takes it back: a master that was given up stays closed until it has a source, or somebody opens it.
 */
export interface FenceStep extends StepBase {
  readonly kind: 'fence';
  readonly ways: readonly FencingWay[];
  readonly to: Exclude<Writability, 'writable'>;
  readonly was: Writability;
  /**
   * Commits there wait for replicas (semi-sync), for ever where those are gone, and keep read-only waiting. Once the sessions
   * that would be told of them are ended they are let go: nobody takes them for acknowledged, and the server has them.
   */
  readonly releases?: SemiSyncWords;
  /** For one way, where somebody waits for it who has given the server up. Left out: `FENCING_WAY_MS`. */
  readonly wayMs?: number;
  /** It replicates, and is read from: where it had to go offline, it comes back as soon as it is read-only. */
  readonly comesBack?: true;
  /** Nobody replicates from it: what it goes on to apply must not wait for replicas, or it stands still. */
  readonly waitsForNobody?: true;
}

/** The names of what it yields. */
export const FENCED_RESULT = 'fenced';
export const TRIED_RESULT = 'tried';

/** For one way; a server gives up waiting for locks after half of it. */
export const FENCING_WAY_MS = 2_000;
/** The same where somebody says by name that the server has to go, and waits for that. */
export const FORCED_WAY_MS = 1_000;

export const FENCE_FACES: StepFaces<FenceStep> = {
  describe: ({ instance }) => message('step-fence', { instance }),
  waitsFor: () => message('waits-fenced'),
  opposite: () => null,
  verify: null,
  predict: ({ instance, id, lane, deadlineMs, to, was }, observation: Observation) =>
    SERVER_STEP_FACES['set-writability'].predict(
      { kind: 'set-writability', instance, id, lane, deadlineMs, to, was },
      observation,
    ),
  isAsLeft: () => false,
  lasts: false,
};

/** What follows once its sessions are ended. */
export function releasingParts({
  releases: words,
  comesBack,
  wayMs = FENCING_WAY_MS,
  ...step
}: FenceStep): readonly SqlStep[] {
  if (words === undefined && comesBack === undefined) return [];
  const { id, lane, instance, to, was } = step;
  const base = { id, lane, instance, deadlineMs: wayMs };
  return [
    ...(words === undefined
      ? []
      : [{ ...base, kind: 'set-semi-sync', side: 'source', to: false, words, channels: [] } as const]),
    { ...base, kind: 'set-writability', to, was, stays: true },
  ];
}

/** What follows once it is read-only after all; `null`: it stays offline. */
export function comingBack({ id, lane, instance, comesBack, wayMs = FENCING_WAY_MS }: FenceStep): SqlStep | null {
  if (comesBack === undefined) return null;
  return { id, lane, instance, deadlineMs: wayMs, kind: 'set-offline-mode', to: false };
}

/** What each way sends, as far as that is known before: which sessions there are is seen when it is tried. */
export function fencingParts({ ways, wayMs = FENCING_WAY_MS, ...step }: FenceStep): ReadonlyMap<FencingWay, SqlStep> {
  const { id, lane, instance, to, was } = step;
  const base = { id, lane, instance, deadlineMs: wayMs };
  return new Map(
    ways.flatMap((way): readonly (readonly [FencingWay, SqlStep])[] => {
      if (way === 'hook') return [];
      if (way === 'offline-mode') return [[way, { ...base, kind: 'set-offline-mode', to: true }]];
      return [[way, { ...base, kind: 'set-writability', to, was, stays: true }]];
    }),
  );
}
