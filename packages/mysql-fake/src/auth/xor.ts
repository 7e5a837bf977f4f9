/** The mask is repeated where it is shorter. */
export function xor(bytes: Buffer, mask: Buffer): Buffer {
  const result = Buffer.allocUnsafe(bytes.length);
  for (const [index, byte] of bytes.entries()) result[index] = byte ^ (mask[index % mask.length] ?? 0);
  return result;
}
