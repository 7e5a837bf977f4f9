/**
 * The marker that Topiary writes, in orchestrator's words: a statement that changes nothing, needs no more than DROP on a schema
 * that need not exist, and enters the binary log of every server. Its text ascends with time. Source: spec/refactoring §10.
 */
import type { Instant } from '../../shared/time.ts';

export interface MarkerParts {
  readonly at: Instant;
  readonly serverId: number;
  /** Uniform in [0, 1), of which as many are taken as are needed. */
  readonly random: () => number;
}

export const MARKER_SCHEMA = '_pseudo_gtid_';
const RANDOM_DIGITS = 16;
const NUMBER_DIGITS = 8;
const MS_PER_SECOND = 1_000;

/** What all of them begin with. */
export function startOfMarker(): string {
  return `drop view if exists \`${MARKER_SCHEMA}\``;
}

export function markerStatement({ at, serverId, random }: MarkerParts): string {
  const time = hex(Math.floor(at / MS_PER_SECOND));
  const chance = Array.from({ length: RANDOM_DIGITS }, () => Math.floor(random() * 16).toString(16)).join('');
  return `${startOfMarker()}.\`_asc:${time}:${hex(serverId)}:${chance}\``;
}

/** What an account needs for it. */
export function grantForMarker(account: string): string {
  return `GRANT DROP ON \`${MARKER_SCHEMA}\`.* TO ${account}`;
}

function hex(value: number): string {
  return value.toString(16).padStart(NUMBER_DIGITS, '0');
}
