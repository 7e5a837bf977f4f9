/** What begins with a version: a family's generations are a list of these, the oldest first. */
import { atLeast, type ServerVersion } from '@topiary/domain';

export interface Generation<Value> {
  /** Major, minor and patch number of the first version that it is true of. */
  readonly since: readonly [major: number, minor: number, patch: number];
  readonly value: Value;
}

/** `null` for a version that is older than all of them. */
export function generationOf<Value>(generations: readonly Generation<Value>[], version: ServerVersion): Value | null {
  return generations.findLast(({ since }) => atLeast(version, ...since))?.value ?? null;
}
