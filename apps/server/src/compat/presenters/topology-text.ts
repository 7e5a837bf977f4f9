/**
 * A cluster as text, to the character as orchestrator draws it: people's scripts cut it into columns. Widths are counted in
 * bytes, as there. Unlike there, several servers that replicate from nobody are all drawn, each with what hangs below it.
 */
import type { Tag } from '@topiary/domain';
import type { presentInstance } from './instance.ts';

type Presented = NonNullable<ReturnType<typeof presentInstance>>;

export const TEXT_FORMS = ['plain', 'tabulated', 'tags'] as const;
export type TextForm = (typeof TEXT_FORMS)[number];

/** A member of the cluster as the API presents it (stored form), with its tags. */
export interface DrawnInstance {
  readonly instance: Presented;
  readonly tags: readonly Tag[];
}

export interface TopologyTextInput {
  /** In order of host and port. */
  readonly members: readonly DrawnInstance[];
  readonly form: TextForm;
  /** `ReasonableMaintenanceReplicationLagSeconds`. */
  readonly reasonableLagSeconds: number;
}

/** Lines joined by newlines, none at the end; '' for nobody. */
export function topologyText(input: TopologyTextInput): string {
  const lines = linesOf(input);
  return (input.form === 'tabulated' ? tabulate(lines) : alignBrackets(lines)).join('\n');
}

type Key = Presented['Key'];

const textOf = ({ Hostname, Port }: Key): string => `${Hostname}:${Port}`;

function linesOf(input: TopologyTextInput): readonly string[] {
  const { members } = input;
  const known = new Set(members.map(({ instance }) => textOf(instance.Key)));
  const roots = members.filter(({ instance }) => !known.has(textOf(parentOf(instance))));
  const below = Map.groupBy(
    members.filter(({ instance }) => !isPrimary(instance) || isReplica(instance)),
    ({ instance }) => textOf(parentOf(instance)),
  );
  const branch = (drawn: DrawnInstance, depth: number): readonly string[] => {
    if (drawn.instance.IsCoMaster && depth > 1) return [];
    const replicas = below.get(textOf(drawn.instance.Key)) ?? [];
    return [lineOf(drawn, depth, input), ...replicas.flatMap((replica) => branch(replica, depth + 1))];
  };
  // In a ring everybody has a source: each master of it is a branch of its own.
  return roots.length > 0
    ? roots.flatMap((root) => branch(root, 0))
    : members.filter(({ instance }) => instance.IsCoMaster).flatMap((master) => branch(master, 1));
}

/** Of a secondary of a replication group: its primary. */
function parentOf(instance: Presented): Key {
  return isSecondary(instance) ? instance.ReplicationGroupPrimaryInstanceKey : instance.MasterKey;
}

function isPrimary({ ReplicationGroupName, ReplicationGroupPrimaryInstanceKey, Key }: Presented): boolean {
  return ReplicationGroupName !== '' && textOf(ReplicationGroupPrimaryInstanceKey) === textOf(Key);
}

function isSecondary(instance: Presented): boolean {
  return instance.ReplicationGroupName !== '' && !isPrimary(instance);
}

function isReplica(instance: Presented): boolean {
  const { MasterKey, ReadBinlogCoordinates, UsingOracleGTID, UsingMariaDBGTID } = instance;
  if (['', '_'].includes(MasterKey.Hostname) || MasterKey.Port === 0) return false;
  return ReadBinlogCoordinates.LogFile !== '' || UsingOracleGTID || UsingMariaDBGTID;
}

const RUNNING = 1;

function isRunning(instance: Presented): boolean {
  const { ReplicationSQLThreadState, ReplicationIOThreadState } = instance;
  return isReplica(instance) && ReplicationSQLThreadState === RUNNING && ReplicationIOThreadState === RUNNING;
}

