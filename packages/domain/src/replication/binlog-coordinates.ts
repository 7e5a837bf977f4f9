/**
 * Positions in a binary or relay log. A log's name is a base and a number; the number has six digits until 999999 and then
 * simply grows (`bin.999999` → `bin.1000000`), so names are compared by number, never as text.
 * Coordinates of two different servers cannot be compared, whatever their names say: callers compare only those that belong
 * to one server's log.
 */
import type { BinlogCoordinates } from '../topology/observation.ts';

export interface BinlogFileName {
  /** Everything before the last dot: a log renamed in the configuration gets another base and is not comparable. */
  readonly base: string;
  readonly number: number;
}

export type CoordinatesOrder = 'before' | 'equal' | 'after' | 'incomparable';

/** The servers stop numbering here (0x7FFFFFFF) and refuse to open another log. */
export const MAX_BINLOG_NUMBER = 0x7fff_ffff;
/** Every log begins with four magic bytes. */
export const FIRST_BINLOG_POSITION = 4;
const MIN_DIGITS = 6;

/** `null`: not a log's name. */
export function parseBinlogFileName(file: string): BinlogFileName | null {
  const found = /^(.+)\.(\d{1,10})$/.exec(file);
  const number = Number(found?.[2]);
  return found?.[1] !== undefined && number <= MAX_BINLOG_NUMBER ? { base: found[1], number } : null;
}

export function formatBinlogFileName(name: BinlogFileName): string {
  return `${name.base}.${String(name.number).padStart(MIN_DIGITS, '0')}`;
}

export function sameBinlogBase(left: string, right: string): boolean {
  const base = parseBinlogFileName(left)?.base;
  return base !== undefined && base === parseBinlogFileName(right)?.base;
}

/** `null`: not a log's name, or the last number is used. */
export function nextBinlogFile(file: string): string | null {
  const name = parseBinlogFileName(file);
  if (name === null || name.number >= MAX_BINLOG_NUMBER) return null;
  return formatBinlogFileName({ base: name.base, number: name.number + 1 });
}

/** `null`: not a log's name, or it is the first. */
export function previousBinlogFile(file: string): string | null {
  const name = parseBinlogFileName(file);
  return name === null || name.number <= 1 ? null : formatBinlogFileName({ base: name.base, number: name.number - 1 });
}

export function compareCoordinates(left: BinlogCoordinates, right: BinlogCoordinates): CoordinatesOrder {
  if (left.file === right.file) return orderOf(left.position - right.position);
  const leftName = parseBinlogFileName(left.file);
  const rightName = parseBinlogFileName(right.file);
  if (leftName === null || rightName === null || leftName.base !== rightName.base) return 'incomparable';
  return orderOf(leftName.number - rightName.number || left.position - right.position);
}

/** To the byte, of one server's log; a file that is not named like one is compared too. */
export function samePlace(left: BinlogCoordinates, right: BinlogCoordinates): boolean {
  return left.file === right.file && left.position === right.position;
}

/** `file:position`, as statements and people write it. */
export function formatCoordinates(coordinates: BinlogCoordinates): string {
  return `${coordinates.file}:${coordinates.position}`;
}

/** `null`: not `file.number:position`, or the position is no exact number. */
export function parseCoordinates(text: string): BinlogCoordinates | null {
  const found = /^(\S+):(\d{1,16})$/.exec(text.trim());
  const [, file = '', digits = ''] = found ?? [];
  const position = Number(digits);
  if (found === null || parseBinlogFileName(file) === null || !Number.isSafeInteger(position)) return null;
  return { file, position };
}

function orderOf(difference: number): CoordinatesOrder {
  if (difference === 0) return 'equal';
  return difference < 0 ? 'before' : 'after';
}
