/**
 * Steps that change how a channel replicates, as statements of MySQL: the receiver's options are changed with the receiver
 * stopped, the applier's with the applier stopped, and the other thread goes on. Source: spec/dialects §3, §5.
 */
import { foundFailing, GTID_RESULT } from '@topiary/domain';
import type {
  DrainRelayLogStep,
  FindFailingTransactionStep,
  RenameSourceStep,
  SkipTransactionStep,
  SwitchThreadsStep,
  ThreadChoice,
  WaitForSourcePositionStep,
} from '@topiary/domain';
import { quoteText } from '../../sql/quote.ts';
import { accountOptions } from '../account-words.ts';
import type { StepConclusion, StepContext } from '../dialect.ts';
import { concludePositionWait } from '../position-wait.ts';
import { numberOf, textOf, type ResultSet } from '../result-set.ts';
import { secondsText } from '../seconds.ts';
import type { ReplicationStepRows } from '../server-step-rows.ts';
import { sourceOptions } from '../source-options.ts';
import { optionList, type Option } from '../statement-text.ts';
import type { MysqlWords } from './words.ts';

const RECEIVER: ThreadChoice = { receiver: true, applier: false };
const APPLIER: ThreadChoice = { receiver: false, applier: true };

export function mysqlReplicationRows(words: MysqlWords): ReplicationStepRows {
  const { prefix } = words.options;
  const receiverChange = (step: OnReceiver, options: readonly Option[]): readonly string[] => [
    ...stop(words, step.channel, RECEIVER),
    change(words, step.channel, options),
    ...(step.before.receiver === 'stopped' ? [] : start(words, step.channel, RECEIVER)),
  ];
  return {
    'switch-threads': { statements: (step) => switchThreads(words, step) },
    'drain-relay-log': { statements: (step) => drain(words, step) },
    'set-delay': {
      statements: ({ channel, seconds, before }) => [
        ...stop(words, channel, APPLIER),
        change(words, channel, [[`${prefix}_DELAY`, String(seconds)]]),
        ...(before.applier === 'stopped' ? [] : start(words, channel, APPLIER)),
      ],
    },
    'reset-replication': {
      statements: ({ channel }) => [
        ...stop(words, channel, { receiver: true, applier: true }),
        `RESET ${words.statements.replica} ALL ${forChannel(channel)}`,
      ],
    },
    'wait-for-source-position': {
      statements: (step) => [waitForSource(words, step)],
      conclude: (_step, results) => concludePositionWait(results),
    },
    'find-failing-transaction': { statements: (step) => [findFailing(words, step)], conclude: concludeFailing },
    'skip-transaction': { statements: (step, context) => skip(words, step, context) },
    'rename-source': {
      statements: (step) => receiverChange(step, [...sourceOptions(step, words.options), ...place(words, step)]),
    },
    'change-credentials': {
      statements: (step, context) => receiverChange(step, accountOptions(step, context, prefix)),
    },
    'change-tls': { statements: (step) => receiverChange(step, [[`${prefix}_SSL`, step.to ? '1' : '0']]) },
  };
}

interface OnReceiver {
  readonly channel: string;
  readonly before: { readonly receiver: string };
}

const forChannel = (channel: string): string => `FOR CHANNEL ${quoteText(channel)}`;

/** '' for both. */
function threadWord({ receiver, applier }: ThreadChoice): string {
  if (receiver && applier) return '';
  return receiver ? ' IO_THREAD' : ' SQL_THREAD';
}

function stop({ statements: { replica } }: MysqlWords, channel: string, threads: ThreadChoice): readonly string[] {
  if (!threads.receiver && !threads.applier) return [];
  return [`STOP ${replica}${threadWord(threads)} ${forChannel(channel)}`];
}

function start({ statements: { replica } }: MysqlWords, channel: string, threads: ThreadChoice): readonly string[] {
  if (!threads.receiver && !threads.applier) return [];
  return [`START ${replica}${threadWord(threads)} ${forChannel(channel)}`];
}

function change({ statements }: MysqlWords, channel: string, options: readonly Option[]): string {
  return `${statements.changeSource} ${optionList(options)} ${forChannel(channel)}`;
}

function switchThreads(words: MysqlWords, { channel, stops, starts }: SwitchThreadsStep): readonly string[] {
  return [...stop(words, channel, stops), ...start(words, channel, starts)];
}

function drain(words: MysqlWords, { channel, startsApplier }: DrainRelayLogStep): readonly string[] {
  return [...(startsApplier ? start(words, channel, APPLIER) : []), ...stop(words, channel, RECEIVER)];
}

function waitForSource({ statements }: MysqlWords, step: WaitForSourcePositionStep): string {
  const { file, position } = step.coordinates;
  const seconds = secondsText(step.deadlineMs);
  return `SELECT ${statements.positionWait}(${quoteText(file)}, ${position}, ${seconds}, ${quoteText(step.channel)})`;
}

/** A change of address forgets the place; with auto-position none is stated. */
function place({ options: { prefix } }: MysqlWords, { coordinates }: RenameSourceStep): readonly Option[] {
  if (coordinates === null) return [];
  return [
    [`${prefix}_LOG_FILE`, quoteText(coordinates.file)],
    [`${prefix}_LOG_POS`, String(coordinates.position)],
  ];
}

function findFailing({ failingTransaction }: MysqlWords, { channel }: FindFailingTransactionStep): string {
  const table = 'performance_schema.replication_applier_status_by_worker';
  return `SELECT ${failingTransaction}, LAST_ERROR_NUMBER FROM ${table} WHERE CHANNEL_NAME = ${quoteText(channel)} AND LAST_ERROR_NUMBER <> 0`;
}

function concludeFailing(step: FindFailingTransactionStep, results: readonly ResultSet[]): StepConclusion {
  const rows = results.at(-1)?.rows ?? [];
  const failing = rows.map(([gtid, error]) => ({ gtid: textOf(gtid), errorNumber: numberOf(error) ?? 0 }));
  const found = foundFailing(step, failing);
  return found.kind === 'found' ? { kind: 'done', results: { [GTID_RESULT]: found.gtid } } : found;
}

function skip(words: MysqlWords, { channel, how }: SkipTransactionStep, { results }: StepContext): readonly string[] {
  const again = start(words, channel, APPLIER);
  if (how.kind === 'counter') return [`SET GLOBAL ${words.variables.skipCounter} = 1`, ...again];
  const found = results[how.found]?.[GTID_RESULT] ?? how.gtid;
  const gtid = found === null ? `<gtid of step ${how.found}>` : quoteText(found);
  return [`SET SESSION gtid_next = ${gtid}`, 'BEGIN', 'COMMIT', "SET SESSION gtid_next = 'AUTOMATIC'", ...again];
}