function lineOf({ instance, tags }: DrawnInstance, depth: number, { form, reasonableLagSeconds }: TopologyTextInput) {
  const indent = depth === 0 ? '' : `${' '.repeat((depth - 1) * 2)}${markerOf(instance)} `;
  const alias = instance.InstanceAlias === '' ? '' : ` (${instance.InstanceAlias})`;
  const name = `${indent}${textOf(instance.Key)}${alias}`;
  const parts = partsOf(instance, reasonableLagSeconds);
  if (form === 'tabulated') return [name, ...parts].join(SEPARATOR);
  const described = `${name} [${parts.filter((part) => part !== '').join(',')}]`;
  return form === 'plain' ? described : `${described} [${tags.map(tagText).join(',')}]`;
}

function markerOf(instance: Presented): string {
  if (isSecondary(instance)) return '‡';
  return isRunning(instance) && instance.IsLastCheckValid && instance.IsRecentlyChecked ? '+' : '-';
}

function partsOf(instance: Presented, reasonableLagSeconds: number): readonly string[] {
  return [
    lagOf(instance),
    statusOf(instance, reasonableLagSeconds),
    instance.Version,
    instance.ReadOnly ? 'ro' : 'rw',
    instance.LogBinEnabled ? instance.Binlog_format : 'nobinlog',
    extrasOf(instance).join(','),
  ];
}

function lagOf(instance: Presented): string {
  if (instance.IsDetached) return 'detached';
  if (!instance.IsLastCheckValid || !instance.IsRecentlyChecked) return 'unknown';
  if (isReplica(instance) && (!isRunning(instance) || !instance.SecondsBehindMaster.Valid)) return 'null';
  return `${instance.ReplicationLagSeconds.Int64}s`;
}

function statusOf(instance: Presented, reasonableLagSeconds: number): string {
  if (!instance.IsLastCheckValid) return 'invalid';
  if (!instance.IsRecentlyChecked) return 'unchecked';
  if (!isReplica(instance)) return 'ok';
  if (!isRunning(instance)) return 'nonreplicating';
  const { SecondsBehindMaster, SQLDelay } = instance;
  const behind = SecondsBehindMaster.Int64;
  return (SQLDelay > 0 ? Math.abs(behind - SQLDelay) : behind) > reasonableLagSeconds ? 'lag' : 'ok';
}

function extrasOf(instance: Presented): readonly string[] {
  const { UsingOracleGTID, UsingMariaDBGTID, SupportsOracleGTID, GtidErrant } = instance;
  const hasGtid = UsingOracleGTID || UsingMariaDBGTID || SupportsOracleGTID;
  return [
    ...(instance.LogBinEnabled && instance.LogReplicationUpdatesEnabled ? ['>>'] : []),
    ...(hasGtid ? [GtidErrant === '' ? 'GTID' : 'GTID:errant'] : []),
    ...(instance.UsingPseudoGTID ? ['P-GTID'] : []),
    ...(instance.SemiSyncMasterStatus ? ['semi:master'] : []),
    ...(instance.SemiSyncReplicaStatus ? ['semi:replica'] : []),
    ...(instance.IsDowntimed ? ['downtimed'] : []),
  ];
}

function tagText({ name, value }: Tag): string {
  return value === '' ? name : `${name}=${value}`;
}

const SEPARATOR = '|';
/** Of the lag, whose numbers stand below each other. */
const RIGHT_ALIGNED_COLUMN = 1;

function tabulate(lines: readonly string[]): readonly string[] {
  const rows = lines.map((line) => line.split(SEPARATOR));
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => bytesOf(row[column] ?? ''))));
  const cell = (text: string, column: number): string => {
    const width = widths[column] ?? 0;
    return column === RIGHT_ALIGNED_COLUMN ? text.padStart(width) : text.padEnd(width);
  };
  return rows.map((row) => row.map(cell).join(SEPARATOR));
}

function alignBrackets(lines: readonly string[]): readonly string[] {
  const place = (line: string): number => bytesOf(line.slice(0, line.indexOf('[')));
  const furthest = Math.max(...lines.map(place));
  return lines.map((line) => line.replace('[', `${' '.repeat(furthest - place(line))}[`));
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}
