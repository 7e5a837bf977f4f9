/**
 * Whether a replica that logs its updates can carry its source's events on in its own format: rule 5 of
 * `canReplicateFrom`. A server with STATEMENT cannot log row events (error 1666 stops its applier), and one with MIXED
 * below ROW would log statements where its source promised rows. Source: spec/refactoring §3.
 */
export const BINLOG_FORMATS = ['STATEMENT', 'MIXED', 'ROW'] as const;
export type BinlogFormat = (typeof BINLOG_FORMATS)[number];

export type BinlogFormatVerdict =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'refused'; readonly replica: BinlogFormat; readonly source: BinlogFormat }
  /** One side's format is none of the three: a binlog server says INHERIT. */
  | { readonly kind: 'unknown' };

/** `null`: no such format. Servers take any case. */
export function parseBinlogFormat(text: string): BinlogFormat | null {
  const upper = text.trim().toUpperCase();
  return BINLOG_FORMATS.find((format) => format === upper) ?? null;
}

/** Below 0: `left` is the weaker format. */
export function compareBinlogFormats(left: BinlogFormat, right: BinlogFormat): number {
  return BINLOG_FORMATS.indexOf(left) - BINLOG_FORMATS.indexOf(right);
}

export interface BinlogFormatQuestion {
  readonly replicaFormat: string;
  readonly sourceFormat: string;
  /** With `false` the replica never writes what it applies, and its format does not matter. */
  readonly replicaLogsUpdates: boolean;
}

export function judgeBinlogFormats(question: BinlogFormatQuestion): BinlogFormatVerdict {
  if (!question.replicaLogsUpdates) return { kind: 'allowed' };
  const replica = parseBinlogFormat(question.replicaFormat);
  const source = parseBinlogFormat(question.sourceFormat);
  if (replica === null || source === null) return { kind: 'unknown' };
  return compareBinlogFormats(replica, source) >= 0 ? { kind: 'allowed' } : { kind: 'refused', replica, source };
}
