/** What an applier that stopped says. Texts as MySQL 9.7.4 and MariaDB 10.11.18 print them. */
import { familyOf, formatMariadbGtid, type MariadbGtid } from '@topiary/domain';
import type { RelayEntry } from '../model/server-state.ts';
import type { Server } from '../model/server.ts';
import { numberSetting } from '../model/settings.ts';
import { gtidText } from './gtid-position.ts';
import { tableAndKey } from './rows.ts';
import type { RowConflict } from './rows.ts';
import { wordsOf } from '../words/wording.ts';

export function applierConflictText(replica: Server, entry: RelayEntry, conflict: RowConflict): string {
  const { source } = wordsOf(replica.product);
  const at = `${source} log ${entry.sourceFile}, end_log_pos ${entry.sourceEnd}`;
  if (familyOf(replica.product) === 'mysql' && numberSetting(replica, 'replica_parallel_workers') > 0)
    return `Coordinator stopped because there were error(s) in the worker(s). The most recent failure being: Worker 1 failed executing transaction '${gtidText(entry.transaction)}' at ${at}. See error log and/or performance_schema.replication_applier_status_by_worker table for more details about this failure or others, if any.`;
  return `${eventText(replica, conflict)}; the event's ${at}`;
}

function eventText(replica: Server, { number, row }: RowConflict): string {
  const { table, key } = tableAndKey(row);
  const suffix = familyOf(replica.product) === 'mariadb' ? '_v1' : '';
  switch (number) {
    case 1062:
      return `Could not execute Write_rows${suffix} event on table ${table}; Duplicate entry '${key}' for key 'PRIMARY', Error_code: 1062; handler error HA_ERR_FOUND_DUPP_KEY`;
    case 1032:
      return `Could not execute Update_rows${suffix} event on table ${table}; Can't find record in '${table.split('.').at(-1) ?? table}', Error_code: 1032; handler error HA_ERR_KEY_NOT_FOUND`;
    default:
      return `Could not execute Write_rows${suffix} event on table ${table}; The table is full, Error_code: 1114; handler error HA_ERR_RECORD_FILE_FULL`;
  }
}

export function applierOutOfOrderText(gtid: MariadbGtid, latest: MariadbGtid): string {
  return `An attempt was made to binlog GTID ${formatMariadbGtid(gtid)} which would create an out-of-order sequence number with existing GTID ${formatMariadbGtid(latest)}, and gtid strict mode is enabled`;
}
