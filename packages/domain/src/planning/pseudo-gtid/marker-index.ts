/** Markers of a server's binary logs that were seen by an earlier match: they spare reading, and prove nothing. */
import type { Marker } from './log-request.ts';

export interface SeenMarkers {
  /** In their order, from the file's beginning. */
  readonly markers: readonly Marker[];
  /** The file has no more of them. */
  readonly isWhole: boolean;
}

export interface MarkerIndex {
  /** `null`: nothing is known of it as it is now. */
  of(file: string): SeenMarkers | null;
  keep(file: string, seen: SeenMarkers): void;
}

export const NO_MARKER_INDEX: MarkerIndex = { of: () => null, keep: () => undefined };
