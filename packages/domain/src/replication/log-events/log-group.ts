/**
 * A transaction as a log holds it: what is compared between two servers, and what each of them has for itself. Positions
 * between two groups are the only ones at which a replica may be pointed.
 */
import type { BinlogCoordinates } from '../../topology/observation.ts';

export interface LogGroup {
  /** Of its first event. */
  readonly start: BinlogCoordinates;
  /** Behind its last event. In a relay log this is the position of the last event itself, which it does not tell the end of. */
  readonly end: BinlogCoordinates;
  /** `null`: anonymous, or of a server that writes none. */
  readonly gtid: string | null;
  /** What it does, in order. */
  readonly units: readonly LogUnit[];
  /** The statements behind rows, where the server writes them. */
  readonly annotations: readonly string[];
}

/** A statement, or the rows of one kind that a statement changes in one table. */
export interface LogUnit {
  readonly kind: 'statement' | 'context' | 'rows' | 'end';
  readonly text: string;
  readonly serverId: number;
  /**
   * For rows: how many events they fill, and their bytes without checksums. `null` where the log does not tell the size of
   * the rows themselves: compressed ones.
   */
  readonly size: RowsSize | null;
}

export interface RowsSize {
  readonly events: number;
  readonly bytes: number;
}

/** Where two logs stopped to agree: one side of it, for people. */
export interface LogPlace {
  readonly at: BinlogCoordinates;
  readonly text: string;
}

/** Characters of an entry that a sentence quotes. */
const MAX_QUOTED_ENTRY = 200;

export function placeOf(group: LogGroup, unit: LogUnit | undefined): LogPlace {
  const text = unit === undefined ? '-' : `${unit.text} (server_id ${unit.serverId})`;
  return { at: group.start, text: quotedEntry(text) };
}

export function quotedEntry(text: string): string {
  return text.length > MAX_QUOTED_ENTRY ? `${text.slice(0, MAX_QUOTED_ENTRY)}…` : text;
}
