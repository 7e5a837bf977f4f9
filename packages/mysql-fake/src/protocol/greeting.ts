/** The first packet of a server. Layout: protocol::HandshakeV10. */
import { serverCapabilities } from './capabilities.ts';
import type { PacketWriter } from './packet-writer.ts';
import { STATUS_AUTOCOMMIT } from './replies.ts';

const PROTOCOL_10 = 10;
/** MariaDB 10 puts this before its version for the sake of old replicas; 11 does not [11.8.6 and 10.11.18 tried]. */
const REPLICATION_PREFIX = '5.5.5-';
const UTF8MB4_0900 = 255;
const UTF8MB4_GENERAL = 45;
const FIRST_SCRAMBLE_BYTES = 8;
const RESERVED_BYTES = 10;

export const SCRAMBLE_BYTES = 20;

export interface GreetingWords {
  /** As `SELECT @@version` gives it. */
  readonly version: string;
  readonly mariadb: boolean;
  readonly connectionId: number;
  readonly tls: boolean;
  /** The authentication method that a client may begin with. */
  readonly plugin: string;
}

export function writeGreeting(writer: PacketWriter, words: GreetingWords, scramble: Buffer): void {
  const capabilities = serverCapabilities(words);
  writer.begin();
  writer.u8(PROTOCOL_10);
  writer.nullTerminated(greetedVersion(words));
  writer.u32(words.connectionId);
  writer.bytes(scramble.subarray(0, FIRST_SCRAMBLE_BYTES));
  writer.u8(0);
  writer.u16(capabilities & 0xffff);
  writer.u8(words.mariadb ? UTF8MB4_GENERAL : UTF8MB4_0900);
  writer.u16(STATUS_AUTOCOMMIT);
  writer.u16(capabilities >>> 16);
  writer.u8(SCRAMBLE_BYTES + 1);
  writer.zeros(RESERVED_BYTES);
  writer.bytes(scramble.subarray(FIRST_SCRAMBLE_BYTES));
  writer.u8(0);
  writer.nullTerminated(words.plugin);
  writer.end();
}

function greetedVersion({ version, mariadb }: GreetingWords): string {
  return mariadb && version.startsWith('10.') ? `${REPLICATION_PREFIX}${version}` : version;
}
