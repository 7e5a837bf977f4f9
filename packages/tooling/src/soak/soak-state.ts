import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** One repetition of a part that came to its end. */
export interface Repetition {
  readonly passed: number;
  readonly failed: number;
  readonly ms: number;
}

/** What has been done for one state of the source; another state starts from nothing. */
export interface SoakState {
  /** A hash of the source. */
  readonly revision: string;
  readonly done: Readonly<Record<string, readonly Repetition[]>>;
}

export function readSoakState(file: string, revision: string): SoakState {
  const nothing: SoakState = { revision, done: {} };
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return nothing;
  }
  return isSoakState(value) && value.revision === revision ? value : nothing;
}

/** Written beside and renamed, so that a soak that is killed leaves the state before or after, never half of one. */
export function writeSoakState(file: string, state: SoakState): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(state, undefined, 2));
  renameSync(`${file}.new`, file);
}

export function withRepetition(state: SoakState, part: string, repetition: Repetition): SoakState {
  return { ...state, done: { ...state.done, [part]: [...(state.done[part] ?? []), repetition] } };
}

export function withoutPart(state: SoakState, part: string): SoakState {
  return { ...state, done: { ...state.done, [part]: [] } };
}

function isSoakState(value: unknown): value is SoakState {
  if (typeof value !== 'object' || value === null || !('revision' in value) || !('done' in value)) {
    return false;
  }
  return typeof value.revision === 'string' && typeof value.done === 'object' && value.done !== null;
}
