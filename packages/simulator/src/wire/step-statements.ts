/**
 * A step as the commands that the driver's statements would be (packages/mysql: `render` of both dialects), without their
 * words. A property test holds the two together.
 */
import { assert, familyOf, formatCoordinates, foundFailing, GTID_RESULT } from '@topiary/domain';
import type {
  FailingTransaction,
  FindFailingTransactionStep,
  PointReplicaAtStep,
  SqlStep,
  Step,
  StepResults,
  StopReplicationStep,
  ThreadStates,
  WaitForPositionStep,
} from '@topiary/domain';
import type { ExecuteResult, RenderContext } from '@topiary/engine';
import { coordinateChanges, coordinatesRead, failingTransactions, serverStepCommands } from '@topiary/fleet';
import type { Command, Fleet, SourceChanges, Threads } from '@topiary/fleet';
import type { Statement } from './host.ts';

type CommandStatement = Extract<Statement, { kind: 'command' }>;

/** The name under which `stop-replication` yields where the applier stands. */
const POSITION = 'position';

export interface StepContext extends RenderContext {
  readonly fleet: Pick<Fleet, 'observe' | 'server' | 'variable'>;
}

export function statementsOf(step: SqlStep, context: StepContext): readonly Statement[] {
  switch (step.kind) {
    case 'stop-replication':
      return stopReplication(step, context);
    case 'wait-for-position':
      return waitForPosition(step, context);
    case 'point-replica-at':
      return pointReplicaAt(step, context);
    case 'stop-at-coordinates':
      return [
        ...commandsOf(step, context),
        { kind: 'read', text: 'read where it stands', read: () => coordinatesRead(context.fleet, step) },
      ];
    case 'set-up-replication':
      return [
        ...commandsOf(step, context),
        ...(step.adoptsOwnLog ? [readVariable(step, 'gtid_slave_pos', context)] : []),
      ];
    case 'set-writability':
      return [...commandsOf(step, context), ...(step.closes === true ? [readWritten(step, context)] : [])];
    case 'start-replication':
      return startThreads(step.channel, step.before);
    case 'find-failing-transaction':
      return [{ kind: 'read', text: 'failing transaction', read: () => failingTransactions(context.fleet, step) }];
    case 'read-log-position':
      return [{ kind: 'read', text: 'read where the log ends', read: () => logEnd(step, context) }];
    default:
      return commandsOf(step, context);
  }
}

function commandsOf(step: Parameters<typeof serverStepCommands>[0], context: StepContext): readonly Statement[] {
  const family = isMariadb(context) ? 'mariadb' : 'mysql';
  return serverStepCommands(step, { family, results: context.results }).map((one) =>
    command(`${step.kind}: ${one.kind}`, one),
  );
}

export function resultOf(step: SqlStep, values: readonly unknown[]): ExecuteResult {
  const value = values.at(-1);
  switch (step.kind) {
    case 'stop-replication':
      return { kind: 'done', results: { [POSITION]: textOf(value).replaceAll(/\s+/g, '') } };
    case 'set-up-replication':
      return { kind: 'done', results: step.adoptsOwnLog ? { [POSITION]: textOf(value) } : {} };
    case 'set-writability':
      return {
        kind: 'done',
        results: step.closes === true ? { [POSITION]: textOf(value).replaceAll(/\s+/g, '') } : {},
      };
    case 'stop-at-coordinates':
      return { kind: 'done', results: value as StepResults };
    case 'wait-for-position':
      return values.every((one) => one === 0) ? { kind: 'done', results: {} } : { kind: 'timed-out' };
    case 'wait-for-source-position':
      return typeof value === 'number' && value >= 0 ? { kind: 'done', results: {} } : { kind: 'timed-out' };
    case 'find-failing-transaction':
      return failing(step, value);
    case 'read-log-position':
      return { kind: 'done', results: { [POSITION]: textOf(value) } };
    case 'wait-for-log-position':
      return typeof value === 'number' && value >= 0 ? { kind: 'done', results: {} } : { kind: 'timed-out' };
    default:
      return { kind: 'done', results: {} };
  }
}

function failing(step: FindFailingTransactionStep, value: unknown): ExecuteResult {
  const found = foundFailing(step, value as readonly FailingTransaction[]);
  return found.kind === 'found' ? { kind: 'done', results: { [GTID_RESULT]: found.gtid } } : found;
}

