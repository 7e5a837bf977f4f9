/** Small shapes that many objects of the old API are made of. Field order is the order on the wire. */
import type { Address, BinlogCoordinates, Instant } from '@topiary/domain';

export function key(address: Address | null) {
  return { Hostname: address?.host ?? '', Port: address?.port ?? 0 };
}

/** `Type`: 0 is a binary log, 1 a relay log. */
export function coordinates(position: BinlogCoordinates | null, type: 0 | 1 = 0) {
  return { LogFile: position?.file ?? '', LogPos: position?.position ?? 0, Type: type };
}

export function nullInt(value: number | null) {
  return { Int64: value ?? 0, Valid: value !== null };
}

export function nullBool(value: boolean | null) {
  return { Bool: value ?? false, Valid: value !== null };
}

/** Go's time that is not set. */
export const ZERO_TIME = '0001-01-01T00:00:00Z';

/** As a MySQL backend in UTC gives it; '' for never. */
export function timestamp(instant: Instant | null): string {
  return instant === null ? '' : new Date(instant).toISOString().slice(0, 19).replace('T', ' ');
}

/** Go's `strconv.QuoteToASCII`, with which orchestrator keeps replication errors; nothing stays ''. */
export function quotedError(text: string): string {
  if (text === '') return '';
  return JSON.stringify(text).replaceAll(/[^\x20-\x7E]/g, (character) => {
    return String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, '0');
  });
}
