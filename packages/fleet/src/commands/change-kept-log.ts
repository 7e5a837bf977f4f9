/** CHANGE MASTER on a binlog server: its log is one line, which a master can only go on with. */
import { nextBinlogFile } from '@topiary/domain';
import { writePosition } from '../binlog/binary-log.ts';
import type { Failed } from '../model/outcome.ts';
import type { Channel } from '../replication/channel.ts';
import { placeToKeepFrom, standAtLogEnd } from '../replication/keep-log.ts';
import { routerCannotGoThere, routerRuns } from '../words/router.ts';
import type { SourceChanges } from './command.ts';

const FIRST_POSITION = 4;

/** `null`: it can be done. */
export function mistakeOfKeeper({ receiver, replica }: Channel, { file, position }: SourceChanges): Failed | null {
  if (receiver.state !== 'stopped') return routerRuns();
  if (replica.binlog === null) return null;
  const end = writePosition(replica.binlog);
  const next = nextBinlogFile(end.file) ?? end.file;
  if (file !== undefined && file !== end.file && file !== next)
    return routerCannotGoThere({
      part: 'file',
      wanted: file,
      permitted: `${end.file} or ${next}`,
      ...end,
    });
  const permitted = file === next ? FIRST_POSITION : end.position;
  return position === undefined || position === permitted
    ? null
    : routerCannotGoThere({ part: 'position', wanted: position, permitted: String(permitted), ...end });
}

/** A change of address does not make it forget where it is. */
export function settleKeeper(channel: Channel, { file }: SourceChanges): void {
  channel.readPosition = { file: file ?? '', position: FIRST_POSITION };
  const place = placeToKeepFrom(channel);
  standAtLogEnd(channel);
  channel.readPosition = place;
  channel.executedPosition = place;
}
