/** A database of orchestrator, open for reading only. */
import type { Instant } from '@topiary/domain';
import type { ColumnKind } from './tables.ts';

export type RawRow = Readonly<Record<string, unknown>>;

export interface OrchestratorBackend {
  /** For people: a path, or host, port and database. Never a password. */
  readonly place: string;
  /** None: there is no such table. */
  columnsOf(table: string): Promise<ReadonlySet<string>>;
  /** The SQL that gives a column of type timestamp in seconds since 1970. */
  secondsOf(column: string): string;
  query(sql: string): Promise<readonly RawRow[]>;
  close(): Promise<void>;
}

/** orchestrator writes the first of January 1971 where nothing happened yet. */
const NEVER_UNTIL_MS = 366 * 24 * 3_600_000;
const MS_PER_SECOND = 1_000;

export function valueOf(kind: ColumnKind, value: unknown): string | number | null {
  switch (kind) {
    case 'text':
      return value === null || value === undefined ? '' : textOf(value);
    case 'number':
      return numberOf(value);
    case 'time':
      return timeOf(value);
  }
}

function textOf(value: unknown): string {
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : `${value as string | number | bigint}`;
}

function numberOf(value: unknown): number | null {
  if (value === null || value === undefined || value === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

function timeOf(value: unknown): Instant | null {
  const seconds = numberOf(value);
  if (seconds === null || seconds * MS_PER_SECOND <= NEVER_UNTIL_MS) return null;
  return Math.round(seconds * MS_PER_SECOND) as Instant;
}
