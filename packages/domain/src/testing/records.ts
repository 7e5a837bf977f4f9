/** Server records for a written topology: what the engine would know after one round of probes. */
import { NO_ANSWERS } from '../classification/answers.ts';
import type { Family } from '../replication/product.ts';
import { asInstant } from '../shared/time.ts';
import type { Instant } from '../shared/time.ts';
import { instanceIdOf } from '../topology/address.ts';
import type { Address, InstanceId } from '../topology/address.ts';
import type { GtidState, Observation, ProbeFailure } from '../topology/observation.ts';
import type { ServerRecord } from '../topology/server-record.ts';
import { FAILURES_UNTIL_UNREACHABLE } from '../topology/server-record.ts';
import type { ClusterId, HealthClass } from '../topology/snapshot.ts';
import { channel, gtidOf, observation } from './observations.ts';
import { id, readTopologyText } from './topology-text.ts';
import type { WrittenLink, WrittenTopology } from './topology-text.ts';

export const TEST_TIME: Instant = asInstant(1_800_000_000_000);
const DEFAULT_TRANSACTIONS = 100;

export interface TopologyOptions {
  readonly family?: Family;
  /** As the server prints it, for every server. */
  readonly version?: string;
  /** `false`: GTID is off and replicas read by file and position. */
  readonly gtid?: boolean;
  /** How many transactions each writer has written; everybody below has them all. */
  readonly transactions?: number;
  /** How many of those are purged from the binary logs, everywhere. */
  readonly purged?: number;
  readonly asOf?: Instant;
  /** Departures from the rule, by name as in the text. */
  readonly servers?: Readonly<Record<string, ServerOptions>>;
}

export interface ServerOptions {
  /** `ok` unless given. A server that is not `ok` keeps its observation, except `unprobed`, which has none. */
  readonly health?: HealthClass;
  readonly family?: Family;
  readonly version?: string;
  /** Replicas are read-only and writers are not, unless given. */
  readonly readOnly?: boolean;
  readonly lastCluster?: ClusterId;
  /** Applied last, to what the rules made. */
  readonly change?: (observation: Observation) => Observation;
}

/**
 * Writers are the servers without a source and, where sources form a circle, the first named of the circle. Servers get
 * their `server_id`, UUID and UID from the order in which the text names them, from 1.
 */
export function recordsOf(text: string, options: TopologyOptions = {}): ReadonlyMap<InstanceId, ServerRecord> {
  const written = readTopologyText(text);
  const known = new Set(written.servers.map(instanceIdOf));
  for (const name of Object.keys(options.servers ?? {})) {
    if (!known.has(id(name))) throw new Error(`options for "${name}", which the topology text does not name`);
  }
  const context: Context = { written, options, numbers: numbersOf(written), histories: historiesOf(written) };
  return new Map(written.servers.map((address) => [instanceIdOf(address), recordOf(address, context)]));
}

/** Throws when there is none, so that a test fails where it is wrong. */
export function recordNamed(records: ReadonlyMap<InstanceId, ServerRecord>, name: string): ServerRecord {
  const record = records.get(id(name));
  if (record === undefined) throw new Error(`no record of ${id(name)}`);
  return record;
}

/** A record as the engine keeps it after a probe that brought this observation. */
export function observedRecord(address: Address, found: Observation, asOf: Instant = TEST_TIME): ServerRecord {
  return { ...unprobedRecord(address), observation: found, observedAt: asOf };
}

/** A record of a server that is known by name only. */
export function unprobedRecord(address: Address): ServerRecord {
  return {
    id: instanceIdOf(address),
    address,
    observation: null,
    observedAt: null,
    failure: null,
    failingSince: null,
    failures: 0,
    lastCluster: null,
    lastSources: [],
    answers: NO_ANSWERS,
  };
}

/** The same server with another health, as failed probes (or a successful one) would leave it. */
export function withHealth(record: ServerRecord, health: HealthClass, asOf: Instant = TEST_TIME): ServerRecord {
  const healthy = { ...record, failure: null, failingSince: null, failures: 0 };
  switch (health) {
    case 'ok':
      return healthy;
    case 'unprobed':
      return { ...healthy, observation: null, observedAt: null };
    case 'suspect':
      return { ...record, failure: TIMED_OUT, failingSince: asOf, failures: 1 };
    default:
      return { ...record, failure: REFUSED, failingSince: asOf, failures: FAILURES_UNTIL_UNREACHABLE };
  }
}

export const REFUSED: ProbeFailure = {
  kind: 'refused',
  code: 'ECONNREFUSED',
  detail: 'connect ECONNREFUSED',
  grant: null,
  waitingFor: null,
};

