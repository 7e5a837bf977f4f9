/** The switches by which people hold automatic recovery back: one for everything, one for each cluster. */
import type { ClusterId } from '../../topology/snapshot.ts';
import type { Instant } from '../../shared/time.ts';

/** Recovery is off while there is one of these; that it is on needs no record. */
export interface SwitchedOff {
  /** `null`: everywhere. */
  readonly cluster: ClusterId | null;
  readonly owner: string;
  readonly reason: string;
  readonly at: Instant;
  /** `null`: until somebody switches it on. */
  readonly expiresAt: Instant | null;
}

export type Switches =
  | { readonly kind: 'read'; readonly off: readonly SwitchedOff[] }
  /** Then recovery is off: nobody can say that nobody switched it off. */
  | { readonly kind: 'unreadable'; readonly detail: string };

/** `null`: on. An expired one holds nothing back, whoever clears it away. */
export function switchedOff(
  off: readonly SwitchedOff[],
  of: { readonly cluster: ClusterId | null; readonly now: Instant },
): SwitchedOff | null {
  return off.find((one) => one.cluster === of.cluster && (one.expiresAt === null || one.expiresAt > of.now)) ?? null;
}
