/**
 * The first packet of a connection, read before the driver sees it: what greets with anything else is not a MySQL
 * server, and the driver never has to make sense of it. Layout: protocol::HandshakeV10 and ERR_Packet.
 */
import { MAX_GREETING_BYTES, MAX_QUOTED_GREETING } from '../limits.ts';

const HEADER_BYTES = 4;
const PROTOCOL_10 = 10;
const ERROR_MARK = 0xff;
const CLIENT_SSL = 0x0800;
/** After the version's NUL: connection id 4, first part of the scramble 8, filler 1. */
const BYTES_BEFORE_CAPABILITIES = 13;

export type Greeting =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'server'; readonly version: string; readonly offersTls: boolean }
  /** An ERR packet instead of a greeting: the driver reads its number and text. */
  | { readonly kind: 'error' }
  | { readonly kind: 'not-mysql'; readonly quoted: string };

export function readGreeting(bytes: Buffer): Greeting {
  if (bytes.length <= HEADER_BYTES) return looksWrong(bytes) ? notMysql(bytes) : { kind: 'incomplete' };
  if (looksWrong(bytes)) return notMysql(bytes);
  const length = bytes.readUIntLE(0, 3);
  const mark = bytes[HEADER_BYTES];
  if (mark !== PROTOCOL_10 && mark !== ERROR_MARK) return notMysql(bytes);
  if (bytes.length < HEADER_BYTES + length) return { kind: 'incomplete' };
  return mark === ERROR_MARK ? { kind: 'error' } : serverGreeting(bytes.subarray(HEADER_BYTES, HEADER_BYTES + length));
}

/** A greeting is short and is packet number 0; text protocols fail one or the other within their first four bytes. */
function looksWrong(bytes: Buffer): boolean {
  if (bytes.length >= 3 && bytes.readUIntLE(0, 3) > MAX_GREETING_BYTES) return true;
  return bytes.length >= HEADER_BYTES && bytes[3] !== 0;
}

function serverGreeting(payload: Buffer): Greeting {
  const end = payload.indexOf(0, 1);
  if (end < 0) return notMysql(payload);
  const capabilitiesAt = end + 1 + BYTES_BEFORE_CAPABILITIES;
  const offersTls = payload.length >= capabilitiesAt + 2 && (payload.readUInt16LE(capabilitiesAt) & CLIENT_SSL) !== 0;
  return { kind: 'server', version: payload.toString('latin1', 1, end), offersTls };
}

function notMysql(bytes: Buffer): Greeting {
  const printable = bytes
    .subarray(0, MAX_QUOTED_GREETING)
    .toString('latin1')
    .replaceAll(/[^\x20-\x7e]+/g, ' ');
  return { kind: 'not-mysql', quoted: printable.trim() };
}
