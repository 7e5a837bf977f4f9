/** The key that signs access tokens: a file in the data directory that only its owner can read. */
import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { codeOf } from '../runtime/error-code.ts';
import { StartFailure } from './start-failure.ts';

const KEY_BYTES = 32;
const ONLY_OWNER = 0o600;

export function accessKeyFile(dataDirectory: string): string {
  return `${dataDirectory}/access-token.key`;
}

/** `null`: there is none yet. Throws `StartFailure` when it cannot be read. */
export function readAccessKey(dataDirectory: string): Buffer | null {
  const path = accessKeyFile(dataDirectory);
  try {
    const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'hex');
    if (key.length === KEY_BYTES) return key;
  } catch (error) {
    const code = codeOf(error) ?? 'EIO';
    if (code === 'ENOENT') return null;
    throw new StartFailure([`${path}, which signs access tokens, cannot be read (${code}).`], { cause: error });
  }
  throw new StartFailure([`${path} does not hold a key: remove it, and the next start makes another.`]);
}

/** Of several that are made at once one holds. */
export function makeAccessKey(dataDirectory: string): Buffer {
  const known = readAccessKey(dataDirectory);
  if (known !== null) return known;
  const path = accessKeyFile(dataDirectory);
  const made = `${path}.${process.pid}`;
  const key = randomBytes(KEY_BYTES);
  try {
    writeFileSync(made, key.toString('hex'), { mode: ONLY_OWNER, flag: 'w' });
    linkSync(made, path);
  } catch (error) {
    const code = codeOf(error) ?? 'EIO';
    if (code !== 'EEXIST')
      throw new StartFailure([`${path}, which signs access tokens, cannot be written (${code}).`], { cause: error });
    return makeAccessKey(dataDirectory);
  } finally {
    unlinkSync(made);
  }
  return key;
}
