/**
 * What a snapshot of 10,000 servers costs: from nothing, from everything again, after 20 ordinary answers, and after a
 * change of structure. Run it with the project's node: `node packages/domain/bench/build-snapshot.ts [servers]`.
 */
import { asClusterId, buildSnapshot, DEFAULT_POLICY, asInstant } from '../src/index.ts';
import type { InstanceId, Observation, ServerRecord, SnapshotInput, TopologySnapshot } from '../src/index.ts';
import { gtidOf, recordsOf, TEST_TIME, withHealth } from '../src/testing/index.ts';

/** Clusters of a master, three intermediates and 36 replicas. */
const NO_ALIASES = new Map<InstanceId, InstanceId>();
const CLUSTER_SIZE = 40;
const INTERMEDIATES = 3;
const ANSWERS = 20;
const ROUNDS = 60;

const servers = Number(process.argv[2] ?? 10_000);
const records = fleetOf(servers);
let minted = 0;
const first = build({ previous: null, changed: null, records });
measure(`full build of ${records.size} servers, nothing known`, 8, {
  prepare: nothing,
  run: () => build({ previous: null, changed: null, records }),
});
measure('full build, everything known', 8, {
  prepare: nothing,
  run: () => build({ previous: first, changed: null, records }),
});

let previous = first;
const now = new Map(records);
const ids = [...records.keys()];
let round = 0;
measure(`${ANSWERS} answers, a master among them`, ROUNDS, {
  prepare: answer,
  run: (changed) => {
    previous = build({ previous, changed, records: now });
  },
});
measure('one server becomes unreachable or answers again', ROUNDS, {
  prepare: flip,
  run: (changed) => {
    previous = build({ previous, changed, records: now });
  },
});

function build(input: Pick<SnapshotInput, 'previous' | 'changed' | 'records'>): TopologySnapshot {
  return buildSnapshot({
    asOf: TEST_TIME,
    aliases: NO_ALIASES,
    knownClusters: new Map(),
    mintClusterId: () => asClusterId(`c${(minted += 1)}`),
    policy: DEFAULT_POLICY,
    ...input,
  }).snapshot;
}

/** One master and replicas of its and other clusters tell of more transactions and another lag. */
function answer(): ReadonlySet<InstanceId> {
  round += 1;
  const changed = new Set<InstanceId>();
  for (let index = 0; index < ANSWERS; index += 1) {
    const [id, record] = pick(index === 0 ? (round * CLUSTER_SIZE) % servers : round * 97 + index * 131);
    if (record.observation === null) continue;
    now.set(id, { ...record, observation: later(record.observation, round), observedAt: asInstant(TEST_TIME + round) });
    changed.add(id);
  }
  return changed;
}

function flip(): ReadonlySet<InstanceId> {
  round += 1;
  const [id, record] = pick(round - (round % 2));
  now.set(id, withHealth(record, round % 2 === 0 ? 'unreachable' : 'ok'));
  return new Set([id]);
}

function nothing(): ReadonlySet<InstanceId> {
  return new Set();
}

function later(observation: Observation, count: number): Observation {
  const { gtid, channels } = observation;
  const executed = gtid.kind === 'mysql' ? gtid.executed.replace(/-\d+$/, `-${1000 + count}`) : '';
  return {
    ...observation,
    gtid: gtid.kind === 'mysql' ? { ...gtid, executed } : gtid,
    channels: channels.map((channel) => ({ ...channel, lagSeconds: count % 5 })),
  };
}

function pick(index: number): readonly [InstanceId, ServerRecord] {
  const id = ids[index % ids.length];
  const record = id === undefined ? undefined : now.get(id);
  if (id === undefined || record === undefined) throw new Error('the fleet is empty');
  return [id, record];
}

/** Every server has the transactions of its master and of two masters before it. */
function fleetOf(count: number): ReadonlyMap<InstanceId, ServerRecord> {
  const all = new Map<InstanceId, ServerRecord>();
  for (let cluster = 0; all.size < count; cluster += 1) {
    const names = Array.from({ length: CLUSTER_SIZE }, (_, index) => `db-${cluster}-${index}`);
    const [master, ...others] = names;
    const intermediates = others.slice(0, INTERMEDIATES);
    const below = others.slice(INTERMEDIATES);
    const text = [
      `${master} > ${intermediates.join(', ')}`,
      ...below.map((name, index) => `${intermediates[index % INTERMEDIATES]} > ${name}`),
    ].join('\n');
    const writers = [1_000_000, 1_000_001].map((writer) => ({ writer: writer + cluster * 2, count: 12_345 }));
    const old = gtidOf({ family: 'mysql', writers, purged: 0 });
    for (const [id, record] of recordsOf(text)) all.set(id, unique(record, { old, offset: cluster * CLUSTER_SIZE }));
  }
  return all;
}

function unique(
  record: ServerRecord,
  { old, offset }: { readonly old: Observation['gtid']; readonly offset: number },
): ServerRecord {
  const { observation } = record;
  if (observation === null || observation.gtid.kind !== 'mysql' || old.kind !== 'mysql') return record;
  const { identity, gtid } = observation;
  const distinct = (text: string): string => text.replace(/^0{8}/, String(offset).padStart(8, '0'));
  return {
    ...record,
    observation: {
      ...observation,
      identity: { ...identity, serverId: identity.serverId + offset, serverUuid: distinct(identity.serverUuid ?? '') },
      channels: observation.channels.map((channel) => ({ ...channel, sourceUuid: distinct(channel.sourceUuid ?? '') })),
      gtid: { ...gtid, executed: `${old.executed},${distinct(gtid.executed)}` },
    },
  };
}

interface Work {
  /** Not measured. */
  readonly prepare: () => ReadonlySet<InstanceId>;
  readonly run: (changed: ReadonlySet<InstanceId>) => void;
}

/** Processor time, since on a busy machine the clock on the wall tells more of the neighbours. */
function measure(what: string, times: number, { prepare, run }: Work): void {
  const took = Array.from({ length: times }, () => {
    const prepared = prepare();
    const start = process.cpuUsage();
    run(prepared);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  }).toSorted((left, right) => left - right);
  const median = took[Math.floor(took.length / 2)] ?? 0;
  process.stdout.write(`${what}: median ${median.toFixed(1)} ms, worst ${(took.at(-1) ?? 0).toFixed(1)} ms\n`);
}
