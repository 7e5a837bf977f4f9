/** Packets of the client/server protocol, in both directions, also those that continue one another. */

const HEADER_BYTES = 4;
/** A payload of this length says that the next packet continues it. */
const CONTINUED = 0xff_ff_ff;

export interface Packet {
  readonly sequence: number;
  readonly payload: Buffer;
}

/** Ends when the other side has closed; rejects when the connection broke. */
export async function* packetsOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Packet, void> {
  let waiting: Buffer[] = [];
  let have = 0;
  /** Chunks are put together when there is enough of them, and not each time that one comes: events may be large. */
  let needed = HEADER_BYTES;
  let parts: Buffer[] = [];
  for await (const chunk of chunks) {
    waiting.push(chunk);
    have += chunk.length;
    while (have >= needed) {
      const bytes = joined(waiting);
      waiting = [bytes];
      const length = bytes.readUIntLE(0, 3);
      needed = HEADER_BYTES + length;
      if (have < needed) break;
      parts.push(bytes.subarray(HEADER_BYTES, needed));
      waiting = [bytes.subarray(needed)];
      have -= needed;
      needed = HEADER_BYTES;
      if (length === CONTINUED) continue;
      const payload = joined(parts);
      parts = [];
      yield { sequence: bytes[3] ?? 0, payload };
    }
  }
}

/** One alone is not copied. */
function joined(buffers: readonly Buffer[]): Buffer {
  const [only, ...more] = buffers;
  return only !== undefined && more.length === 0 ? only : Buffer.concat(buffers);
}

/** The payload as one packet, or as several when it is too long for one; a payload that just fits is followed by an empty one. */
export function framed(sequence: number, payload: Buffer): { readonly bytes: Buffer; readonly next: number } {
  const pieces: Buffer[] = [];
  let number = sequence;
  for (let at = 0; at <= payload.length; at += CONTINUED) {
    const piece = payload.subarray(at, at + CONTINUED);
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUIntLE(piece.length, 0, 3);
    header[3] = number & 0xff;
    pieces.push(header, piece);
    number += 1;
  }
  return { bytes: Buffer.concat(pieces), next: number & 0xff };
}
