/**
 * Which statements of a log are markers: statements that occur once in the whole history of a cluster, so that the same one in
 * two servers' logs is the same place. Written by Topiary itself, or by the users' own event or cron job.
 */
import { startOfMarker } from './marker-statement.ts';

/** As configured. `AutoPseudoGTID`, `PseudoGTIDPattern`, `…IsFixedSubstring`, `PseudoGTIDMonotonicHint` say what a marker is. */
export interface PseudoGtidSettings {
  /** Topiary writes the markers; then the other settings are its own. */
  readonly auto: boolean;
  /** '' where there are no markers. */
  readonly pattern: string;
  readonly isFixedSubstring: boolean;
  /** Markers that contain it ascend as texts. '' where that is not known. */
  readonly monotonicHint: string;
  /** `SkipBinlogEventsContaining`: transactions with such a text may be missing on one of the two sides. */
  readonly skipsContaining: readonly string[];
  /** `BinlogEventsChunkSize`: events of one read. */
  readonly chunkEvents: number;
}

export const DEFAULT_CHUNK_EVENTS = 10_000;

export const NO_PSEUDO_GTID: PseudoGtidSettings = {
  auto: false,
  pattern: '',
  isFixedSubstring: false,
  monotonicHint: '',
  skipsContaining: [],
  chunkEvents: DEFAULT_CHUNK_EVENTS,
};

export interface MarkerPattern {
  readonly isMarker: (statement: string) => boolean;
  readonly ascends: (marker: string) => boolean;
}

export type PatternResult =
  | { readonly kind: 'pattern'; readonly pattern: MarkerPattern }
  | { readonly kind: 'none' }
  /** `detail`: what is wrong with the regular expression. */
  | { readonly kind: 'invalid'; readonly detail: string };

/** What the markers of Topiary have in them that says that they ascend. */
export const AUTO_MONOTONIC_HINT = 'asc:';

export function markerPattern(settings: PseudoGtidSettings): PatternResult {
  if (settings.auto) return fixed(startOfMarker(), AUTO_MONOTONIC_HINT);
  const { pattern, isFixedSubstring, monotonicHint } = settings;
  if (pattern === '') return { kind: 'none' };
  if (isFixedSubstring) return fixed(pattern, monotonicHint);
  try {
    // Flags stand in front, as in the expressions of Go.
    const [, flags = '', rest = pattern] = /^\(\?([ims]+)\)(.*)$/s.exec(pattern) ?? [];
    const expression = new RegExp(rest, flags);
    return found((statement) => expression.test(statement), monotonicHint);
  } catch (error) {
    return { kind: 'invalid', detail: error instanceof Error ? error.message : pattern };
  }
}

function fixed(part: string, hint: string): PatternResult {
  return found((statement) => statement.includes(part), hint);
}

function found(isMarker: MarkerPattern['isMarker'], hint: string): PatternResult {
  return { kind: 'pattern', pattern: { isMarker, ascends: (marker) => hint !== '' && marker.includes(hint) } };
}
