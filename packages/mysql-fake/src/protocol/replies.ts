/** OK, EOF and ERR packets. */
import type { PacketWriter } from './packet-writer.ts';

export const STATUS_AUTOCOMMIT = 0x0002;
export const STATUS_MORE_RESULTS = 0x0008;

const OK_MARK = 0x00;
const EOF_MARK = 0xfe;
const ERROR_MARK = 0xff;
const MAX_WARNINGS = 0xffff;

/** Numbers and words are the server's own. */
export interface ServerError {
  readonly number: number;
  readonly sqlState: string;
  readonly text: string;
}

export interface OkParts {
  readonly affectedRows: number;
  readonly warnings: number;
  readonly more: boolean;
}

export function writeOk(writer: PacketWriter, { affectedRows, warnings, more }: OkParts): void {
  writer.begin();
  writer.u8(OK_MARK);
  writer.lengthCoded(affectedRows);
  writer.lengthCoded(0);
  writer.u16(statusOf(more));
  writer.u16(Math.min(warnings, MAX_WARNINGS));
  writer.end();
}

export function writeEof(
  writer: PacketWriter,
  { warnings, more }: { readonly warnings: number; readonly more: boolean },
): void {
  writer.begin();
  writer.u8(EOF_MARK);
  writer.u16(Math.min(warnings, MAX_WARNINGS));
  writer.u16(statusOf(more));
  writer.end();
}

export function writeError(writer: PacketWriter, { number, sqlState, text }: ServerError): void {
  writer.begin();
  writer.u8(ERROR_MARK);
  writer.u16(number);
  writer.text(`#${sqlState}${text}`);
  writer.end();
}

/** Before a client has said what it understands, servers leave the SQL state out [9.7.4, 10.11.18, 11.8.6 tried]. */
export function writeErrorInsteadOfGreeting(writer: PacketWriter, { number, text }: ServerError): void {
  writer.begin();
  writer.u8(ERROR_MARK);
  writer.u16(number);
  writer.text(text);
  writer.end();
}

function statusOf(more: boolean): number {
  return more ? STATUS_AUTOCOMMIT | STATUS_MORE_RESULTS : STATUS_AUTOCOMMIT;
}
