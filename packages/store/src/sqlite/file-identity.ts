import { statSync } from 'node:fs';

/** Device and inode of what `path` names now, or `null` when it names nothing. Does not open the file. */
export function identityOf(path: string): string | null {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? null : `${stats.dev}:${stats.ino}`;
}
