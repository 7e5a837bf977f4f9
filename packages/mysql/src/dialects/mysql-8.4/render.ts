/**
 * Steps as statements of MySQL 8.4 and later. The channel is always named, because `STOP REPLICA` without one stops
 * every channel of the server.
 */
import {
  assert,
  unreachable,
  type PointReplicaAtStep,
  type Step,
  type StopReplicationStep,
  type ThreadStates,
  type WaitForPositionStep,
} from '@topiary/domain';
import type { RenderContext } from '@topiary/engine';
import { quoteText } from '../../sql/quote.ts';
import type { StepConclusion } from '../dialect.ts';
import { placeholderOf, positionOf, POSITION_RESULT } from '../position-value.ts';
import { numberOf, textOf, type ResultSet } from '../result-set.ts';
import { secondsText } from '../seconds.ts';

/** The switch is complete by its return type: a new step kind does not compile until it is rendered here. */
export function render(step: Step, context: RenderContext): readonly string[] {
  switch (step.kind) {
    case 'stop-replication':
      return stopReplication(step);
    case 'wait-for-position':
      return waitForPosition(step, context);
    case 'point-replica-at':
      return pointReplicaAt(step);
    case 'start-replication':
      return startThreads(step.before, forChannel(step.channel));
    default:
      return unreachable(step);
  }
}

export function conclude(step: Step, results: readonly ResultSet[]): StepConclusion {
  const value = results.at(-1)?.rows[0]?.[0];
  switch (step.kind) {
    case 'stop-replication':
      return { kind: 'done', results: { [POSITION_RESULT]: textOf(value).replaceAll(/\s+/g, '') } };
    case 'wait-for-position':
      return numberOf(value) === 0 ? { kind: 'done', results: {} } : { kind: 'timed-out' };
    case 'point-replica-at':
    case 'start-replication':
      return { kind: 'done', results: {} };
    default:
      return unreachable(step);
  }
}

const forChannel = (channel: string): string => `FOR CHANNEL ${quoteText(channel)}`;

/** Everything applied is in `gtid_executed`: with the applier stopped it is what this replica has of its source. */
function stopReplication(step: StopReplicationStep): readonly string[] {
  return [`STOP REPLICA ${forChannel(step.channel)}`, 'SELECT @@global.gtid_executed'];
}

function waitForPosition(step: WaitForPositionStep, context: RenderContext): readonly string[] {
  const position = positionOf(step.position, context) ?? placeholderOf(step.position);
  return [`SELECT WAIT_FOR_EXECUTED_GTID_SET(${quoteText(position)}, ${secondsText(step.deadlineMs)})`];
}

function pointReplicaAt(step: PointReplicaAtStep): readonly string[] {
  assert(
    step.positioning !== 'file',
    'a change of source without GTIDs needs the position at the new source, which this step does not carry',
    step.id,
  );
  const channel = forChannel(step.channel);
  const change = `CHANGE REPLICATION SOURCE TO ${changeOptions(step).join(', ')} ${channel}`;
  return [...stopStatements(step, channel), change, ...startStatements(step, channel)];
}

function stopStatements(step: PointReplicaAtStep, channel: string): readonly string[] {
  switch (step.stops) {
    case 'receiver':
      return [`STOP REPLICA IO_THREAD ${channel}`];
    case 'both':
      return [`STOP REPLICA ${channel}`];
    case 'none':
      return [];
    default:
      return unreachable(step.stops);
  }
}

/** An applier that was left alone is not started either. */
function startStatements(step: PointReplicaAtStep, channel: string): readonly string[] {
  return startThreads(step.stops === 'receiver' ? { ...step.before, applier: 'stopped' } : step.before, channel);
}

/** Only what ran before. */
function startThreads(before: ThreadStates, channel: string): readonly string[] {
  const receiver = before.receiver !== 'stopped';
  const applier = before.applier !== 'stopped';
  if (receiver && applier) return [`START REPLICA ${channel}`];
  if (receiver) return [`START REPLICA IO_THREAD ${channel}`];
  return applier ? [`START REPLICA SQL_THREAD ${channel}`] : [];
}

/**
 * Receiver options only: applier options (delay, filters, privilege checks) are kept by the server and would need the
 * applier stopped. Auto-position is kept too. The heartbeat is reset by any change that does not state it, and TLS is
 * on in 9.7 when not stated, so both are always stated where they are known.
 */
function changeOptions(step: PointReplicaAtStep): readonly string[] {
  const { settings, to } = step;
  const { tls } = settings;
  const flag = (value: boolean): string => (value ? '1' : '0');
  const options: readonly (readonly [string, string | null])[] = [
    ['SOURCE_HOST', quoteText(to.host)],
    ['SOURCE_PORT', String(to.port)],
    ['SOURCE_HEARTBEAT_PERIOD', numberOption(settings.heartbeatPeriodSeconds)],
    ['SOURCE_CONNECT_RETRY', numberOption(settings.connectRetrySeconds)],
    ['SOURCE_RETRY_COUNT', numberOption(settings.retryCount)],
    ['SOURCE_SSL', flag(tls.enabled)],
    ['SOURCE_SSL_CA', textOption(tls.ca)],
    ['SOURCE_SSL_CAPATH', textOption(tls.caPath)],
    ['SOURCE_SSL_CERT', textOption(tls.cert)],
    ['SOURCE_SSL_KEY', textOption(tls.key)],
    ['SOURCE_SSL_CIPHER', textOption(tls.cipher)],
    ['SOURCE_SSL_CRL', textOption(tls.crl)],
    ['SOURCE_SSL_CRLPATH', textOption(tls.crlPath)],
    ['SOURCE_TLS_VERSION', textOption(tls.version)],
    ['SOURCE_SSL_VERIFY_SERVER_CERT', flag(tls.verifyServerCert)],
    ['SOURCE_PUBLIC_KEY_PATH', textOption(settings.publicKeyPath ?? '')],
    ['GET_SOURCE_PUBLIC_KEY', settings.getPublicKey === null ? null : flag(settings.getPublicKey)],
    ['SOURCE_COMPRESSION_ALGORITHMS', textOption(settings.compression ?? '')],
  ];
  return options.flatMap(([name, value]) => (value === null ? [] : [`${name} = ${value}`]));
}

const numberOption = (value: number | null): string | null => (value === null ? null : String(value));
const textOption = (value: string): string | null => (value === '' ? null : quoteText(value));
