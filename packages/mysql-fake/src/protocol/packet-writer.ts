/**
 * Writes packets one after the other into one growing buffer and gives a copy of all of them at the end: an answer of
 * many packets leaves as one write. Layout: a length of three bytes, a sequence number, the payload.
 */

const HEADER_BYTES = 4;
const FIRST_BYTES = 65_536;
/** A longer payload would have to be split over several packets, which nothing here needs. */
const MAX_PAYLOAD_BYTES = 0xff_ff_fe;
const NULL_MARK = 0xfb;
const TWO_BYTES_MARK = 0xfc;
const THREE_BYTES_MARK = 0xfd;
const EIGHT_BYTES_MARK = 0xfe;
const MAX_ONE_BYTE = 0xfa;
/** Text of so few characters takes one byte for its length, whatever the characters are: three bytes each at most. */
const SHORT_CHARACTERS = 83;

/** Packets that were written before, to be repeated with other sequence numbers. */
export interface PacketTemplate {
  readonly bytes: Buffer;
  /** Where each packet's sequence number is. */
  readonly sequenceAt: readonly number[];
}

export class PacketWriter {
  #buffer = Buffer.allocUnsafe(FIRST_BYTES);
  #at = 0;
  #packetAt = 0;
  #sequence = 0;

  /** Sequence number of the next packet. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Forgets what was not taken; `sequence` is the number of the first packet. */
  start(sequence: number): void {
    this.#at = 0;
    this.#sequence = sequence & 0xff;
  }

  /** What was written since `start`. */
  take(): Buffer {
    const taken = Buffer.from(this.#buffer.subarray(0, this.#at));
    this.#at = 0;
    return taken;
  }

  begin(): void {
    this.#packetAt = this.#at;
    this.#room(HEADER_BYTES);
    this.#at += HEADER_BYTES;
  }

  /** @throws RangeError for a payload that one packet cannot hold. */
  end(): void {
    const length = this.#at - this.#packetAt - HEADER_BYTES;
    if (length > MAX_PAYLOAD_BYTES)
      throw new RangeError(`a packet of ${length} bytes; ${MAX_PAYLOAD_BYTES} are the most`);
    this.#buffer.writeUIntLE(length, this.#packetAt, 3);
    this.#buffer[this.#packetAt + 3] = this.#sequence;
    this.#sequence = (this.#sequence + 1) & 0xff;
  }

  /** Packets that `build` writes, kept for later. What was written before must have been taken. */
  template(build: () => void): PacketTemplate {
    this.start(0);
    build();
    const bytes = this.take();
    const sequenceAt: number[] = [];
    for (let at = 0; at < bytes.length; at += HEADER_BYTES + bytes.readUIntLE(at, 3)) sequenceAt.push(at + 3);
    return { bytes, sequenceAt };
  }

  repeat({ bytes, sequenceAt }: PacketTemplate): void {
    this.#room(bytes.length);
    bytes.copy(this.#buffer, this.#at);
    for (const at of sequenceAt) {
      this.#buffer[this.#at + at] = this.#sequence;
      this.#sequence = (this.#sequence + 1) & 0xff;
    }
    this.#at += bytes.length;
  }

  u8(value: number): void {
    this.#room(1);
    this.#buffer[this.#at] = value;
    this.#at += 1;
  }

  u16(value: number): void {
    this.#room(2);
    this.#at = this.#buffer.writeUInt16LE(value, this.#at);
  }

  u32(value: number): void {
    this.#room(4);
    this.#at = this.#buffer.writeUInt32LE(value, this.#at);
  }

  zeros(count: number): void {
    this.#room(count);
    this.#buffer.fill(0, this.#at, this.#at + count);
    this.#at += count;
  }

  bytes(value: Uint8Array): void {
    this.#room(value.length);
    this.#buffer.set(value, this.#at);
    this.#at += value.length;
  }

  /** Text to the end of the packet. */
  text(value: string): void {
    this.#room(value.length * 3);
    this.#at += this.#buffer.write(value, this.#at, 'utf8');
  }

  nullTerminated(value: string): void {
    this.text(value);
    this.u8(0);
  }

  /** An integer of one to nine bytes, with its length. */
  lengthCoded(value: number): void {
    this.#room(9);
    if (value <= MAX_ONE_BYTE) {
      this.u8(value);
    } else if (value <= 0xffff) {
      this.u8(TWO_BYTES_MARK);
      this.u16(value);
    } else if (value <= 0xff_ffff) {
      this.u8(THREE_BYTES_MARK);
      this.#at = this.#buffer.writeUIntLE(value, this.#at, 3);
    } else {
      this.u8(EIGHT_BYTES_MARK);
      this.#at = this.#buffer.writeBigUInt64LE(BigInt(value), this.#at);
    }
  }

  lengthCodedText(value: string): void {
    if (value.length > SHORT_CHARACTERS) {
      this.lengthCoded(Buffer.byteLength(value, 'utf8'));
      this.text(value);
      return;
    }
    this.#room(1 + value.length * 3);
    const written = this.#buffer.write(value, this.#at + 1, 'utf8');
    this.#buffer[this.#at] = written;
    this.#at += 1 + written;
  }

  lengthCodedBytes(value: Uint8Array): void {
    this.lengthCoded(value.length);
    this.bytes(value);
  }

  null(): void {
    this.u8(NULL_MARK);
  }

  #room(bytes: number): void {
    const needed = this.#at + bytes;
    if (needed <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(grown, 0, 0, this.#at);
    this.#buffer = grown;
  }
}
