/**
 * One MariaDB transaction, `domain-server-sequence`, and lists of them. A domain is one stream of writes; within it the
 * sequence grows whichever server writes, as long as only one does at a time. Source: MariaDB documentation, "Global
 * Transaction ID".
 */
export interface MariadbGtid {
  readonly domain: number;
  readonly server: number;
  /** Up to 2^64-1, hence a bigint. */
  readonly sequence: bigint;
}

/** Everything of one domain after `after` (from the domain's beginning when `null`) up to and including `upTo`. */
export interface MariadbGtidRange {
  readonly domain: number;
  readonly after: MariadbGtid | null;
  readonly upTo: MariadbGtid;
}

export type MariadbGtidProblem =
  | 'text-too-long'
  | 'bad-gtid'
  | 'number-out-of-range'
  | 'duplicate-domain'
  | 'duplicate-domain-and-server';

export interface MariadbGtidTextError {
  readonly problem: MariadbGtidProblem;
  /** Characters before the offending part, from 0. */
  readonly offset: number;
  readonly part: string;
}

export interface PlacedMariadbGtid {
  readonly gtid: MariadbGtid;
  readonly offset: number;
  readonly part: string;
}

export type ParsedMariadbGtids =
  | { readonly ok: true; readonly gtids: readonly PlacedMariadbGtid[] }
  | { readonly ok: false; readonly error: MariadbGtidTextError };

/** A list names each domain and server once; a megabyte is some thirty thousand of them. */
export const MAX_MARIADB_GTID_TEXT_LENGTH = 2 ** 20;
const MAX_ID = 2 ** 32 - 1;
const MAX_SEQUENCE = 2n ** 64n - 1n;
const SHOWN_PART_LENGTH = 48;

const SENTENCES: Readonly<Record<MariadbGtidProblem, string>> = {
  'text-too-long': `is longer than ${MAX_MARIADB_GTID_TEXT_LENGTH} characters`,
  'bad-gtid': 'is not a GTID like 0-1-100 (domain-server-sequence)',
  'number-out-of-range': `has a number that is too large: domain and server go up to ${MAX_ID}, the sequence up to ${MAX_SEQUENCE}`,
  'duplicate-domain': 'names a domain for the second time; a position has one GTID per domain',
  'duplicate-domain-and-server': 'names a domain and server for the second time',
};

export function describeMariadbGtidError(error: MariadbGtidTextError): string {
  const part = error.part === '' ? 'an empty part' : `"${error.part}"`;
  return `GTID list: ${part} at character ${error.offset + 1} ${SENTENCES[error.problem]}`;
}

/** Reads a comma-separated list in the order in which it stands. White space around a GTID is skipped, as servers do. */
export function parseMariadbGtids(text: string): ParsedMariadbGtids {
  if (text.length > MAX_MARIADB_GTID_TEXT_LENGTH) return { ok: false, error: errorAt('text-too-long', 0, text) };
  if (text.trim() === '') return { ok: true, gtids: [] };
  const gtids: PlacedMariadbGtid[] = [];
  let start = 0;
  for (const piece of text.split(',')) {
    const part = piece.trim();
    const offset = start + (piece.length - piece.trimStart().length);
    const found = /^(\d{1,20})-(\d{1,20})-(\d{1,24})$/.exec(part);
    if (found === null) return { ok: false, error: errorAt('bad-gtid', offset, part) };
    const gtid = { domain: Number(found[1]), server: Number(found[2]), sequence: BigInt(found[3] ?? '') };
    if (!inRange(gtid)) return { ok: false, error: errorAt('number-out-of-range', offset, part) };
    gtids.push({ gtid, offset, part });
    start += piece.length + 1;
  }
  return { ok: true, gtids };
}

/** The first of `gtids` whose key was there before, as an error; `null` when all keys differ. */
export function firstDuplicate(
  gtids: readonly PlacedMariadbGtid[],
  problem: 'duplicate-domain' | 'duplicate-domain-and-server',
): MariadbGtidTextError | null {
  const seen = new Set<string>();
  for (const { gtid, offset, part } of gtids) {
    const key = problem === 'duplicate-domain' ? `${gtid.domain}` : `${gtid.domain}-${gtid.server}`;
    if (seen.has(key)) return errorAt(problem, offset, part);
    seen.add(key);
  }
  return null;
}

export function formatMariadbGtid(gtid: MariadbGtid): string {
  return `${gtid.domain}-${gtid.server}-${gtid.sequence}`;
}

export function formatMariadbGtids(gtids: Iterable<MariadbGtid>): string {
  return [...gtids].map(formatMariadbGtid).join(',');
}

export function sameMariadbGtid(left: MariadbGtid | null, right: MariadbGtid | null): boolean {
  if (left === null || right === null) return left === right;
  return left.domain === right.domain && left.server === right.server && left.sequence === right.sequence;
}

/** `(0-1-5, 0-1-9]`: the start is not included. For display. */
export function formatMariadbGtidRange(range: MariadbGtidRange): string {
  const after = range.after === null ? `start of domain ${range.domain}` : formatMariadbGtid(range.after);
  return `(${after}, ${formatMariadbGtid(range.upTo)}]`;
}

function inRange(gtid: MariadbGtid): boolean {
  return gtid.domain <= MAX_ID && gtid.server <= MAX_ID && gtid.sequence <= MAX_SEQUENCE;
}

function errorAt(problem: MariadbGtidProblem, offset: number, part: string): MariadbGtidTextError {
  const shown = part.length <= SHOWN_PART_LENGTH ? part : `${part.slice(0, SHOWN_PART_LENGTH)}…`;
  return { problem, offset, part: shown };
}