function logEnd({ instance }: Step, { fleet }: StepContext): string {
  const { binlog } = fleet.observe(instance);
  return binlog === null ? '' : formatCoordinates(binlog);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isMariadb({ product }: RenderContext): boolean {
  return familyOf(product) === 'mariadb';
}

function stopReplication(step: StopReplicationStep, context: StepContext): readonly Statement[] {
  const name = isMariadb(context) ? 'gtid_slave_pos' : 'gtid_executed';
  return [stop(step.channel, { receiver: true, applier: true }), readVariable(step, name, context)];
}

/** What a master that was closed has written. */
function readWritten(step: Step, context: StepContext): Statement {
  return readVariable(step, isMariadb(context) ? 'gtid_binlog_pos' : 'gtid_executed', context);
}

function readVariable(step: Step, name: string, { fleet }: StepContext): Statement {
  return { kind: 'read', text: `read ${name}`, read: () => fleet.variable(step.instance, name) };
}

/** MySQL: the whole set at once. MariaDB: domain by domain, as `MASTER_GTID_WAIT` knows only what was applied from a source. */
function waitForPosition(step: WaitForPositionStep, context: StepContext): readonly Statement[] {
  const position = positionOf(step, context);
  if (!isMariadb(context)) return [waitFor(position ?? '<position>', step.deadlineMs)];
  const gtids = (position ?? '').split(',').filter((gtid) => gtid !== '' && comesHere(step, gtid));
  return gtids.map((gtid) => ({
    ...waitFor(gtid, step.deadlineMs),
    unless: () => isLogged(step, gtid, context),
  }));
}

function comesHere({ domains }: WaitForPositionStep, gtid: string): boolean {
  return domains?.includes(Number(gtid.split('-')[0])) ?? true;
}

function positionOf({ position }: WaitForPositionStep, { results }: StepContext): string | null {
  return position.kind === 'known' ? position.position : (results[position.step]?.[POSITION] ?? null);
}

function isLogged(step: WaitForPositionStep, gtid: string, { fleet }: StepContext): boolean {
  const [domain, , sequence] = gtid.split('-');
  const logged = String(fleet.variable(step.instance, 'gtid_binlog_pos') ?? '').split(',');
  return logged.some((entry) => {
    const [itsDomain, , itsSequence] = entry.split('-');
    return itsDomain === domain && BigInt(itsSequence ?? 0) >= BigInt(sequence ?? 0);
  });
}

function waitFor(gtids: string, timeoutMs: number): CommandStatement {
  return command(`wait for ${gtids}`, { kind: 'wait-for-gtids', gtids, timeoutMs });
}

function pointReplicaAt(step: PointReplicaAtStep, context: StepContext): readonly Statement[] {
  const mariadb = isMariadb(context);
  assert(
    step.positioning !== 'file' || step.coordinates !== undefined,
    'a change of source without GTIDs needs a position',
    step.id,
  );
  assert(!mariadb || step.stops !== 'receiver', 'MariaDB changes a source with both threads stopped', step.id);
  const stops = step.stops === 'none' ? [] : [stop(step.channel, { receiver: true, applier: step.stops === 'both' })];
  const before = step.stops === 'receiver' ? { ...step.before, applier: 'stopped' as const } : step.before;
  const changes = { ...changesOf(step, mariadb), ...coordinateChanges(step, context.results) };
  const change = command(`source = ${step.to.host}:${step.to.port}`, {
    kind: 'change-source',
    channel: step.channel,
    changes,
  });
  return [...stops, change, ...startThreads(step.channel, before)];
}

function changesOf({ to, settings, positioning }: PointReplicaAtStep, mariadb: boolean): SourceChanges {
  const { heartbeatPeriodSeconds, connectRetrySeconds, retryCount, publicKeyPath, getPublicKey, compression } =
    settings;
  const common: SourceChanges = {
    host: to.host,
    port: to.port,
    tls: settings.tls,
    ...(heartbeatPeriodSeconds === null ? {} : { heartbeatPeriodSeconds }),
    ...(connectRetrySeconds === null ? {} : { connectRetrySeconds }),
  };
  if (mariadb) return { ...common, positioning };
  return {
    ...common,
    ...(retryCount === null ? {} : { retryCount }),
    ...(publicKeyPath === null || publicKeyPath === '' ? {} : { publicKeyPath }),
    ...(getPublicKey === null ? {} : { getPublicKey }),
    ...(compression === null || compression === '' ? {} : { compression }),
  };
}

function stop(channel: string, threads: Threads): Statement {
  return command(`stop ${named(threads)}`, { kind: 'stop-threads', channel, threads });
}

/** Only what ran before. */
function startThreads(channel: string, before: ThreadStates): readonly Statement[] {
  const threads = { receiver: before.receiver !== 'stopped', applier: before.applier !== 'stopped' };
  return threads.receiver || threads.applier
    ? [command(`start ${named(threads)}`, { kind: 'start-threads', channel, threads })]
    : [];
}

function named({ receiver, applier }: Threads): string {
  return [receiver ? 'receiver' : null, applier ? 'applier' : null].filter((one) => one !== null).join(' and ');
}

function command(text: string, what: Command): CommandStatement {
  return { kind: 'command', text, command: what };
}
