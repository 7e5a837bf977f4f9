/**
 * The text of a MySQL GTID set: `uuid:interval[:interval]…[:tag:interval…]`, comma-separated, tags from 8.3.
 * White space may stand around every token and commas may repeat, as in the servers' own reader. What only
 * some servers let pass and none prints is an error here: a backward interval (`5-3`, read as nothing), hexadecimal
 * numbers, UUIDs in braces or without dashes. Source: MySQL reference manual, "GTID Sets"; libs/mysql/gtids.
 */
import { FIRST_GNO, gnoIntervals, intervalsOf, LAST_GNO } from './gno-intervals.ts';
import type { GnoInterval, GnoIntervals } from './gno-intervals.ts';

export type MysqlGtidProblem =
  | 'text-too-long'
  | 'bad-uuid'
  | 'bad-tag'
  | 'bad-number'
  | 'number-out-of-range'
  | 'backward-interval'
  | 'unexpected-character';

export interface MysqlGtidTextError {
  readonly problem: MysqlGtidProblem;
  /** Characters before the offending part, from 0. */
  readonly offset: number;
  /** The offending part itself, shortened. */
  readonly part: string;
}

/** `uuid` or `uuid:tag`, both in lower case: what MySQL calls a TSID. */
export type Tsid = string;
export type IntervalsByTsid = ReadonlyMap<Tsid, GnoIntervals>;

export type ParsedIntervals =
  | { readonly ok: true; readonly intervals: IntervalsByTsid }
  | { readonly ok: false; readonly error: MysqlGtidTextError };

/** 64 MiB of characters: above any packet a server sends by default, and far above any sane history. */
export const MAX_MYSQL_GTID_TEXT_LENGTH = 2 ** 26;
export const UUID_LENGTH = 36;
const MAX_TAG_LENGTH = 32;
const SHOWN_PART_LENGTH = 48;

const SENTENCES: Readonly<Record<MysqlGtidProblem, string>> = {
  'text-too-long': `is longer than ${MAX_MYSQL_GTID_TEXT_LENGTH} characters`,
  'bad-uuid': 'is not a UUID like 3e11fa47-71ca-11e1-9e33-c80aa9429562',
  'bad-tag': `is not a tag: a letter or "_", then letters, digits or "_", at most ${MAX_TAG_LENGTH} characters`,
  'bad-number': 'is not a transaction number or a tag',
  'number-out-of-range': `is not a transaction number from ${FIRST_GNO} to ${LAST_GNO}`,
  'backward-interval': 'ends before it begins; write the lower number first',
  'unexpected-character': 'is not expected here; UUIDs are separated by "," and everything else by ":"',
};

export function describeMysqlGtidError(error: MysqlGtidTextError): string {
  const part = error.part === '' ? 'the end of the text' : `"${error.part}"`;
  return `GTID set: ${part} at character ${error.offset + 1} ${SENTENCES[error.problem]}`;
}

export function parseIntervals(text: string): ParsedIntervals {
  if (text.length > MAX_MYSQL_GTID_TEXT_LENGTH)
    return { ok: false, error: { problem: 'text-too-long', offset: 0, part: shorten(text) } };
  const reader: Reader = { text, at: 0, found: new Map() };
  const error = readSet(reader);
  if (error !== null) return { ok: false, error };
  const sorted = [...reader.found].toSorted(([left], [right]) => (left < right ? -1 : 1));
  return { ok: true, intervals: new Map(sorted.map(([tsid, found]) => [tsid, gnoIntervals(found)])) };
}

/** `betweenUuids` is `,` for Topiary's own texts and `,\n` for what servers print. Expects keys in order. */
export function formatIntervals(intervals: IntervalsByTsid, betweenUuids: string): string {
  const parts: string[] = [];
  let previousUuid = '';
  for (const [tsid, gnos] of intervals) {
    const uuid = uuidOf(tsid);
    const sameUuid = uuid === previousUuid;
    if (parts.length > 0) parts.push(sameUuid ? ':' : betweenUuids);
    parts.push(sameUuid ? tagOf(tsid) : tsid);
    for (const { first, last } of intervalsOf(gnos)) parts.push(first === last ? `:${first}` : `:${first}-${last}`);
    previousUuid = uuid;
  }
  return parts.join('');
}

export function tsidOf(uuid: string, tag: string): Tsid {
  return (tag === '' ? uuid : `${uuid}:${tag}`).toLowerCase();
}

