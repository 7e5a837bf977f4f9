/** Steps on logs, GTIDs and semi-sync, as the commands that their statements are. */
import { formatMysqlGtid, MysqlGtidSet, parseCoordinates, unreachable, UPKEEP_STEP_KINDS } from '@topiary/domain';
import type {
  ResetBinaryLogsStep,
  SetPositioningStep,
  SetSemiSyncStep,
  Step,
  UpkeepStep,
  WaitForLogPositionStep,
} from '@topiary/domain';
import type { Command } from './command.ts';
import { positionOf, startThreads } from './step-parts.ts';
import type { StepContext } from './step-parts.ts';

export function isUpkeepStep(step: Step): step is UpkeepStep {
  return UPKEEP_STEP_KINDS.some((kind) => kind === step.kind);
}

export function upkeepStepCommands(step: UpkeepStep, context: StepContext): readonly Command[] {
  switch (step.kind) {
    case 'set-gtid-mode':
      return [setGlobal('gtid_mode', step.to)];
    case 'set-gtid-consistency':
      return [setGlobal('enforce_gtid_consistency', step.to)];
    case 'wait-for-transactions':
    case 'read-log-position':
      return [];
    case 'wait-for-log-position':
      return waitForLog(step, context);
    case 'purge-binary-logs':
      return [
        {
          kind: 'purge-logs',
          until:
            step.olderThanSeconds === undefined ? { toFile: step.to } : { olderThanMs: step.olderThanSeconds * 1000 },
        },
      ];
    case 'reset-binary-logs':
      return resetLogs(step, context);
    case 'set-gtid-purged':
      return [setGlobal('gtid_purged', step.to)];
    case 'inject-empty-transactions':
      return MysqlGtidSet.of(step.gtids)
        .list(step.count)
        .map((gtid) => ({ kind: 'inject-empty', gtid: formatMysqlGtid(gtid) }));
    case 'kill-process':
      return [{ kind: 'kill', connectionId: step.process, queryOnly: step.what === 'query' }];
    case 'set-semi-sync':
      return setSemiSync(step, context.family);
    case 'set-positioning':
      return setPositioning(step);
    default:
      return unreachable(step);
  }
}

function waitForLog(step: WaitForLogPositionStep, context: StepContext): readonly Command[] {
  const position = parseCoordinates(positionOf(step.position, context));
  if (position === null) return [];
  return [{ kind: 'wait-for-position', position, channel: step.channel, timeoutMs: step.deadlineMs }];
}

function resetLogs(step: ResetBinaryLogsStep, context: StepContext): readonly Command[] {
  const executed = step.executed === null ? '' : positionOf(step.executed, context);
  const kept =
    context.family === 'mysql' ? MysqlGtidSet.of(executed).subtract(MysqlGtidSet.of(step.without)).toText() : '';
  return [{ kind: 'reset-binary-logs' }, ...(kept === '' ? [] : [setGlobal('gtid_purged', kept)])];
}

function setSemiSync(
  { side, to, words, channels }: SetSemiSyncStep,
  family: StepContext['family'],
): readonly Command[] {
  const old = side === 'source' ? 'master' : 'slave';
  const word = family === 'mysql' && words === 'source-replica' ? side : old;
  return [
    setGlobal(`rpl_semi_sync_${word}_enabled`, to ? 'ON' : 'OFF'),
    ...channels.flatMap((channel): readonly Command[] => [
      { kind: 'stop-threads', channel, threads: { receiver: true, applier: false } },
      { kind: 'start-threads', channel, threads: { receiver: true, applier: false } },
    ]),
  ];
}

function setPositioning({ channel, to, before, heartbeatPeriodSeconds }: SetPositioningStep): readonly Command[] {
  const changes = {
    positioning: to,
    ...(heartbeatPeriodSeconds === null ? {} : { heartbeatPeriodSeconds }),
  };
  return [
    { kind: 'stop-threads', channel, threads: { receiver: true, applier: true } },
    { kind: 'change-source', channel, changes },
    ...startThreads(channel, before),
  ];
}

function setGlobal(name: string, value: string): Command {
  return { kind: 'set-variable', scope: 'global', name, value };
}
