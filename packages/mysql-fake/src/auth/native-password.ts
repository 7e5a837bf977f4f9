/** mysql_native_password: SHA1(password) XOR SHA1(scramble + SHA1(SHA1(password))). */
import { createHash, timingSafeEqual } from 'node:crypto';
import { xor } from './xor.ts';

export function nativeProofMatches(password: string, scramble: Buffer, proof: Buffer): boolean {
  if (password === '') return proof.length === 0;
  const expected = nativeProof(password, scramble);
  return proof.length === expected.length && timingSafeEqual(proof, expected);
}

function nativeProof(password: string, scramble: Buffer): Buffer {
  const once = sha1(Buffer.from(password, 'utf8'));
  return xor(once, sha1(scramble, sha1(once)));
}

function sha1(...parts: readonly Buffer[]): Buffer {
  const hash = createHash('sha1');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
