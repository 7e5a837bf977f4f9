/** Two servers' transactions compared, by the algebra that plans are decided with. */
import { aheadOf, formatGtidDifference } from '@topiary/contract';
import type { GtidDifference, InstanceView } from '@topiary/contract';

export type GtidDifferences =
  | {
      readonly kind: 'compared';
      /** Executed on one side, and neither executed nor received on the other; '' for nothing. */
      readonly onlyHere: string;
      readonly onlyThere: string;
      /** The same to be drawn; `null` for nothing. */
      readonly by: { readonly here: GtidDifference | null; readonly there: GtidDifference | null };
      /** What is only here may have come after the source was read, as on any replica that is written to just now. */
      readonly mayBeNewer: boolean;
      /** The source would refuse the replica for what only the replica has. */
      readonly refused: boolean;
      /** Milliseconds between the two samples; `null` when one has no time. */
      readonly gapMs: number | null;
    }
  | { readonly kind: 'not-comparable'; readonly why: 'different-families' | 'no-gtid' | 'unreadable-gtid' }
  /** Nothing was ever read of one of them. */
  | { readonly kind: 'never-seen' };

type Sampled = Pick<InstanceView, 'observation' | 'observedAt'>;
type Judged = Sampled & {
  readonly gtidFacts: { readonly errant: Pick<InstanceView['gtidFacts']['errant'], 'transactions'> };
};

export function gtidDifferences(replica: Judged, source: Sampled): GtidDifferences {
  if (replica.observation === null || source.observation === null) return { kind: 'never-seen' };
  const here = aheadOf({ replica: replica.observation, target: source.observation });
  const there = aheadOf({ replica: source.observation, target: replica.observation });
  if (here.kind === 'not-comparable') return here;
  if (there.kind === 'not-comparable') return there;
  return {
    kind: 'compared',
    onlyHere: here.kind === 'ahead' ? formatGtidDifference(here.by) : '',
    onlyThere: there.kind === 'ahead' ? formatGtidDifference(there.by) : '',
    by: { here: here.kind === 'ahead' ? here.by : null, there: there.kind === 'ahead' ? there.by : null },
    mayBeNewer: here.kind === 'ahead' && replica.gtidFacts.errant.transactions === '' && wasReadBefore(source, replica),
    refused: here.kind === 'ahead' && here.refusedByTarget,
    gapMs:
      replica.observedAt === null || source.observedAt === null
        ? null
        : Math.abs(replica.observedAt - source.observedAt),
  };
}

function wasReadBefore(left: Sampled, right: Sampled): boolean {
  return left.observedAt !== null && right.observedAt !== null && left.observedAt < right.observedAt;
}
