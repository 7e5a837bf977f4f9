/**
 * Steps that change how a channel replicates, as statements of MariaDB: every change needs both threads stopped (1198) and
 * resets the heartbeat, so that is stated. Source: spec/dialects §3, §5.
 */
import { GTID_RESULT, message } from '@topiary/domain';
import type {
  FindFailingTransactionStep,
  RenameSourceStep,
  SkipTransactionStep,
  ThreadChoice,
  ThreadStates,
  WaitForSourcePositionStep,
} from '@topiary/domain';
import { quoteText } from '../../sql/quote.ts';
import { accountOptions } from '../account-words.ts';
import { concludePositionWait } from '../position-wait.ts';
import { secondsText } from '../seconds.ts';
import type { ReplicationStepRows } from '../server-step-rows.ts';
import { sourceOptions } from '../source-options.ts';
import { optionList, type Option } from '../statement-text.ts';
import { startThreads } from '../step-frame.ts';

const named = (channel: string): string => (channel === '' ? '' : ` ${quoteText(channel)}`);

const BOTH: ThreadChoice = { receiver: true, applier: true };
const RECEIVER: ThreadChoice = { receiver: true, applier: false };
const APPLIER: ThreadChoice = { receiver: false, applier: true };

const NO_WORDS = { prefix: 'MASTER', knows: new Set<never>() } as const;

export const MARIADB_REPLICATION_ROWS: ReplicationStepRows = {
  'switch-threads': {
    statements: ({ channel, stops, starts }) => [...stop(channel, stops), ...start(channel, starts)],
  },
  'drain-relay-log': {
    // In this order: with both threads stopped, START would throw away what was received.
    statements: ({ channel, startsApplier }) => [
      ...(startsApplier ? start(channel, APPLIER) : []),
      ...stop(channel, RECEIVER),
    ],
  },
  'set-delay': {
    statements: (step) => changed(step, [['MASTER_DELAY', String(step.seconds)]]),
  },
  'reset-replication': {
    statements: ({ channel }) => [...stop(channel, BOTH), `RESET SLAVE${named(channel)} ALL`],
  },
  'wait-for-source-position': {
    statements: (step) => [waitForSource(step)],
    conclude: (_step, results) => concludePositionWait(results),
  },
  // No plan has it here: the counter needs no name of a transaction.
  'find-failing-transaction': {
    statements: () => ['SELECT @@global.gtid_slave_pos'],
    conclude: ({ instance, gtid }: FindFailingTransactionStep) =>
      gtid === null
        ? { kind: 'unlike-plan', reason: message('fails-on-another', { instance, found: '', errorNumber: 0 }) }
        : { kind: 'done', results: { [GTID_RESULT]: gtid } },
  },
  'skip-transaction': { statements: skip },
  'rename-source': {
    statements: ({ settings, to, ...step }) => {
      const { heartbeatPeriodSeconds, ...others } = settings;
      const options = sourceOptions({ to, settings: { ...others, heartbeatPeriodSeconds: null } }, NO_WORDS);
      return changed({ ...step, heartbeatPeriodSeconds }, [...options, ...place(step)]);
    },
  },
  'change-credentials': {
    statements: (step, context) => changed(step, accountOptions(step, context, 'MASTER')),
  },
  'change-tls': { statements: (step) => changed(step, [['MASTER_SSL', step.to ? '1' : '0']]) },
};

/** '' for both. */
function threadWord({ receiver, applier }: ThreadChoice): string {
  if (receiver && applier) return '';
  return receiver ? ' IO_THREAD' : ' SQL_THREAD';
}

function stop(channel: string, threads: ThreadChoice): readonly string[] {
  if (!threads.receiver && !threads.applier) return [];
  return [`STOP SLAVE${named(channel)}${threadWord(threads)}`];
}

function start(channel: string, threads: ThreadChoice): readonly string[] {
  if (!threads.receiver && !threads.applier) return [];
  return [`START SLAVE${named(channel)}${threadWord(threads)}`];
}

interface Changed {
  readonly channel: string;
  readonly before: ThreadStates;
  readonly heartbeatPeriodSeconds: number | null;
}

function changed({ channel, before, heartbeatPeriodSeconds }: Changed, options: readonly Option[]): readonly string[] {
  const heartbeat = heartbeatPeriodSeconds === null ? null : String(heartbeatPeriodSeconds);
  const all: readonly Option[] = [...options, ['MASTER_HEARTBEAT_PERIOD', heartbeat]];
  return [
    ...stop(channel, BOTH),
    `CHANGE MASTER${named(channel)} TO ${optionList(all)}`,
    ...startThreads(before, (thread) => `START SLAVE${named(channel)}${thread}`),
  ];
}

function waitForSource({ coordinates: { file, position }, channel, deadlineMs }: WaitForSourcePositionStep): string {
  const name = channel === '' ? '' : `, ${quoteText(channel)}`;
  return `SELECT MASTER_POS_WAIT(${quoteText(file)}, ${position}, ${secondsText(deadlineMs)}${name})`;
}

function place({ coordinates, positioning }: Pick<RenameSourceStep, 'coordinates' | 'positioning'>): readonly Option[] {
  if (coordinates === null) return [['MASTER_USE_GTID', positioning === 'current-pos' ? 'current_pos' : 'slave_pos']];
  return [
    ['MASTER_LOG_FILE', quoteText(coordinates.file)],
    ['MASTER_LOG_POS', String(coordinates.position)],
    ['MASTER_USE_GTID', 'no'],
  ];
}

/** The counter belongs to the session's default connection, which is '' in every other statement. */
function skip({ channel }: SkipTransactionStep): readonly string[] {
  const skipping = ['SET GLOBAL sql_slave_skip_counter = 1', ...start(channel, APPLIER)];
  if (channel === '') return skipping;
  const connection = (name: string): string => `SET SESSION default_master_connection = ${quoteText(name)}`;
  return [connection(channel), ...skipping, connection('')];
}
