/** Cuts what a client sends into packets. */

const HEADER_BYTES = 4;
/** A payload of this length says that the next packet continues it. */
const CONTINUED = 0xff_ff_ff;

export interface Packet {
  readonly sequence: number;
  readonly payload: Buffer;
}

export type NextPacket = Packet | 'incomplete' | 'too-long';

export class PacketReader {
  #bytes: Buffer = Buffer.alloc(0);
  readonly #maxBytes: number;

  /** `maxBytes` is what `max_allowed_packet` is to a server. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get waitingBytes(): number {
    return this.#bytes.length;
  }

  push(chunk: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
  }

  next(): NextPacket {
    const bytes = this.#bytes;
    if (bytes.length < HEADER_BYTES) return 'incomplete';
    const length = bytes.readUIntLE(0, 3);
    if (length > this.#maxBytes || length === CONTINUED) return 'too-long';
    const end = HEADER_BYTES + length;
    if (bytes.length < end) return 'incomplete';
    this.#bytes = bytes.subarray(end);
    return { sequence: bytes[3] ?? 0, payload: bytes.subarray(HEADER_BYTES, end) };
  }

  /** What came after the last packet, when somebody else reads from here on. */
  rest(): Buffer {
    const rest = this.#bytes;
    this.#bytes = Buffer.alloc(0);
    return rest;
  }
}
