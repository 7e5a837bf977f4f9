/**
 * The definitions of the columns of one result, as the bytes in which a server sends them. Most of what a probe's answer
 * brings are definitions that were read before, of this server or of another of its version: where the bytes are the same,
 * so is everything that is made from them.
 */

const HEADER = 4;
/** What ends a definition: the length of the column (four bytes), its type, flags, decimals, and two bytes of nothing. */
const TAIL = 10;
const LENGTH_BYTES = 4;
/** Shorter ones are no definitions. */
const LEAST_PAYLOAD = TAIL + LENGTH_BYTES;

/**
 * Where the packets end that define so many columns, the first of which begins at `start`; -1 where `bytes` does not hold
 * them all: an answer comes in several pieces then.
 */
export function endOfColumns(bytes: Uint8Array, start: number, count: number): number {
  let at = start;
  for (let column = 0; column < count; column += 1) {
    if (at + HEADER > bytes.length) return -1;
    const length = payloadLength(bytes, at);
    if (length < LEAST_PAYLOAD) return -1;
    at += HEADER + length;
  }
  return at > bytes.length ? -1 : at;
}

export class ColumnBlock {
  /** With memory of its own: what was read is a part of something larger. */
  readonly #bytes: Buffer;
  /** Where the lengths of the columns stand. */
  readonly #lengthsAt: readonly number[];

  /** `start` and `end` as `endOfColumns` takes and gives them. */
  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = Buffer.alloc(end - start);
    this.#bytes.set(bytes.subarray(start, end));
    const lengthsAt: number[] = [];
    for (let at = 0; at < this.#bytes.length;) {
      at += HEADER + payloadLength(this.#bytes, at);
      lengthsAt.push(at - TAIL);
    }
    this.#lengthsAt = lengthsAt;
  }

  get size(): number {
    return this.#bytes.length;
  }

  /**
   * Whether the same columns stand there, but for their lengths: MySQL tells a variable's present length, which no value is
   * read by.
   */
  standsAt(bytes: Buffer, start: number, end: number): boolean {
    const own = this.#bytes;
    if (end - start !== own.length) return false;
    if (own.compare(bytes, start, end) === 0) return true;
    let from = 0;
    for (const at of this.#lengthsAt) {
      for (let index = from; index < at; index += 1) if (own[index] !== bytes[start + index]) return false;
      from = at + LENGTH_BYTES;
    }
    for (let index = from; index < own.length; index += 1) if (own[index] !== bytes[start + index]) return false;
    return true;
  }
}

function payloadLength(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
}
