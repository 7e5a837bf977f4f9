/** What a planner needs beside a snapshot: read from the server when a plan is made, and again when it is confirmed. */
import type { ProcessList } from '../processes/process.ts';
import type { ServerStanding } from '../processes/standing.ts';
import type { InstanceId } from '../topology/address.ts';
import { canonicalId } from '../topology/edges.ts';
import type { Instance, TopologySnapshot } from '../topology/snapshot.ts';
import { stepsInOrder } from './plan.ts';
import type { SeenAccounts } from './accounts/seen-account.ts';
import type { Intent, Plan } from './plan.ts';
import type { FailingRead } from './replication/failing-content.ts';
import { successorIn } from './recovery/successor-in.ts';

export interface LogFile {
  readonly name: string;
  readonly size: number;
}

export type Read<Value> =
  | { readonly kind: 'read'; readonly value: Value }
  /** `code` of the failure, for people. */
  | { readonly kind: 'failed'; readonly code: string };

export interface PlanReads {
  /** The binary logs of the server that an act is about, the oldest first. */
  readonly logs?: Read<readonly LogFile[]>;
  /** The one process that an act is about, as far as it is still there. */
  readonly processes?: Read<ProcessList>;
  /** What the transaction does that the applier fails on which an act is about. */
  readonly failing?: FailingRead;
  /** What the oldest binary logs of MariaDB servers say was logged before them; of one that was not read nothing. */
  readonly purged?: ReadonlyMap<InstanceId, string>;
  /** The oldest binary log that a server keeps, by its name, where a replica is to go on in one log by file and position. */
  readonly oldestFiles?: ReadonlyMap<InstanceId, string>;
  /** What runs on a master that is to be closed, and on its successor, with what it holds. */
  readonly sessions?: ReadonlyMap<InstanceId, Read<ProcessList>>;
  /** How the two are set up for the parts that they play; or the one server that an act is about. */
  readonly standings?: ReadonlyMap<InstanceId, Read<ServerStanding>>;
  /** Of servers to which others are let connect: the accounts by which they do, read when a plan is proposed. */
  readonly accounts?: ReadonlyMap<InstanceId, SeenAccounts>;
}

export type ReadKind = Exclude<keyof PlanReads, 'purged' | 'oldestFiles' | 'sessions' | 'accounts'>;

/** Servers whose oldest log is read for one plan: those of a large evacuation. */
export const MAX_OLDEST_LOGS = 20;

/** What has to be read of the server that an intent names first. */
export function readsOf(intent: Intent): readonly ReadKind[] {
  if (intent.kind !== 'control') return [];
  switch (intent.act.kind) {
    case 'purge-binary-logs':
      return ['logs'];
    case 'kill-query':
      return ['processes'];
    case 'play-part':
      return ['standings'];
    case 'skip-query':
      return ['failing'];
    default:
      return [];
  }
}

/** The master that a plan closes in order, and its successor: what runs there decides, and it is asked in one look. */
export function sessionsFor(plan: Plan): readonly InstanceId[] {
  const { intent } = plan;
  const closes = stepsInOrder(plan).some((step) => step.kind === 'set-writability' && step.closes === true);
  if (intent.kind !== 'replace-master' || intent.because === 'dead' || !closes) return [];
  const successor = successorIn(plan);
  return [intent.master, ...(successor === null ? [] : [successor])];
}

/** MariaDB servers below which the plan puts a replica by GTID: they do not say what they purged unless their logs are looked at. */
export function oldestLogsFor(plan: Plan, { instances, aliases }: TopologySnapshot): readonly InstanceId[] {
  const targets = stepsInOrder(plan).flatMap((step) =>
    step.kind === 'point-replica-at' && step.coordinates === undefined ? [canonicalId(step.to, aliases)] : [],
  );
  const isMariadb = (id: InstanceId): boolean => instances.get(id)?.observation?.gtid.kind === 'mariadb';
  return [...new Set(targets)].filter(isMariadb).slice(0, MAX_OLDEST_LOGS);
}

/** Servers below which the plan puts a replica by the file and position that it has: it needs the very file there. */
export function oldestFilesFor(plan: Plan, { aliases }: TopologySnapshot): readonly InstanceId[] {
  const targets = stepsInOrder(plan).flatMap((step) => {
    const there = step.kind === 'point-replica-at' ? step.coordinates?.there : undefined;
    const isOwn = there?.kind === 'result' && there.which === 'executed' && there.instance === step.instance;
    return step.kind === 'point-replica-at' && isOwn ? [canonicalId(step.to, aliases)] : [];
  });
  return [...new Set(targets)].slice(0, MAX_OLDEST_LOGS);
}

/** The snapshot that also tells what was read of binary logs. */
export function withLogsRead(snapshot: TopologySnapshot, { purged, oldestFiles }: PlanReads): TopologySnapshot {
  const told = [...purgedTold(snapshot, purged), ...filesTold(snapshot, oldestFiles)];
  return told.length === 0 ? snapshot : { ...snapshot, instances: new Map([...snapshot.instances, ...told]) };
}

type Told = readonly (readonly [InstanceId, Instance])[];

function filesTold({ instances }: TopologySnapshot, files: PlanReads['oldestFiles'] = new Map()): Told {
  return [...files].flatMap(([id, oldestBinlog]): Told => {
    const instance = instances.get(id);
    const observation = instance?.observation ?? null;
    return instance === undefined || observation === null
      ? []
      : [[id, { ...instance, observation: { ...observation, oldestBinlog } }]];
  });
}

function purgedTold(snapshot: TopologySnapshot, purged: PlanReads['purged'] = new Map()): Told {
  return [...purged].flatMap(([id, purgedState]): Told => {
    const instance = snapshot.instances.get(id);
    const observation = instance?.observation ?? null;
    if (instance === undefined || observation?.gtid.kind !== 'mariadb') return [];
    return [[id, { ...instance, observation: { ...observation, gtid: { ...observation.gtid, purgedState } } }]];
  });
}
