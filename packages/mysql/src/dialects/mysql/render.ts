/**
 * Steps as statements of MySQL. The channel is always named, because `STOP REPLICA` without one stops every channel of
 * the server.
 */
import { assert, unreachable, type PointReplicaAtStep } from '@topiary/domain';
import { quoteText } from '../../sql/quote.ts';
import { placeholderOf, positionOf } from '../position-value.ts';
import { numberOf } from '../result-set.ts';
import { secondsText } from '../seconds.ts';
import { sourceOptions } from '../source-options.ts';
import { optionList } from '../statement-text.ts';
import { startThreads, type StepRenderers } from '../step-frame.ts';
import { withoutSpace } from '../values.ts';
import { MYSQL_SERVER_ROWS } from './server-rows.ts';
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
    pointReplicaAt: (step) => pointReplicaAt(step, words),
    startReplication: (step) =>
      startThreads(step.before, (thread) => `START ${replica}${thread} ${forChannel(step.channel)}`),
    server: { ...MYSQL_SERVER_ROWS, ...mysqlUpkeepRows(words) },
    positionFrom: withoutSpace,
    reachedFrom: (value) => numberOf(value) === 0,
  };
}

function pointReplicaAt(step: PointReplicaAtStep, words: MysqlWords): readonly string[] {
  assert(
    step.positioning !== 'file',
    'a change of source without GTIDs needs the position at the new source, which this step does not carry',
    step.id,
  );
  const { changeSource, replica } = words.statements;
  const channel = forChannel(step.channel);
  // An applier that was left alone is not started either.
  const before = step.stops === 'receiver' ? ({ ...step.before, applier: 'stopped' } as const) : step.before;
  return [
    ...stopStatements(step.stops, replica, channel),
    `${changeSource} ${optionList(sourceOptions(step, words.options))} ${channel}`,
    ...startThreads(before, (thread) => `START ${replica}${thread} ${channel}`),
  ];
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
