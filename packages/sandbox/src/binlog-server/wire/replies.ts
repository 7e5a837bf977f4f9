/** What a server says: its greeting, OK, EOF, errors, and rows as text. Layouts: protocol::HandshakeV10, ResultsetText. */

export interface ErrorReply {
  readonly kind: 'error';
  readonly number: number;
  readonly sqlState: string;
  readonly text: string;
}

export type Reply =
  | { readonly kind: 'ok' }
  | ErrorReply
  | {
      readonly kind: 'rows';
      readonly columns: readonly string[];
      readonly rows: readonly (readonly (string | null)[])[];
    };

export const CLIENT_PROTOCOL_41 = 0x0000_0200;
export const CLIENT_PLUGIN_AUTH = 0x0008_0000;
/** Long passwords and flags, transactions, authentication as since 4.1; no database, TLS, several statements or short EOF. */
const CAPABILITIES = 0x0000_a005 | CLIENT_PROTOCOL_41 | CLIENT_PLUGIN_AUTH;

const PROTOCOL_10 = 10;
const STATUS_AUTOCOMMIT = 0x0002;
const UTF8MB4 = 45;
const FIRST_SCRAMBLE_BYTES = 8;
const VAR_STRING = 0xfd;
const COLUMN_BYTES = 1_024;
const FIXED_FIELDS_BYTES = 0x0c;
const NULL_MARK = 0xfb;
const TWO_BYTES_MARK = 0xfc;
const MAX_ONE_BYTE = 0xfa;

export interface Greeting {
  readonly version: string;
  readonly connectionId: number;
  readonly plugin: string;
  readonly scramble: Buffer;
}

export function greeting({ version, connectionId, plugin, scramble }: Greeting): Buffer {
  return Buffer.concat([
    Buffer.from([PROTOCOL_10]),
    Buffer.from(`${version}\0`),
    u32(connectionId),
    scramble.subarray(0, FIRST_SCRAMBLE_BYTES),
    Buffer.from([0]),
    u16(CAPABILITIES & 0xffff),
    Buffer.from([UTF8MB4]),
    u16(STATUS_AUTOCOMMIT),
    u16(CAPABILITIES >>> 16),
    Buffer.from([scramble.length + 1]),
    Buffer.alloc(10),
    scramble.subarray(FIRST_SCRAMBLE_BYTES),
    Buffer.from(`\0${plugin}\0`),
  ]);
}

export function ok(): Buffer {
  return Buffer.concat([Buffer.from([0, 0, 0]), u16(STATUS_AUTOCOMMIT), u16(0)]);
}

export function eof(): Buffer {
  return Buffer.concat([Buffer.from([0xfe]), u16(0), u16(STATUS_AUTOCOMMIT)]);
}

export function error({ number, sqlState, text }: ErrorReply): Buffer {
  return Buffer.concat([Buffer.from([0xff]), u16(number), Buffer.from(`#${sqlState}${text}`)]);
}

/** The payloads of a reply, one packet each. */
export function payloadsOf(reply: Reply): readonly Buffer[] {
  if (reply.kind === 'ok') return [ok()];
  if (reply.kind === 'error') return [error(reply)];
  return [
    Buffer.from([reply.columns.length]),
    ...reply.columns.map(column),
    eof(),
    ...reply.rows.map((row) => Buffer.concat(row.map(cell))),
    eof(),
  ];
}

function column(name: string): Buffer {
  return Buffer.concat([
    ...['def', '', '', '', name, name].map(cell),
    Buffer.from([FIXED_FIELDS_BYTES]),
    u16(UTF8MB4),
    u32(COLUMN_BYTES),
    Buffer.from([VAR_STRING, 0, 0, 0, 0, 0]),
  ]);
}

function cell(text: string | null): Buffer {
  if (text === null) return Buffer.from([NULL_MARK]);
  const bytes = Buffer.from(text);
  const length =
    bytes.length <= MAX_ONE_BYTE ? [bytes.length] : [TWO_BYTES_MARK, bytes.length & 0xff, bytes.length >>> 8];
  return Buffer.concat([Buffer.from(length), bytes]);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
