/**
 * Where in the target's binary log a replica without GTIDs goes on that leaves its source: pseudo-GTID. The answer is a place
 * that was proved, or the reason why there is none; nothing is guessed. Source: spec/refactoring §10.
 */
import type { BinlogCoordinates } from '../../topology/observation.ts';
import type { LogName } from '../../replication/log-events/log-event.ts';
import { ReadBudget, type MatchBounds } from './bounds.ts';
import type { ComparisonRules } from './compare-groups.ts';
import { correlate } from './correlate.ts';
import { findLastMarker, type MarkerFound } from './find-last-marker.ts';
import { findTwin } from './find-twin.ts';
import type { Marker, Reading, ReplicaLog } from './log-request.ts';
import { LogWalk } from './log-walk.ts';
import { NO_MARKER_INDEX } from './marker-index.ts';
import type { MarkerIndex } from './marker-index.ts';
import type { MarkerPattern } from './marker-pattern.ts';
import { readFiles } from './read-chunk.ts';
import { refused, type Refused } from './refusal.ts';

export interface MatchRequest {
  /** In the order in which they are tried: the next where one has no marker. */
  readonly logs: readonly ReplicaLog[];
  readonly pattern: MarkerPattern;
  readonly rowSizes: ComparisonRules['rowSizes'];
  /** Transactions with such a text may be missing on one of the two sides. */
  readonly skipsContaining: readonly string[];
  readonly bounds: MatchBounds;
  /** Of the target; missing: its logs are read from their beginnings. */
  readonly index?: MarkerIndex;
}

export interface Matched {
  readonly kind: 'matched';
  /** In the target's binary log: the replica's next transaction begins here. */
  readonly position: BinlogCoordinates;
  readonly marker: string;
  readonly log: LogName;
  readonly replicaMarker: BinlogCoordinates;
  readonly targetMarker: BinlogCoordinates;
  /** Transactions that were the same on both sides, the marker's own included. */
  readonly compared: number;
}

export type MatchResult = Matched | Refused;

interface OwnMarker extends ReplicaLog {
  readonly files: readonly string[] | null;
  readonly marker: Marker;
}

export function* match(request: MatchRequest): Reading<MatchResult> {
  const budget = new ReadBudget(request.bounds);
  const own = yield* ownMarker(request, budget);
  if (own.kind === 'refused') return own;
  const listed = yield* readFiles('target', false);
  if (listed.kind === 'refused') return listed;
  const { index } = request;
  if (index !== undefined) {
    const result = yield* matchFrom({ ...request, own: own.found, budget, files: listed.files, index });
    if (result.kind === 'matched') return result;
  }
  // Logs may have begun anew under their old names: nothing is refused by what was seen before.
  return yield* matchFrom({ ...request, own: own.found, budget, files: listed.files, index: NO_MARKER_INDEX });
}

interface FromOwn extends MatchRequest {
  readonly own: OwnMarker;
  /** For the replica's logs. */
  readonly budget: ReadBudget;
  /** The target's. */
  readonly files: readonly string[];
  readonly index: MarkerIndex;
}

function* matchFrom(request: FromOwn): Reading<MatchResult> {
  const { own, budget, files } = request;
  const { marker } = own;
  const targetBudget = new ReadBudget(request.bounds);
  const twin = yield* findTwin({ ...request, marker: marker.text, budget: targetBudget });
  if (twin.kind === 'refused') return twin;
  const end = yield* correlate({
    marker: marker.text,
    replica: new LogWalk({ ...own, side: 'replica', from: marker, until: endOf(own), budget }),
    target: new LogWalk({ side: 'target', log: 'binary', from: twin.marker, files, until: null, budget: targetBudget }),
    rowSizes: request.rowSizes,
    pattern: request.pattern,
    skipsContaining: request.skipsContaining,
  });
  if (end.kind === 'refused') return end;
  return {
    kind: 'matched',
    position: end.position,
    marker: marker.text,
    log: own.log,
    replicaMarker: marker.at,
    targetMarker: twin.marker.at,
    compared: end.compared,
  };
}

/**
 * Of a relay log only a part was executed. A binary log counts to its end, wherever that is by now: servers write there what is no
 * transaction, and what somebody wrote there is to be seen.
 */
function endOf({ log, until }: ReplicaLog): BinlogCoordinates | null {
  return log === 'relay' ? until : null;
}

type OwnFound = { readonly kind: 'own'; readonly found: OwnMarker } | Refused;

function* ownMarker(request: MatchRequest, budget: ReadBudget): Reading<OwnFound> {
  let last: Refused = refused({ kind: 'no-log', side: 'replica' });
  for (const replicaLog of request.logs) {
    const files = yield* filesOf(replicaLog);
    if (files.kind === 'refused') return files;
    const found: MarkerFound = yield* findLastMarker({
      ...request,
      ...replicaLog,
      side: 'replica',
      files: files.files,
      budget,
    });
    if (found.kind === 'found')
      return { kind: 'own', found: { ...replicaLog, files: files.files, marker: found.marker } };
    // Another log may have one; whatever else is wrong with this one is to be known.
    if (found.refusal.kind !== 'no-marker') return found;
    last = found;
  }
  return last;
}

function* filesOf({
  log,
}: ReplicaLog): Reading<{ readonly kind: 'files'; readonly files: readonly string[] | null } | Refused> {
  return log === 'relay' ? { kind: 'files', files: null } : yield* readFiles('replica', false);
}
