/**
 * Steps as statements of MariaDB 10.11 and later. The default connection is meant where none is named, since sessions
 * here leave `default_master_connection` empty. A source is changed with both threads stopped only (1198).
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
      return startThreads(step.before, step.channel);
    default:
      return unreachable(step);
  }
}

export function conclude(step: Step, results: readonly ResultSet[]): StepConclusion {
  const value = results.at(-1)?.rows[0]?.[0];
  switch (step.kind) {
    case 'stop-replication':
      return { kind: 'done', results: { [POSITION_RESULT]: textOf(value) } };
    case 'wait-for-position':
      return numberOf(value) === 1 ? { kind: 'done', results: {} } : { kind: 'timed-out' };
    case 'point-replica-at':
    case 'start-replication':
      return { kind: 'done', results: {} };
    default:
      return unreachable(step);
  }
}

const named = (channel: string): string => (channel === '' ? '' : ` ${quoteText(channel)}`);

function stopReplication(step: StopReplicationStep): readonly string[] {
  return [`STOP SLAVE${named(step.channel)}`, 'SELECT @@global.gtid_slave_pos'];
}

function waitForPosition(step: WaitForPositionStep, context: RenderContext): readonly string[] {
  const position = positionOf(step.position, context);
  const seconds = secondsText(step.deadlineMs);
  if (position === null) return [`SELECT ${waitFor(placeholderOf(step.position), seconds)}`];
  const conditions = position
    .split(',')
    .filter((gtid) => gtid !== '')
    .map((gtid) => reached(gtid.trim(), seconds));
  return [conditions.length === 0 ? 'SELECT 1' : `SELECT ${conditions.join(' AND ')}`];
}

const waitFor = (position: string, seconds: string): string =>
  `MASTER_GTID_WAIT(${quoteText(position)}, ${seconds}) = 0`;

/**
 * MASTER_GTID_WAIT looks at what was applied from a source. What a server wrote itself is in its binary log only, and
 * waiting for it there would never end: so the log is looked at first, domain by domain.
 */
function reached(gtid: string, seconds: string): string {
  const [domain = '', server = '', sequence = ''] = gtid.split('-');
  assert(
    [domain, server, sequence].every((part) => /^\d+$/.test(part)),
    'a position is a list of domain-server-sequence',
    gtid,
  );
  const inBinlog = `SUBSTRING_INDEX(REGEXP_SUBSTR(CONCAT(',', @@global.gtid_binlog_pos), ',${domain}-[0-9]+-[0-9]+'), '-', -1)`;
  return `(${inBinlog} >= ${sequence} OR ${waitFor(gtid, seconds)})`;
}

function pointReplicaAt(step: PointReplicaAtStep): readonly string[] {
  assert(step.stops !== 'receiver', 'MariaDB changes a source with both threads stopped', step.id);
  const channel = named(step.channel);
  const stop = step.stops === 'both' ? [`STOP SLAVE${channel}`] : [];
  return [
    ...stop,
    `CHANGE MASTER${channel} TO ${changeOptions(step).join(', ')}`,
    ...startThreads(step.before, step.channel),
  ];
}

/** Only what ran before. */
function startThreads(before: ThreadStates, channelName: string): readonly string[] {
  const channel = named(channelName);
  const receiver = before.receiver !== 'stopped';
  const applier = before.applier !== 'stopped';
  if (receiver && applier) return [`START SLAVE${channel}`];
  if (receiver) return [`START SLAVE${channel} IO_THREAD`];
  return applier ? [`START SLAVE${channel} SQL_THREAD`] : [];
}

/**
 * The heartbeat is reset by a change of address that does not state it, and TLS with verification is on by default from
 * 11.4, so both are stated. Delay, filters and credentials are kept by the server. The retry count is a server option.
 */
function changeOptions(step: PointReplicaAtStep): readonly string[] {
  const { settings, to } = step;
  const { tls } = settings;
  const flag = (value: boolean): string => (value ? '1' : '0');
  const options: readonly (readonly [string, string | null])[] = [
    ['MASTER_HOST', quoteText(to.host)],
    ['MASTER_PORT', String(to.port)],
    ['MASTER_HEARTBEAT_PERIOD', numberOption(settings.heartbeatPeriodSeconds)],
    ['MASTER_CONNECT_RETRY', numberOption(settings.connectRetrySeconds)],
    ['MASTER_SSL', flag(tls.enabled)],
    ['MASTER_SSL_CA', textOption(tls.ca)],
    ['MASTER_SSL_CAPATH', textOption(tls.caPath)],
    ['MASTER_SSL_CERT', textOption(tls.cert)],
    ['MASTER_SSL_KEY', textOption(tls.key)],
    ['MASTER_SSL_CIPHER', textOption(tls.cipher)],
    ['MASTER_SSL_CRL', textOption(tls.crl)],
    ['MASTER_SSL_CRLPATH', textOption(tls.crlPath)],
    ['MASTER_SSL_VERIFY_SERVER_CERT', flag(tls.verifyServerCert)],
    ['MASTER_USE_GTID', gtidOption(step)],
  ];
  return options.flatMap(([name, value]) => (value === null ? [] : [`${name} = ${value}`]));
}

function gtidOption({ id, positioning }: PointReplicaAtStep): string {
  assert(
    positioning === 'slave-pos' || positioning === 'current-pos',
    'a change of source on MariaDB needs a channel that follows GTIDs',
    { id, positioning },
  );
  return positioning === 'slave-pos' ? 'slave_pos' : 'current_pos';
}

const numberOption = (value: number | null): string | null => (value === null ? null : String(value));
const textOption = (value: string): string | null => (value === '' ? null : quoteText(value));
