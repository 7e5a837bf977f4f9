/** Steps on logs, GTIDs and semi-sync, as statements of MySQL. Source: spec/dialects §5, §6, §7, §9. */
import { formatCoordinates, formatMysqlGtid, MysqlGtidSet, parseCoordinates } from '@topiary/domain';
import type {
  InjectEmptyStep,
  ReadLogPositionStep,
  ResetBinaryLogsStep,
  SetPositioningStep,
  SetSemiSyncStep,
  WaitForLogPositionStep,
  WaitForTransactionsStep,
} from '@topiary/domain';
import type { RenderContext } from '@topiary/engine';
import { quoteText } from '../../sql/quote.ts';
import type { StepConclusion } from '../dialect.ts';
import { placeholderOf, POSITION_RESULT, positionOf } from '../position-value.ts';
import { numberOf, textOf } from '../result-set.ts';
import type { ResultSet } from '../result-set.ts';
import { secondsText } from '../seconds.ts';
import type { UpkeepRows } from '../server-step-rows.ts';
import { optionList } from '../statement-text.ts';
import { startThreads } from '../step-frame.ts';
import { killProcess } from '../kill-rows.ts';
import { purgeBinaryLogs } from '../purge-rows.ts';
import type { MysqlWords } from './words.ts';

const forChannel = (channel: string): string => `FOR CHANNEL ${quoteText(channel)}`;

export function mysqlUpkeepRows(words: MysqlWords): UpkeepRows {
  return {
    'set-gtid-mode': { statements: ({ to }) => [`SET GLOBAL gtid_mode = ${to}`] },
    'set-gtid-consistency': { statements: ({ to }) => [`SET GLOBAL enforce_gtid_consistency = ${to}`] },
    'wait-for-transactions': { statements: ({ which }) => [UNDER_WAY[which]], conclude: noneUnderWay },
    'read-log-position': { statements: () => [words.statements.binlogPosition], conclude: logPosition },
    'wait-for-log-position': {
      statements: (step, context) => waitForLogPosition(step, context, words),
      conclude: (_step, results) => reached(results),
    },
    'purge-binary-logs': purgeBinaryLogs,
    'reset-binary-logs': { statements: (step, context) => resetLogs(step, context, words) },
    'set-gtid-purged': { statements: ({ to }) => [`SET GLOBAL gtid_purged = ${quoteText(to)}`] },
    'inject-empty-transactions': { statements: injectEmpty },
    'kill-process': killProcess,
    'set-semi-sync': { statements: (step) => setSemiSync(step, words) },
    'set-positioning': { statements: (step) => setPositioning(step, words) },
  };
}

const UNDER_WAY = {
  anonymous: "SHOW GLOBAL STATUS LIKE 'Ongoing_anonymous_transaction_count'",
  'with-gtid': 'SELECT @@global.gtid_owned',
} as const;

function noneUnderWay({ which }: WaitForTransactionsStep, results: readonly ResultSet[]): StepConclusion {
  const [row] = results.at(-1)?.rows ?? [];
  const isNone = which === 'anonymous' ? numberOf(row?.[1]) === 0 : textOf(row?.[0]) === '';
  return isNone ? { kind: 'done', results: {} } : { kind: 'not-yet' };
}

function logPosition(_step: ReadLogPositionStep, results: readonly ResultSet[]): StepConclusion {
  const [file, position] = results.at(-1)?.rows[0] ?? [];
  const coordinates = { file: textOf(file), position: numberOf(position) ?? 0 };
  return { kind: 'done', results: { [POSITION_RESULT]: formatCoordinates(coordinates) } };
}

function waitForLogPosition(
  { channel, position, deadlineMs }: WaitForLogPositionStep,
  context: RenderContext,
  { variables }: MysqlWords,
): readonly string[] {
  // The function got its new name together with the variables.
  const wait = variables.logReplicaUpdates === 'log_replica_updates' ? 'SOURCE_POS_WAIT' : 'MASTER_POS_WAIT';
  const at = parseCoordinates(positionOf(position, context) ?? '');
  const place = at === null ? placeholderOf(position) : `${quoteText(at.file)}, ${at.position}`;
  return [`SELECT ${wait}(${place}, ${secondsText(deadlineMs)}, ${quoteText(channel)})`];
}

/** NULL: no applier runs, -1: the time is over. */
function reached(results: readonly ResultSet[]): StepConclusion {
  const value = numberOf(results.at(-1)?.rows[0]?.[0]);
  return value !== null && value >= 0 ? { kind: 'done', results: {} } : { kind: 'timed-out' };
}

/** One packet: between its two statements the server has executed nothing that it knows of. */
function resetLogs(
  { executed, without }: ResetBinaryLogsStep,
  context: RenderContext,
  { statements }: MysqlWords,
): readonly string[] {
  const reset = statements.resetLogs;
  if (executed === null) return [reset];
  const position = positionOf(executed, context);
  const shown = without === '' ? placeholderOf(executed) : `${placeholderOf(executed)} without ${without}`;
  const kept = position === null ? shown : MysqlGtidSet.of(position).subtract(MysqlGtidSet.of(without)).toText();
  return kept === '' ? [reset] : [reset, `SET GLOBAL gtid_purged = ${quoteText(kept)}`];
}

function injectEmpty({ gtids, count }: InjectEmptyStep): readonly string[] {
  const each = MysqlGtidSet.of(gtids)
    .list(count)
    .flatMap((gtid) => [`SET gtid_next = ${quoteText(formatMysqlGtid(gtid))}`, 'BEGIN', 'COMMIT']);
  return [...each, "SET gtid_next = 'AUTOMATIC'"];
}

const SIDES = {
  'source-replica': { source: 'source', replica: 'replica' },
  'master-slave': { source: 'master', replica: 'slave' },
} as const;

function setSemiSync({ side, to, words: spelling, channels }: SetSemiSyncStep, words: MysqlWords): readonly string[] {
  const { replica } = words.statements;
  return [
    `SET GLOBAL rpl_semi_sync_${SIDES[spelling][side]}_enabled = ${to ? 1 : 0}`,
    ...channels.flatMap((channel) => [
      `STOP ${replica} IO_THREAD ${forChannel(channel)}`,
      `START ${replica} IO_THREAD ${forChannel(channel)}`,
    ]),
  ];
}

/** Without a file the server takes the one that it applies. */
function setPositioning(step: SetPositioningStep, { statements, options }: MysqlWords): readonly string[] {
  const { changeSource, replica } = statements;
  const channel = forChannel(step.channel);
  const { prefix } = options;
  const heartbeat = step.heartbeatPeriodSeconds;
  return [
    `STOP ${replica} ${channel}`,
    `${changeSource} ${optionList([
      [`${prefix}_AUTO_POSITION`, step.to === 'file' ? '0' : '1'],
      [`${prefix}_HEARTBEAT_PERIOD`, heartbeat === null ? null : String(heartbeat)],
    ])} ${channel}`,
    ...startThreads(step.before, (thread) => `START ${replica}${thread} ${channel}`),
  ];
}
