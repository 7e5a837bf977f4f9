import type { PacketWriter } from '../protocol/packet-writer.ts';
import type { ResultEncoder } from '../protocol/result-set.ts';

/** What a conversation may do with its connection. */
export interface Channel {
  readonly clientHost: string;
  /** Under TLS. */
  readonly secure: boolean;
  /** Writes packets from this sequence number on and sends them; gives the number after the last. */
  send(sequence: number, write: (writer: PacketWriter, encoder: ResultEncoder) => void): number;
  /** What comes next is TLS. */
  upgrade(): void;
  /** Ends the connection when everything that was sent has left. */
  finish(): void;
  /** Takes packets again after `onPacket` said that it is busy. */
  ready(): void;
}

/** One after the other: the login, then commands. */
export interface Conversation {
  /** A packet that comes while the last one is still being worked on waits until `Channel.ready`. */
  onPacket(packet: { readonly sequence: number; readonly payload: Buffer }): 'next' | 'busy';
  /** The connection has ended. */
  onClosed(): void;
}
