/**
 * What a MySQL replica heard of its source. The replica status shows how far it received, and performance_schema its
 * heartbeats. Where the account may not read those, a quiet source cannot be told from one that stands still.
 */
import type { Hearing } from '@topiary/domain';
import { instanceIdOf } from '@topiary/domain';
import { channelColumns } from '../channel-columns.ts';
import type { Dialect } from '../dialect.ts';
import { numberOf, textOf } from '../result-set.ts';
import type { ResultSet } from '../result-set.ts';
import { channelsOf } from './parse-channels.ts';
import type { MysqlWords } from './words.ts';

const TABLE = 'performance_schema.replication_connection_status';
const PERIODS = 'SELECT CHANNEL_NAME, HEARTBEAT_INTERVAL FROM performance_schema.replication_connection_configuration';
const MS_PER_SECOND = 1_000;

interface Heard {
  readonly beats: string;
  readonly silentForMs: number | null;
}

export function mysqlHearing({
  statements,
  columns,
  tellsQueueing,
}: MysqlWords): Pick<Dialect, 'hearingStatements' | 'hearings'> {
  const times = ['LAST_HEARTBEAT_TIMESTAMP', 'LAST_QUEUED_TRANSACTION_END_QUEUE_TIMESTAMP', 'QUEUEING_TRANSACTION'];
  const wanted = ['CHANNEL_NAME', 'COUNT_RECEIVED_HEARTBEATS', ...(tellsQueueing ? ['NOW(6)', ...times] : [])];
  const names = channelColumns(columns.source, columns.replica);
  return {
    hearingStatements: [statements.replicaStatus, PERIODS, `SELECT ${wanted.join(', ')} FROM ${TABLE}`],
    hearings: ([status, periods, beats], cache) => {
      if (status === undefined) return [];
      const settings = periods === undefined ? [] : ([['channel-settings', periods]] as const);
      const channels = channelsOf(new Map([['replica-status', status], ...settings]), cache, names);
      const heard = heardIn(beats);
      return channels.map(
        ({ name, source, receiver, retrieved, readPosition, settings: { heartbeatPeriodSeconds } }) => {
          const own = heard.get(name);
          const received = `${readPosition?.file ?? ''}:${readPosition?.position ?? ''} ${retrieved}`;
          return {
            channel: name,
            source: instanceIdOf(source),
            receiver,
            mark: own === undefined ? null : `${received} ${own.beats}`,
            heartbeatMs: heartbeatPeriodSeconds === null ? null : heartbeatPeriodSeconds * MS_PER_SECOND,
            silentForMs: own?.silentForMs ?? null,
          } satisfies Hearing;
        },
      );
    },
  };
}

function heardIn(result: ResultSet | undefined): ReadonlyMap<string, Heard> {
  return new Map(
    (result?.rows ?? []).map(([channel, beats, now, heartbeat, queued, queueing]) => [
      textOf(channel),
      { beats: String(numberOf(beats) ?? 0), silentForMs: silenceOf([heartbeat, queued], { now, queueing }) },
    ]),
  );
}

/** In the middle of a transaction events come of which the times tell nothing. */
function silenceOf(
  times: readonly unknown[],
  { now, queueing }: { readonly now: unknown; readonly queueing: unknown },
) {
  const last = Math.max(...times.map((time) => millisecondsOf(time) ?? -Infinity));
  const at = millisecondsOf(now);
  return at === null || last === -Infinity || textOf(queueing) !== '' ? null : Math.max(0, at - last);
}

/** All of them in the session's time zone, which cancels out. `null`: never. */
function millisecondsOf(time: unknown): number | null {
  const parsed = Date.parse(`${textOf(time).replace(' ', 'T')}Z`);
  return Number.isNaN(parsed) ? null : parsed;
}
