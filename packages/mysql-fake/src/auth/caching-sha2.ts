/**
 * caching_sha2_password: a short proof where the server has seen the password before, else the password itself, under
 * TLS or under the server's RSA key. Words and marks: "Caching_sha2_password information" of the server's sources.
 */
import { constants, createHash, privateDecrypt, timingSafeEqual, type KeyObject } from 'node:crypto';
import { xor } from './xor.ts';

/** First byte of a packet that continues an authentication. */
export const MORE_DATA_MARK = 0x01;
export const FAST_SUCCESS = 0x03;
export const FULL_NEEDED = 0x04;
/** A client's packet of this one byte asks for the public key. */
export const PUBLIC_KEY_REQUEST = 0x02;

/** SHA256(password) XOR SHA256(SHA256(SHA256(password)) + scramble). */
export function shortProofMatches(password: string, scramble: Buffer, proof: Buffer): boolean {
  const once = sha256(Buffer.from(password, 'utf8'));
  const expected = xor(once, sha256(sha256(once), scramble));
  return proof.length === expected.length && timingSafeEqual(proof, expected);
}

/** What a client sends under TLS: the password and a NUL. */
export function clearPasswordMatches(password: string, sent: Buffer): boolean {
  const expected = Buffer.from(`${password}\0`, 'utf8');
  return sent.length === expected.length && timingSafeEqual(sent, expected);
}

/** The same, XORed with the scramble and encrypted with the public key (OAEP). Anything else does not match. */
export function encryptedPasswordMatches(
  password: string,
  { sent, scramble, key }: { readonly sent: Buffer; readonly scramble: Buffer; readonly key: KeyObject },
): boolean {
  try {
    const masked = privateDecrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }, sent);
    return clearPasswordMatches(password, xor(masked, scramble));
  } catch {
    return false;
  }
}

function sha256(...parts: readonly Buffer[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
