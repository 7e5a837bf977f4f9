import type { ReplicationChannel } from '../topology/observation.ts';

/**
 * Whether the place by file that a channel tells is the place of what it has applied, in its present source's log. While it follows GTIDs that
 * is so only once it has applied all that it received: a MariaDB receiver that connects sets the place back to the beginning of a
 * file, and a MySQL applier whose receiver was pointed elsewhere tells the place in the old source's log until something of the
 * new one comes. Going on from there by file would apply transactions again, or leave some out.
 */
export function knowsItsPlace(channel: ReplicationChannel): boolean {
  const { executedPosition: executed, readPosition: read, positioning } = channel;
  if (executed === null || executed.file === '') return false;
  return positioning === 'file' || (read?.file === executed.file && read.position === executed.position);
}