export const TIMED_OUT: ProbeFailure = {
  kind: 'timeout',
  code: 'ETIMEDOUT',
  detail: 'no answer before the deadline',
  grant: null,
  waitingFor: 'connect',
};

interface Context {
  readonly written: WrittenTopology;
  readonly options: TopologyOptions;
  readonly numbers: ReadonlyMap<InstanceId, number>;
  /** The numbers of the writers whose transactions each server has. */
  readonly histories: ReadonlyMap<InstanceId, readonly number[]>;
}

function recordOf(address: Address, context: Context): ServerRecord {
  const { options } = context;
  const own = serverOptions(address, options);
  const found = observationOf(address, context);
  const record = observedRecord(address, own.change === undefined ? found : own.change(found), options.asOf);
  return withHealth({ ...record, lastCluster: own.lastCluster ?? null }, own.health ?? 'ok', options.asOf);
}

function observationOf(address: Address, context: Context): Observation {
  const { written, options, numbers, histories } = context;
  const self = instanceIdOf(address);
  const own = serverOptions(address, options);
  const number = numbers.get(self) ?? 0;
  const history = histories.get(self) ?? [];
  const family = own.family ?? options.family ?? 'mysql';
  const version = own.version ?? options.version;
  const links = written.links.filter((link) => link.replica === self);
  return {
    ...observation({
      address,
      number,
      family,
      ...(version === undefined ? {} : { version }),
      readOnly: own.readOnly ?? !history.includes(number),
      gtid: gtidStateOf(family, history, options),
      channels: links.map((link) => channelOf(link, family, context)),
    }),
    connectedReplicas: written.links
      .filter(({ source }) => instanceIdOf(source) === self)
      .map(({ replica }) => connectedReplica(replica, context)),
  };
}

function channelOf(link: WrittenLink, family: Family, { numbers, options }: Context) {
  return channel({
    source: link.source,
    sourceNumber: numbers.get(instanceIdOf(link.source)) ?? 0,
    name: link.channel,
    family,
    gtid: options.gtid ?? true,
  });
}

function connectedReplica(replica: InstanceId, { written, numbers }: Context) {
  const address = written.servers.find((candidate) => instanceIdOf(candidate) === replica);
  return {
    host: address?.host ?? '',
    port: address?.port ?? null,
    serverId: numbers.get(replica) ?? null,
    serverUuid: null,
  };
}

function gtidStateOf(family: Family, history: readonly number[], options: TopologyOptions): GtidState {
  const count = options.transactions ?? DEFAULT_TRANSACTIONS;
  const on = options.gtid ?? true;
  const writers = on && count > 0 ? history.map((writer) => ({ writer, count })) : [];
  const state = gtidOf({ family, writers, purged: options.purged ?? 0 });
  return on || state.kind !== 'mysql' ? state : { ...state, mode: 'OFF' };
}

function serverOptions(address: Address, options: TopologyOptions): ServerOptions {
  const own = instanceIdOf(address);
  const found = Object.entries(options.servers ?? {}).find(([name]) => id(name) === own);
  return found?.[1] ?? {};
}

function numbersOf({ servers }: WrittenTopology): ReadonlyMap<InstanceId, number> {
  return new Map(servers.map((address, index) => [instanceIdOf(address), index + 1]));
}

function historiesOf(written: WrittenTopology): ReadonlyMap<InstanceId, readonly number[]> {
  const numbers = numbersOf(written);
  const above = new Map(written.servers.map((address) => [instanceIdOf(address), ancestorsOf(address, written)]));
  const isWriter = (server: InstanceId): boolean => {
    const order = [...(above.get(server) ?? [])].map((ancestor) => numbers.get(ancestor) ?? 0);
    const inCircle = above.get(server)?.has(server) ?? false;
    return order.length === 0 || (inCircle && order.every((number) => number >= (numbers.get(server) ?? 0)));
  };
  const writers = [...above.keys()].filter(isWriter);
  return new Map(
    [...above].map(([server, ancestors]) => [
      server,
      writers.filter((writer) => writer === server || ancestors.has(writer)).map((writer) => numbers.get(writer) ?? 0),
    ]),
  );
}

/** Everybody that a server replicates from, directly or not; itself among them when it stands in a circle. */
function ancestorsOf(address: Address, { links }: WrittenTopology): ReadonlySet<InstanceId> {
  const found = new Set<InstanceId>();
  const open = [instanceIdOf(address)];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const { replica, source } of links) {
      const sourceId = instanceIdOf(source);
      if (replica !== next || found.has(sourceId)) continue;
      found.add(sourceId);
      open.push(sourceId);
    }
  }
  return found;
}
