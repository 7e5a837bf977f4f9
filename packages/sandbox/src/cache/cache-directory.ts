import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** `$TOPIARY_CACHE`, else `~/.cache/topiary`: outside any checkout, so that a fresh clone finds what an earlier one fetched. */
export function cacheDirectory(environment: Environment = process.env): string {
  const named = environment['TOPIARY_CACHE'];
  return named !== undefined && named !== '' ? resolve(named) : join(homedir(), '.cache', 'topiary');
}
