/**
 * What a match asks its caller to read, and what it is told. The state machines of this folder are generators: they decide,
 * and whoever drives them reads the logs, over the network or in a simulation.
 */
import type { BinlogCoordinates, ProbeFailure } from '../../topology/observation.ts';
import type { LogChunk, LogName } from '../../replication/log-events/log-event.ts';

/** The replica that is to be moved, and the server below which it is to replicate. */
export type MatchSide = 'replica' | 'target';

export type LogRequest =
  /** The names of the binary logs, the oldest first. */
  { readonly kind: 'files'; readonly side: MatchSide; readonly isFresh: boolean } | EventsRequest;

export interface EventsRequest {
  readonly kind: 'events';
  readonly side: MatchSide;
  readonly log: LogName;
  readonly file: string;
  /** Position of an event, or the end of the file; `null`: from the beginning. */
  readonly from: number | null;
  /** What was read there before will not do: the file may have grown. */
  readonly isFresh: boolean;
}

export type LogAnswer =
  | { readonly kind: 'files'; readonly files: readonly string[] }
  | { readonly kind: 'chunk'; readonly chunk: LogChunk }
  | { readonly kind: 'no-such-file' }
  | { readonly kind: 'failed'; readonly failure: ProbeFailure };

export type Reading<Result> = Generator<LogRequest, Result, LogAnswer>;

/** One log of one server. */
export interface LogPart {
  readonly side: MatchSide;
  readonly log: LogName;
}

/** A log of the replica that holds what it executed. */
export interface ReplicaLog {
  readonly log: LogName;
  /** Behind the last transaction that it executed; of a binary log, its end. The applier must be stopped. */
  readonly until: BinlogCoordinates;
}

/** A marker and the transaction that it is, or is in. */
export interface Marker {
  readonly text: string;
  readonly at: BinlogCoordinates;
  /** Where reading began that came upon it: a position at which reading may begin again. */
  readonly readFrom: number | null;
}
