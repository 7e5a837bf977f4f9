/**
 * Proofs of a password against a challenge. The server knows the password, so that caching_sha2_password always ends with
 * its short proof, which needs neither TLS nor a key.
 */
import { createHash, timingSafeEqual } from 'node:crypto';

export type AuthPlugin = 'mysql_native_password' | 'caching_sha2_password';

/** Native: SHA1(p) XOR SHA1(scramble + SHA1(SHA1(p))). caching_sha2: SHA256(p) XOR SHA256(SHA256(SHA256(p)) + scramble). */
export function proves(plugin: AuthPlugin, { password, scramble, proof }: ProofParts): boolean {
  const hash = (...parts: readonly Buffer[]): Buffer => {
    const digest = createHash(plugin === 'mysql_native_password' ? 'sha1' : 'sha256');
    for (const part of parts) digest.update(part);
    return digest.digest();
  };
  const once = hash(Buffer.from(password, 'utf8'));
  const twice = hash(once);
  const mask = plugin === 'mysql_native_password' ? hash(scramble, twice) : hash(twice, scramble);
  const expected = once.map((byte, index) => byte ^ (mask[index] ?? 0));
  return proof.length === expected.length && timingSafeEqual(expected, proof);
}

interface ProofParts {
  readonly password: string;
  readonly scramble: Buffer;
  readonly proof: Buffer;
}
