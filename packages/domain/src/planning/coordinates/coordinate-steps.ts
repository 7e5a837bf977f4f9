/** Steps of moves by file and position, and the places in binary logs that they hand on to each other. */
import { parseCoordinates } from '../../replication/binlog-coordinates.ts';
import type { Address, InstanceId } from '../../topology/address.ts';
import type { BinlogCoordinates } from '../../topology/observation.ts';
import type { StepBase, StepId, StepResults, ThreadStates } from '../plan.ts';

/**
 * `executed`: how far the applier is in its source's log. `own`: the end of the server's own log. `matched`: where a replica
 * goes on in the log of another server, as proved by pseudo-GTID.
 */
export const COORDINATES_RESULTS = ['executed', 'own', 'matched'] as const;
export type CoordinatesResult = (typeof COORDINATES_RESULTS)[number];

/** A place in a binary log: known now, or read by an earlier step. */
export type CoordinatesValue =
  | { readonly kind: 'known'; readonly coordinates: BinlogCoordinates }
  | {
      readonly kind: 'result';
      readonly step: StepId;
      readonly instance: InstanceId;
      readonly which: CoordinatesResult;
    };

/** Stops both threads of a channel, then reads where the server stands: yields `executed` and, where it logs, `own`. */
export interface StopAtCoordinatesStep extends StepBase {
  readonly kind: 'stop-at-coordinates';
  readonly channel: string;
  readonly before: ThreadStates;
  readonly readsOwn: boolean;
  /** Of an anchor: below another source its place would be one in another log. */
  readonly source?: Address;
}

/** Lets a stopped channel apply up to a place in its source's log, where the applier stops by itself; one that is past it stays. */
export interface ApplyUntilStep extends StepBase {
  readonly kind: 'apply-until';
  readonly channel: string;
  readonly until: CoordinatesValue;
}

export type CoordinateStep = StopAtCoordinatesStep | ApplyUntilStep;
export const COORDINATE_STEP_KINDS = [
  'stop-at-coordinates',
  'apply-until',
] as const satisfies readonly CoordinateStep['kind'][];

/** `null`: the step that reads it has not run, or could not read it. */
export function coordinatesOf(
  value: CoordinatesValue,
  results: Readonly<Record<string, StepResults>>,
): BinlogCoordinates | null {
  return value.kind === 'known' ? value.coordinates : parseCoordinates(results[value.step]?.[value.which] ?? '');
}
