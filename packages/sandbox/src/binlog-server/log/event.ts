/**
 * Events of a binary log as bytes. Header: time 4, type 1, server id 4, size 4, end position 4, flags 2. What a master
 * makes up for a replica's sake, and what is therefore in no log, has a flag, is a heartbeat, or is a format description at
 * no position. MariaDB from 11.4 on leaves the end out of the events within a transaction, to sign them before it knows it.
 */
import { crc32 } from 'node:zlib';

export const MAGIC = Buffer.from([0xfe, 0x62, 0x69, 0x6e]);
export const HEADER_BYTES = 19;
/** Where the first event of every log is. */
export const FIRST_POSITION = 4;

export const ROTATE = 4;
export const FORMAT_DESCRIPTION = 15;
const HEARTBEAT = 27;
const HEARTBEAT_V2 = 41;

const TYPE_AT = 4;
const SIZE_AT = 9;
const END_AT = 13;
const FLAGS_AT = 17;
/** In a format description: after its version 2 and the server's version 50. */
const CREATED_AT = HEADER_BYTES + 52;
const IN_USE_FLAG = 0x0001;
const ARTIFICIAL_FLAG = 0x0020;
const CHECKSUM_BYTES = 4;
const CRC32_ALGORITHM = 1;

export type Checksum = 'CRC32' | 'NONE';

export function typeOf(event: Buffer): number {
  return event[TYPE_AT] ?? 0;
}

export function sizeOf(header: Buffer): number {
  return header.readUInt32LE(SIZE_AT);
}

/** The position after it, of which there are 32 bits; 0 where none is told. */
export function endOf(event: Buffer): number {
  return event.readUInt32LE(END_AT);
}

/** Whether it is in the master's log, and not made up for its replicas. */
export function isLogged(event: Buffer): boolean {
  const type = typeOf(event);
  if (type === FORMAT_DESCRIPTION && endOf(event) === 0) return false;
  const artificial = (event.readUInt16LE(FLAGS_AT) & ARTIFICIAL_FLAG) !== 0;
  return !artificial && type !== HEARTBEAT && type !== HEARTBEAT_V2;
}

/** The log that a rotate event names. */
export function nextFileOf(rotate: Buffer, checksum: Checksum): string {
  const end = rotate.length - (checksum === 'CRC32' ? CHECKSUM_BYTES : 0);
  return rotate.toString('utf8', HEADER_BYTES + 8, end);
}

/** A format description ends with the algorithm's number and has room for a checksum whatever that number is. */
export function checksumOf(formatDescription: Buffer): Checksum {
  return formatDescription[formatDescription.length - CHECKSUM_BYTES - 1] === CRC32_ALGORITHM ? 'CRC32' : 'NONE';
}

export interface MadeUp {
  readonly serverId: number;
  readonly file: string;
  readonly position: number;
  readonly checksum: Checksum;
}

/** Which log, and where in it, the next event is from. */
export function artificialRotate({ serverId, file, position, checksum }: MadeUp): Buffer {
  const at = Buffer.alloc(8);
  at.writeBigUInt64LE(BigInt(position));
  const body = Buffer.concat([at, Buffer.from(file)]);
  return made({ type: ROTATE, serverId, end: 0, flags: ARTIFICIAL_FLAG, body, checksum });
}

/** Nothing new since this position. */
export function heartbeat({ serverId, file, position, checksum }: MadeUp): Buffer {
  return made({ type: HEARTBEAT, serverId, end: position, flags: 0, body: Buffer.from(file), checksum });
}

/** A log's format description for a replica that begins further on: it is at no position, and no restart of the master. */
export function formatDescriptionAhead(event: Buffer): Buffer {
  const ahead = Buffer.from(event);
  ahead.writeUInt32LE(0, END_AT);
  ahead.writeUInt32LE(0, CREATED_AT);
  ahead.writeUInt16LE(ahead.readUInt16LE(FLAGS_AT) & ~IN_USE_FLAG, FLAGS_AT);
  if (checksumOf(event) === 'CRC32') sign(ahead);
  return ahead;
}

interface MadeEvent {
  readonly type: number;
  readonly serverId: number;
  readonly end: number;
  readonly flags: number;
  readonly body: Buffer;
  readonly checksum: Checksum;
}

function made({ type, serverId, end, flags, body, checksum }: MadeEvent): Buffer {
  const size = HEADER_BYTES + body.length + (checksum === 'CRC32' ? CHECKSUM_BYTES : 0);
  const event = Buffer.alloc(size);
  event[TYPE_AT] = type;
  event.writeUInt32LE(serverId, 5);
  event.writeUInt32LE(size, SIZE_AT);
  event.writeUInt32LE(end % 2 ** 32, END_AT);
  event.writeUInt16LE(flags, FLAGS_AT);
  body.copy(event, HEADER_BYTES);
  if (checksum === 'CRC32') sign(event);
  return event;
}

function sign(event: Buffer): void {
  const at = event.length - CHECKSUM_BYTES;
  event.writeUInt32LE(crc32(event.subarray(0, at)), at);
}
