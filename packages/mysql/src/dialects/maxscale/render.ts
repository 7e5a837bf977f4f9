/**
 * The steps of a binlog router's move, in its words: it goes on in the same log below another server, at the end of what
 * it has of it, which is the only place that it takes. Source: spec/refactoring §18, the router of MaxScale 2.x.
 */
import { assert } from '@topiary/domain';
import type { PointReplicaAtStep, SqlStep } from '@topiary/domain';
import { quoteText } from '../../sql/quote.ts';
import { channelColumns } from '../channel-columns.ts';
import { coordinateOptions, coordinateRows } from '../coordinate-rows.ts';
import type { StepConclusion, StepContext } from '../dialect.ts';
import type { ResultSet } from '../result-set.ts';
import { optionList } from '../statement-text.ts';

const [STOP, START, STATUS] = ['STOP SLAVE', 'START SLAVE', 'SHOW SLAVE STATUS'];
const { executedFile, executedPosition } = channelColumns('master', 'slave');

/** It has one channel, and nothing that applies. */
const COORDINATES = coordinateRows({
  prefix: 'MASTER',
  stop: () => STOP,
  status: () => STATUS,
  binlogPosition: 'SHOW MASTER STATUS',
  startUntil: () => START,
  executedFile,
  executedPosition,
});

export function render(step: SqlStep, context: StepContext): readonly string[] {
  switch (step.kind) {
    case 'stop-at-coordinates':
      return COORDINATES[step.kind].statements(step, context);
    case 'stop-replication':
      return [STOP];
    case 'point-replica-at':
      return [pointAt(step, context)];
    case 'start-replication':
      return [START];
    default:
      return refuse(step);
  }
}

export function conclude(step: SqlStep, results: readonly ResultSet[]): StepConclusion {
  switch (step.kind) {
    case 'stop-at-coordinates':
      return COORDINATES[step.kind].conclude?.(step, results) ?? { kind: 'done', results: {} };
    case 'stop-replication':
    case 'point-replica-at':
    case 'start-replication':
      return { kind: 'done', results: {} };
    default:
      return refuse(step);
  }
}

/** Its account and its other settings stay as they are: it is not asked for them. */
function pointAt(step: PointReplicaAtStep, context: StepContext): string {
  assert(step.stops === 'none', 'a binlog server stands when it is pointed', step.id);
  const place = coordinateOptions(step, 'MASTER', context);
  return `CHANGE MASTER TO ${optionList([['MASTER_HOST', quoteText(step.to.host)], ['MASTER_PORT', String(step.to.port)], ...place])}`;
}

function refuse(step: SqlStep): never {
  assert(false, 'no such step is planned on a binlog server', step.kind);
}
