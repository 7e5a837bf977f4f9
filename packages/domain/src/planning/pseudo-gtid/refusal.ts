/** Why two logs could not be matched: the true cause, with what was found where. */
import type { BinlogCoordinates, ProbeFailure } from '../../topology/observation.ts';
import type { GroupProblem } from '../../replication/log-events/group-reader.ts';
import type { LogName } from '../../replication/log-events/log-event.ts';
import type { LogPlace } from '../../replication/log-events/log-group.ts';
import type { MatchSide } from './log-request.ts';

export type MatchRefusal =
  | { readonly kind: 'no-pattern' }
  | { readonly kind: 'bad-pattern'; readonly detail: string }
  /** No log of the replica holds what it executed. */
  | { readonly kind: 'no-log'; readonly side: MatchSide }
  | { readonly kind: 'no-marker'; readonly side: MatchSide; readonly log: LogName; readonly files: number }
  | {
      readonly kind: 'marker-not-in-target';
      readonly marker: string;
      /** `not-yet`: the target has only older ones. `purged`: only later ones. `unknown`: markers do not tell their order. */
      readonly why: 'not-yet' | 'purged' | 'unknown';
    }
  /** Something that occurs twice marks nothing. */
  | { readonly kind: 'marker-twice'; readonly side: MatchSide; readonly marker: string; readonly at: BinlogCoordinates }
  /** The replica has executed what the target does not have. */
  | { readonly kind: 'replica-ahead'; readonly first: LogPlace; readonly targetEnd: BinlogCoordinates }
  | {
      readonly kind: 'mismatch';
      readonly difference: Difference;
      readonly replica: LogPlace;
      readonly target: LogPlace;
      /** Transactions that were equal before. */
      readonly compared: number;
    }
  | { readonly kind: 'group-problem'; readonly side: MatchSide; readonly problem: GroupProblem }
  /** What the replica executed ends inside a transaction. */
  | { readonly kind: 'inside-transaction'; readonly at: BinlogCoordinates }
  | { readonly kind: 'log-missing'; readonly side: MatchSide; readonly file: string }
  /** The replica's log does not end where its position says that it does. */
  | { readonly kind: 'replica-moved'; readonly expected: BinlogCoordinates; readonly found: BinlogCoordinates | null }
  | { readonly kind: 'too-long'; readonly side: MatchSide; readonly events: number }
  | { readonly kind: 'unreadable'; readonly side: MatchSide; readonly what: string; readonly failure: ProbeFailure }
  | { readonly kind: 'out-of-time'; readonly waitedMs: number }
  /** The order of what such a server logs is its own. */
  | { readonly kind: 'several-sources'; readonly side: MatchSide }
  | { readonly kind: 'commit-order'; readonly side: MatchSide }
  | { readonly kind: 'applier-runs' }
  /** With parallel appliers, transactions before the one that failed may be missing. */
  | { readonly kind: 'applier-failed'; readonly errorNumber: number };

/** In what two transactions differ. */
export type Difference = 'statement' | 'server' | 'rows' | 'gtid' | 'annotation';

export interface Refused {
  readonly kind: 'refused';
  readonly refusal: MatchRefusal;
}

export function refused(refusal: MatchRefusal): Refused {
  return { kind: 'refused', refusal };
}
