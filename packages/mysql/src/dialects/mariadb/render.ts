/**
 * Steps as statements of MariaDB. The default connection is meant where none is named, since sessions here leave
 * `default_master_connection` empty. A source is changed with both threads stopped only (1198).
 */
import { assert, type PointReplicaAtStep, type WaitForPositionStep } from '@topiary/domain';
import type { RenderContext } from '@topiary/engine';
import { quoteText } from '../../sql/quote.ts';
import { channelColumns } from '../channel-columns.ts';
import { coordinateOptions, coordinateRows, type CoordinateWords } from '../coordinate-rows.ts';
import type { StepContext } from '../dialect.ts';
import { placeholderOf, positionOf } from '../position-value.ts';
import { numberOf, textOf } from '../result-set.ts';
import { secondsText } from '../seconds.ts';
import { sourceOptions } from '../source-options.ts';
import { optionList, type Option } from '../statement-text.ts';
import { startThreads, type StepRenderers } from '../step-frame.ts';
import { MARIADB_REPLICATION_ROWS } from './replication-rows.ts';
import { profileRows } from '../profile-rows.ts';
import { MARIADB_SERVER_ROWS } from './server-rows.ts';
import { MARIADB_SOURCE_ROWS } from './source-rows.ts';
import { MARIADB_UPKEEP_ROWS } from './upkeep-rows.ts';

const named = (channel: string): string => (channel === '' ? '' : ` ${quoteText(channel)}`);

const { executedFile, executedPosition } = channelColumns('master', 'slave');

const COORDINATE_WORDS: CoordinateWords = {
  prefix: 'MASTER',
  stop: (channel) => `STOP SLAVE${named(channel)}`,
  status: (channel) => `SHOW SLAVE${named(channel)} STATUS`,
  binlogPosition: 'SHOW MASTER STATUS',
  startUntil: (channel, until) => `START SLAVE${named(channel)} UNTIL ${until}`,
  executedFile,
  executedPosition,
};

export const MARIADB_STEPS: StepRenderers = {
  stopReplication: (step) => [`STOP SLAVE${named(step.channel)}`, 'SELECT @@global.gtid_slave_pos'],
  waitForPosition,
  pointReplicaAt,
  startReplication: (step) => startThreads(step.before, (thread) => `START SLAVE${named(step.channel)}${thread}`),
  server: {
    ...MARIADB_SERVER_ROWS,
    ...profileRows('DISABLE ON SLAVE'),
    ...MARIADB_UPKEEP_ROWS,
    ...MARIADB_REPLICATION_ROWS,
    ...MARIADB_SOURCE_ROWS,
    ...coordinateRows(COORDINATE_WORDS),
  },
  positionFrom: textOf,
  reachedFrom: (value) => numberOf(value) === 1,
};

function waitForPosition(step: WaitForPositionStep, context: RenderContext): readonly string[] {
  const position = positionOf(step.position, context);
  const seconds = secondsText(step.deadlineMs);
  if (position === null) {
    // What is sent has one such condition for each domain of the position.
    const unknown = { domain: '<domain>', sequence: '<sequence>', gtid: placeholderOf(step.position) };
    return [`SELECT ${reached(unknown, seconds)}`];
  }
  const conditions = position
    .split(',')
    .filter((gtid) => gtid !== '')
    .map((gtid) => partsOf(gtid.trim()))
    .filter(({ domain }) => step.domains?.includes(Number(domain)) ?? true)
    .map((parts) => reached(parts, seconds));
  return [conditions.length === 0 ? 'SELECT 1' : `SELECT ${conditions.join(' AND ')}`];
}

const waitFor = (position: string, seconds: string): string =>
  `MASTER_GTID_WAIT(${quoteText(position)}, ${seconds}) = 0`;

/**
 * MASTER_GTID_WAIT looks at what was applied from a source. What a server wrote itself is in its binary log only, and
 * waiting for it there would never end: so the log is looked at first, domain by domain.
 */
function reached({ domain, sequence, gtid }: GtidParts, seconds: string): string {
  const inBinlog = `SUBSTRING_INDEX(REGEXP_SUBSTR(CONCAT(',', @@global.gtid_binlog_pos), ',${domain}-[0-9]+-[0-9]+'), '-', -1)`;
  return `(${inBinlog} >= ${sequence} OR ${waitFor(gtid, seconds)})`;
}

interface GtidParts {
  readonly gtid: string;
  readonly domain: string;
  readonly sequence: string;
}

function partsOf(gtid: string): GtidParts {
  const [domain = '', server = '', sequence = ''] = gtid.split('-');
  assert(
    [domain, server, sequence].every((part) => /^\d+$/.test(part)),
    'a position is a list of domain-server-sequence',
    gtid,
  );
  return { gtid, domain, sequence };
}

/** Retry count, TLS version, public key and compression are no options of a channel here. */
const OPTION_WORDS = { prefix: 'MASTER', knows: new Set<never>() } as const;

function pointReplicaAt(step: PointReplicaAtStep, context: StepContext): readonly string[] {
  assert(step.stops !== 'receiver', 'MariaDB changes a source with both threads stopped', step.id);
  const channel = named(step.channel);
  const options: readonly Option[] = [
    ...sourceOptions(step, OPTION_WORDS),
    ...coordinateOptions(step, 'MASTER', context),
    ['MASTER_USE_GTID', gtidOption(step)],
  ];
  return [
    ...(step.stops === 'both' ? [`STOP SLAVE${channel}`] : []),
    `CHANGE MASTER${channel} TO ${optionList(options)}`,
    ...startThreads(step.before, (thread) => `START SLAVE${channel}${thread}`),
  ];
}

function gtidOption({ id, positioning, coordinates }: PointReplicaAtStep): string {
  if (positioning === 'file' && coordinates !== undefined) return 'no';
  assert(
    positioning === 'slave-pos' || positioning === 'current-pos',
    'a change of source on MariaDB needs a channel that follows GTIDs',
    { id, positioning },
  );
  return positioning === 'slave-pos' ? 'slave_pos' : 'current_pos';
}
