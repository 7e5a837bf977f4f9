/** What a MariaDB replica heard of its source: its status counts the heartbeats, and tells no times. */
import type { Hearing } from '@topiary/domain';
import { instanceIdOf } from '@topiary/domain';
import { RowReader } from '../result-set.ts';
import type { ColumnCache, ResultSet } from '../result-set.ts';
import { channelsOf } from './parse.ts';

const MS_PER_SECOND = 1_000;

export function mariadbHearings([status]: readonly ResultSet[], cache: ColumnCache): readonly Hearing[] {
  if (status === undefined || status.rows.length === 0) return [];
  const reader = new RowReader(cache.columnsOf('replica-status', status));
  return channelsOf(new Map([['replica-status', status]]), cache).map(
    ({ name, source, receiver, retrieved, readPosition }, at) => {
      const row = reader.at(status.rows[at] ?? []);
      const beats = row.text('slave_received_heartbeats');
      const period = Number(row.text('slave_heartbeat_period'));
      return {
        channel: name,
        source: instanceIdOf(source),
        receiver,
        mark: beats === '' ? null : `${readPosition?.file ?? ''}:${readPosition?.position ?? ''} ${retrieved} ${beats}`,
        heartbeatMs: Number.isFinite(period) ? period * MS_PER_SECOND : null,
        silentForMs: null,
      };
    },
  );
}
