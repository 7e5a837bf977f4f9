/** From the rows of a MySQL replica status to channels. Column names: spec/dialects §2. */
import type { ChannelSettings, ReplicationChannel } from '@topiary/domain';
import { hasAppliedAll } from '@topiary/domain';
import type { ChannelColumns } from '../channel-columns.ts';
import { channelFrame, filterColumns, filtersOf, tlsOf } from '../channel-parts.ts';
import type { Answers, ProbeRole } from '../dialect.ts';
import { numberOf, RowReader, textOf, type ColumnCache, type ResultSet } from '../result-set.ts';
import { textOrNull, withoutSpace } from '../values.ts';

/** Channels of Group Replication itself are the group's own plumbing: they name no source and are no edges. */
const GROUP_CHANNELS: ReadonlySet<string> = new Set(['group_replication_applier', 'group_replication_recovery']);

const FILTER_COLUMNS = filterColumns('Replicate_Rewrite_DB', 'Replicate_Ignore_Server_Ids');

export function channelsOf(
  answers: Answers<ProbeRole>,
  cache: ColumnCache,
  columns: ChannelColumns,
): readonly ReplicationChannel[] {
  const status = answers.get('replica-status');
  if (status === undefined || status.rows.length === 0) return [];
  const extra = extraSettings(answers.get('channel-settings'));
  const reader = new RowReader(cache.columnsOf('replica-status', status));
  return status.rows
    .map((row) => channelOf(reader.at(row), columns, extra))
    .filter((channel) => !GROUP_CHANNELS.has(channel.name));
}

interface ExtraSettings {
  readonly heartbeatPeriodSeconds: number | null;
  readonly compression: string | null;
}

/** The compression is the third column where the generation tells it. */
function extraSettings(result: ResultSet | undefined): ReadonlyMap<string, ExtraSettings> {
  const rows = result?.rows ?? [];
  return new Map(
    rows.map(([channel, heartbeat, compression]) => [
      textOf(channel),
      {
        heartbeatPeriodSeconds: numberOf(heartbeat),
        compression: compression === undefined ? null : textOf(compression),
      },
    ]),
  );
}

function channelOf(
  row: RowReader,
  columns: ChannelColumns,
  extra: ReadonlyMap<string, ExtraSettings>,
): ReplicationChannel {
  const name = row.text('channel_name');
  const frame = channelFrame(row, columns);
  const positioning = row.yes('auto_position') ? 'auto-position' : 'file';
  const retrieved = withoutSpace(row.text('retrieved_gtid_set'));
  const isDone = hasAppliedAll({ ...frame, positioning, retrieved }, row.text('executed_gtid_set'));
  return {
    ...frame,
    name,
    sourceUuid: textOrNull(row.text(columns.uuid)),
    positioning,
    retrieved,
    ...(isDone ? { appliedAll: true } : {}),
    filters: filtersOf(row, FILTER_COLUMNS),
    settings: settingsOf(row, columns, extra.get(name)),
  };
}

/** The public key's columns came with 8.0.4: without them there is nothing to restate. */
function settingsOf(row: RowReader, columns: ChannelColumns, extra: ExtraSettings | undefined): ChannelSettings {
  return {
    heartbeatPeriodSeconds: extra?.heartbeatPeriodSeconds ?? null,
    connectRetrySeconds: row.integer('connect_retry'),
    retryCount: row.integer(columns.retryCount),
    tls: tlsOf(row, columns),
    publicKeyPath: row.has(columns.publicKeyPath) ? row.text(columns.publicKeyPath) : null,
    getPublicKey: row.has(columns.getPublicKey) ? row.yes(columns.getPublicKey) : null,
    compression: extra?.compression ?? null,
  };
}
