import { describe, expect, test } from 'vitest';
import { framed, packetsOf, type Packet } from './packets.ts';

const LONGEST = 0xff_ff_ff;

async function* inPiecesOf(size: number, bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(chunks: AsyncIterable<Buffer>): Promise<readonly Packet[]> {
  const packets: Packet[] = [];
  for await (const packet of packetsOf(chunks)) packets.push(packet);
  return packets;
}

describe('packets', () => {
  test('are the same however the network cuts them', async () => {
    const payloads = ['', 'a', 'bc'.repeat(300)].map((text) => Buffer.from(text));
    const bytes = Buffer.concat(payloads.map((payload, index) => framed(index, payload).bytes));
    const expected = payloads.map((payload, sequence) => ({ sequence, payload }));
    for (const size of [1, 3, 7, bytes.length]) expect(await read(inPiecesOf(size, bytes))).toEqual(expected);
  });

  test.each([LONGEST - 1, LONGEST, LONGEST + 1])(
    'of %i bytes arrive whole, with an empty one after a full one',
    async (length) => {
      const payload = Buffer.alloc(length, 7);
      const { bytes, next } = framed(255, payload);
      expect(next).toBe(length < LONGEST ? 0 : 1);
      const [packet, ...more] = await read(inPiecesOf(1_000_000, bytes));
      expect(more).toEqual([]);
      expect(packet?.payload.equals(payload)).toBe(true);
    },
  );
});
