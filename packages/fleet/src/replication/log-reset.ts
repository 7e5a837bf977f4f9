/**
 * What becomes of those who read a log that is reset. A dump goes on with the file that it has open, which nobody can see any
 * more, until the log that took its name has grown past that place. Found by trying on MySQL 9.7 and MariaDB 10.11, 11.8.
 */
import { familyOf } from '@topiary/domain';
import { fileNumbered } from '../binlog/binary-log.ts';
import type { BinaryLog } from '../binlog/binary-log.ts';
import type { World } from '../model/world.ts';
import { sendToReplica } from './connection.ts';
import { endDump } from './dump.ts';
import type { Dump } from './dump.ts';
import { refuseDump } from './refuse-dump.ts';
import { wakeInVain } from './silence.ts';

/** To be called with the log as it was, once the new one begins with file `firstNumber`. */
export function leaveResetLog(world: World, dump: Dump, before: BinaryLog, firstNumber: number): void {
  const { file: number, index } = dump.cursor;
  const file = fileNumbered(before, number);
  if (number !== firstNumber || file === null) return refuseDump(world, dump, 'could not find next log');
  const { connection } = dump;
  dump.reset ??= {
    position: file.entries[index - 1]?.end ?? file.headerBytes,
    waitsSinceMs: connection.heardAtMs,
  };
  wakeInVain(world, connection, dump.reset);
  dump.cursor = { file: firstNumber, index: 0 };
}

/** MySQL finds nothing where it was and gives up; MariaDB lets the replica connect anew. */
export function logWasReset(world: World, dump: Dump): void {
  if (familyOf(dump.connection.source.product) === 'mysql')
    return refuseDump(world, dump, 'I/O error reading log event');
  endDump(dump);
  sendToReplica(world, dump.connection, () => world.reactions.receiverLost(world, dump.connection, 'closed'));
}
