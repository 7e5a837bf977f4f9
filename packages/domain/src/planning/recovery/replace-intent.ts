/** One replica takes the place of its master: what people, and automatic recoveries, ask for. */
import type { BlockerChoice } from '../../policy/takeover-policy.ts';
import type { InstanceId } from '../../topology/address.ts';

/**
 * `takeover`: the master lives, its writes are ended in order and nothing is lost. `dead`: it is gone, which is looked at
 * once more. `forced`: somebody says that it has to go; where it answers its writes are ended in order all the same.
 * `given-up`: that was tried, or is not wanted; it counts as gone whatever it answers, and what only it has is lost.
 */
export const REPLACE_REASONS = ['takeover', 'dead', 'forced', 'given-up'] as const;
export type ReplaceReason = (typeof REPLACE_REASONS)[number];

export interface ReplaceMasterIntent {
  readonly kind: 'replace-master';
  readonly master: InstanceId;
  /** `null`: the best one; for a takeover without `rejoins` the only one. */
  readonly successor: InstanceId | null;
  readonly because: ReplaceReason;
  /** A takeover lets the old master replicate from its successor at once; else it is set up for that and stands. */
  readonly rejoins?: true;
  /** What becomes of sessions that are in the way of closing the master; absent: the takeover is refused. */
  readonly blockers?: Exclude<BlockerChoice, 'refuse'>;
}