export function uuidOf(tsid: Tsid): string {
  return tsid.slice(0, UUID_LENGTH);
}

/** '' for a transaction without a tag. */
export function tagOf(tsid: Tsid): string {
  return tsid.slice(UUID_LENGTH + 1);
}

interface Reader {
  readonly text: string;
  at: number;
  readonly found: Map<Tsid, GnoInterval[]>;
}

function readSet(reader: Reader): MysqlGtidTextError | null {
  skipSpace(reader);
  for (;;) {
    while (take(reader, ',')) continue;
    if (reader.at === reader.text.length) return null;
    const error = readUuidSet(reader);
    if (error !== null) return error;
    if (reader.at < reader.text.length && reader.text[reader.at] !== ',')
      return errorHere(reader, 'unexpected-character');
  }
}

function readUuidSet(reader: Reader): MysqlGtidTextError | null {
  const uuid = match(reader, /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-z_-])/iy);
  if (uuid === null) return errorHere(reader, 'bad-uuid');
  let intervals = intervalsFor(reader, tsidOf(uuid, ''));
  while (take(reader, ':')) {
    if (isTagStart(reader)) {
      const tag = match(reader, /[a-z_][a-z0-9_]{0,31}(?![a-z0-9_])/iy);
      if (tag === null) return errorHere(reader, 'bad-tag');
      intervals = intervalsFor(reader, tsidOf(uuid, tag));
    } else {
      const error = readInterval(reader, intervals);
      if (error !== null) return error;
    }
  }
  return null;
}

/** Keeps a list only once it holds something, since a UUID or tag without numbers is an empty set. */
function intervalsFor(reader: Reader, tsid: Tsid): (interval: GnoInterval) => void {
  return (interval) => {
    const known = reader.found.get(tsid);
    if (known === undefined) reader.found.set(tsid, [interval]);
    else known.push(interval);
  };
}

function readInterval(reader: Reader, add: (interval: GnoInterval) => void): MysqlGtidTextError | null {
  const start = reader.at;
  const first = readGno(reader);
  if (typeof first !== 'bigint') return first;
  const last = take(reader, '-') ? readGno(reader) : first;
  if (typeof last !== 'bigint') return last;
  if (last < first) {
    return { problem: 'backward-interval', offset: start, part: shorten(reader.text.slice(start, reader.at).trim()) };
  }
  add({ first, last });
  return null;
}

function readGno(reader: Reader): bigint | MysqlGtidTextError {
  const start = reader.at;
  const digits = match(reader, /\d+(?![0-9a-z_])/iy);
  if (digits === null) return errorHere(reader, 'bad-number');
  // Up to 15 digits a number is exact and several times faster to make than a bigint from text.
  const gno = digits.length <= 15 ? BigInt(Number(digits)) : BigInt(digits.slice(0, 40));
  if (gno >= FIRST_GNO && gno <= LAST_GNO) return gno;
  return { problem: 'number-out-of-range', offset: start, part: shorten(digits) };
}

function isTagStart(reader: Reader): boolean {
  return /[a-z_]/i.test(reader.text[reader.at] ?? '');
}

/** `pattern` must be sticky. Skips white space after a match. */
function match(reader: Reader, pattern: RegExp): string | null {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text)?.[0] ?? null;
  if (found === null) return null;
  reader.at += found.length;
  skipSpace(reader);
  return found;
}

function take(reader: Reader, character: string): boolean {
  if (reader.text[reader.at] !== character) return false;
  reader.at += 1;
  skipSpace(reader);
  return true;
}

function skipSpace(reader: Reader): void {
  while (isSpace(reader.text.charCodeAt(reader.at))) reader.at += 1;
}

/** Blank, tab, newline, vertical tab, form feed, carriage return: what the servers skip. NaN at the end is none of them. */
function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

function errorHere(reader: Reader, problem: MysqlGtidProblem): MysqlGtidTextError {
  const rest = reader.text.slice(reader.at, reader.at + SHOWN_PART_LENGTH + 1);
  const part = /^[^,:\s]+/.exec(rest)?.[0] ?? rest.slice(0, 1);
  return { problem, offset: reader.at, part: shorten(part) };
}

function shorten(part: string): string {
  return part.length <= SHOWN_PART_LENGTH ? part : `${part.slice(0, SHOWN_PART_LENGTH)}…`;
}
