/** Markers in binary logs where there is no GTID. Names, types and defaults are orchestrator's. */
import { flag, integer, list, text } from './kinds.ts';

export const pseudoGtidKeys = {
  AutoPseudoGTID: flag(),
  PseudoGTIDPattern: text(),
  PseudoGTIDPatternIsFixedSubstring: flag(),
  PseudoGTIDMonotonicHint: text(),
  DetectPseudoGTIDQuery: text(),
  BinlogEventsChunkSize: integer(10000),
  SkipBinlogEventsContaining: list(),
} as const;
