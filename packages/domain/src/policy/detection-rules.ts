/** How soon a failure of a cluster's master leads to something, as values. */

/**
 * `fast`: as soon as it is sure. `grace`: not before it has lasted for some time, so that a restart of the master itself wins.
 * `by-hand`: a person decides; nothing is replaced by itself.
 */
export type DetectionProfile =
  | { readonly kind: 'fast' }
  | { readonly kind: 'grace'; readonly graceMs: number }
  | { readonly kind: 'by-hand' };

export function sameProfile(one: DetectionProfile, other: DetectionProfile): boolean {
  if (one.kind !== 'grace' || other.kind !== 'grace') return one.kind === other.kind;
  return one.graceMs === other.graceMs;
}

export const FAST: DetectionProfile = { kind: 'fast' };

/** One write on every writable master, to see whether writes end. Its table is made by whoever configures it. */
export interface WriteProbeSettings {
  readonly statement: string;
  readonly intervalMs: number;
  /** A write that takes longer counts as failed. */
  readonly deadlineMs: number;
}

export interface PulseSettings {
  /** Between two pulses of a server that others replicate from; longer where there are very many of them. */
  readonly intervalMs: number;
  /** For one answer; what takes longer is looked into, and is no failure by itself. */
  readonly deadlineMs: number;
}
