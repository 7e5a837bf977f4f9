import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** What set-up and tests leave behind between runs: ignored by git, safe to delete. */
export const CACHE = path.join(ROOT, '.cache');

/**
 * @param {string} name of a command that the repository's own dependencies bring
 * @returns {string} its absolute path
 */
export function bin(name) {
  return path.join(ROOT, 'node_modules/.bin', name);
}
