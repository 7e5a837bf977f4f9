/**
 * Steps as statements of MySQL. The channel is always named, because `STOP REPLICA` without one stops every channel of
 * the server.
 */
import { assert, unreachable, type PointReplicaAtStep } from '@topiary/domain';
import { quoteText } from '../../sql/quote.ts';
import { channelColumns } from '../channel-columns.ts';
import { coordinateOptions, coordinateRows, type CoordinateWords } from '../coordinate-rows.ts';
import type { StepContext } from '../dialect.ts';
import { placeholderOf, positionOf } from '../position-value.ts';
import { numberOf } from '../result-set.ts';
import { secondsText } from '../seconds.ts';
import { sourceOptions } from '../source-options.ts';
import { optionList } from '../statement-text.ts';
import { startThreads, type StepRenderers } from '../step-frame.ts';
import { withoutSpace } from '../values.ts';
import { mysqlReplicationRows } from './replication-rows.ts';
import { profileRows } from '../profile-rows.ts';
import { MYSQL_SERVER_ROWS } from './server-rows.ts';
import { mysqlSourceRows } from './source-rows.ts';
import { mysqlUpkeepRows } from './upkeep-rows.ts';
import type { MysqlWords } from './words.ts';

const forChannel = (channel: string): string => `FOR CHANNEL ${quoteText(channel)}`;

export function mysqlSteps(words: MysqlWords): StepRenderers {
  const { replica } = words.statements;
  return {
    // Everything applied is in `gtid_executed`: with the applier stopped it is what this replica has of its source.
    stopReplication: (step) => [`STOP ${replica} ${forChannel(step.channel)}`, 'SELECT @@global.gtid_executed'],
    waitForPosition: (step, context) => {
      const position = positionOf(step.position, context) ?? placeholderOf(step.position);
      return [`SELECT WAIT_FOR_EXECUTED_GTID_SET(${quoteText(position)}, ${secondsText(step.deadlineMs)})`];
    },
    pointReplicaAt: (step, context) => pointReplicaAt(step, words, context),
    startReplication: (step) =>
      startThreads(step.before, (thread) => `START ${replica}${thread} ${forChannel(step.channel)}`),
    server: {
      ...MYSQL_SERVER_ROWS,
      // The word came with those of the binary log.
      ...profileRows(words.statements.resetLogs === 'RESET MASTER' ? 'DISABLE ON SLAVE' : 'DISABLE ON REPLICA'),
      ...mysqlUpkeepRows(words),
      ...mysqlReplicationRows(words),
      ...mysqlSourceRows(words),
      ...coordinateRows(coordinateWords(words)),
    },
    positionFrom: withoutSpace,
    reachedFrom: (value) => numberOf(value) === 0,
  };
}

function pointReplicaAt(step: PointReplicaAtStep, words: MysqlWords, context: StepContext): readonly string[] {
  assert(
    step.positioning !== 'file' || step.coordinates !== undefined,
    'a change of source without GTIDs needs the position at the new source',
    step.id,
  );
  const { changeSource, replica } = words.statements;
  const channel = forChannel(step.channel);
  const place = coordinateOptions(step, words.options.prefix, context);
  // An applier that was left alone is not started either.
  const before = step.stops === 'receiver' ? ({ ...step.before, applier: 'stopped' } as const) : step.before;
  return [
    ...stopStatements(step.stops, replica, channel),
    `${changeSource} ${optionList([...sourceOptions(step, words.options), ...place])} ${channel}`,
    ...startThreads(before, (thread) => `START ${replica}${thread} ${channel}`),
  ];
}

function coordinateWords({ statements, options, columns }: MysqlWords): CoordinateWords {
  const { executedFile, executedPosition } = channelColumns(columns.source, columns.replica);
  const { replica } = statements;
  return {
    prefix: options.prefix,
    stop: (channel) => `STOP ${replica} ${forChannel(channel)}`,
    status: (channel) => `${statements.replicaStatus} ${forChannel(channel)}`,
    binlogPosition: statements.binlogPosition,
    startUntil: (channel, until) => `START ${replica} UNTIL ${until} ${forChannel(channel)}`,
    executedFile,
    executedPosition,
  };
}

function stopStatements(stops: PointReplicaAtStep['stops'], replica: string, channel: string): readonly string[] {
  switch (stops) {
    case 'receiver':
      return [`STOP ${replica} IO_THREAD ${channel}`];
    case 'both':
      return [`STOP ${replica} ${channel}`];
    case 'none':
      return [];
    default:
      return unreachable(stops);
  }
}
