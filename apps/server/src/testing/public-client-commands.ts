/**
 * The 105 commands of orchestrator's public client, and the one that has two names: what each asks of the API, and what it
 * reads from the answer.
 */

/** By the letters of its options. */
export interface ClientOptions {
  /** An instance, a list of instances, a text to search for, or what names a cluster. */
  readonly i?: string;
  readonly d?: string;
  readonly a?: string;
  readonly o?: string;
  readonly r?: string;
  readonly u?: string;
  readonly R?: string;
  readonly t?: string;
  readonly l?: string;
  readonly H?: string;
  readonly P?: string;
  readonly q?: string;
  readonly n?: string;
  readonly S?: string;
}

/** An answer as the client takes it: the whole of it, and its `Details`. */
export interface Answer {
  readonly body: unknown;
  readonly details: unknown;
}

export interface ClientCommand {
  /** Below `/api/`, one after the other; each must succeed before the next is made. */
  readonly requests: readonly string[];
  /** Of the last answer. Throws `NotReadable` where the client's filter would fail. */
  readonly print: (answer: Answer) => readonly string[];
}

/** The client's filters cannot go on: an answer has another shape than they expect. */
export class NotReadable extends Error {}

type Print = ClientCommand['print'];
type Command = (options: ClientOptions) => ClientCommand;

/** `.name` of jq: of nothing it is nothing, of a text it is an error. */
function at(value: unknown, name: string): unknown {
  if (value === null) return null;
  if (typeof value !== 'object' || Array.isArray(value))
    throw new NotReadable(`no ${name} in ${JSON.stringify(value)}`);
  return (value as Readonly<Record<string, unknown>>)[name] ?? null;
}

/** `.[]` of jq. */
function each(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value === 'object' && value !== null) return Object.values(value);
  throw new NotReadable(`cannot iterate over ${JSON.stringify(value)}`);
}

/** `.` of jq as text. */
function raw(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const keyText = (key: unknown): string => `${raw(at(key, 'Hostname') ?? '')}:${raw(at(key, 'Port'))}`;
const keyOf = (instance: unknown): string => keyText(at(instance, 'Key'));

const nothing: Print = () => [];
const text: Print = ({ details }) => [raw(details)];
const bareText: Print = ({ body }) => [raw(body)];
const key: Print = ({ details }) => [keyText(details)];
const keys: Print = ({ details }) => each(details).map(keyText);
const bareKeys: Print = ({ body }) => each(body).map(keyText);
const instance: Print = ({ details }) => [keyOf(details)];
const instances: Print = ({ details }) => each(details).map(keyOf);
const bareInstances: Print = ({ body }) => each(body).map(keyOf);
const below: Print = ({ details }) => [`${keyOf(details)}<${keyText(at(details, 'MasterKey'))}`];
const lines: Print = ({ details }) => each(details).map(raw);
const successor: Print = ({ details }) => [keyText(at(details, 'SuccessorKey'))];
const field =
  (name: string): Print =>
  ({ body }) => [raw(at(body, name))];
/** The instance itself where both threads are in that state. */
const whereThreadsAre =
  (state: number): Print =>
  ({ body }) =>
    at(body, 'ReplicationSQLThreadState') === state && at(body, 'ReplicationIOThreadState') === state
      ? [keyOf(body)]
      : [];
const whichReplicas =
  (isMeant: (replica: unknown) => boolean): Print =>
  ({ body }) =>
    each(body).filter(isMeant).map(keyOf);

const runs = (replica: unknown): readonly unknown[] => [
  at(replica, 'ReplicationSQLThreadRuning'),
  at(replica, 'ReplicationIOThreadRuning'),
];
const isBroken = (replica: unknown): boolean =>
  runs(replica).includes(false) && (at(replica, 'LastSQLError') !== '' || at(replica, 'LastIOError') !== '');
const isRunning = (replica: unknown): boolean => runs(replica).every((one) => one === true);

const ifTrue: Print = ({ body, details }) => (raw(at(body, 'Message')).includes('true') ? [keyText(details)] : []);
const analysis: Print = ({ details }) =>
  each(details).map((entry) => {
    const code = at(entry, 'Analysis');
    const [warning = null] = code === 'NoProblem' ? each(at(entry, 'StructureAnalysis')) : [code];
    const cluster = raw(at(at(entry, 'ClusterDetails'), 'ClusterName'));
    return `${keyText(at(entry, 'AnalyzedInstanceKey'))} (cluster ${cluster}): ${raw(warning)}`;
  });
const pairs: Print = ({ details }) => each(details).map((pair) => `${raw(at(pair, 'Key'))}:${raw(at(pair, 'Value'))}`);

function mostFrequent({ body }: Answer): readonly string[] {
  const counts = Map.groupBy(
    each(body).map((master) => raw(at(master, 'DataCenter'))),
    (name) => name,
  );
  const [first] = [...counts].toSorted(([, left], [, right]) => right.length - left.length);
  return first === undefined ? [] : [first[0]];
}

/** `host/port`. */
const path = (address = ''): string => (address.includes(':') ? address.replaceAll(':', '/') : `${address}/3306`);
const hp = ({ i }: ClientOptions): string => (i === undefined ? '' : path(i));
const dp = ({ d }: ClientOptions): string => (d === undefined ? '' : path(d));
/** Its alias wins over the instance. */
const cluster = ({ a, i = '' }: ClientOptions): string => a ?? i;
/** With the line break that the client encodes too. */
const encoded = (value = ''): string => encodeURIComponent(`${value}\n`);
const firstWord = (value = ''): string => encoded(value.split(' ')[0]);

const one = (request: (options: ClientOptions) => string, print: Print): Command => {
  return (options) => ({ requests: [request(options)], print });
};
const onInstance = (name: string, print: Print): Command => one((o) => `${name}/${hp(o)}`, print);
const onPair = (name: string, print: Print): Command => one((o) => `${name}/${hp(o)}/${dp(o)}`, print);
/** With a slash at the end, where no destination is given. */
const onReplicas = onPair;
const onCluster = (name: string, print: Print): Command => one((o) => `${name}/${cluster(o)}`, print);
const plain = (name: string, print: Print): Command => one(() => name, print);

function named(names: readonly string[], command: (name: string, print: Print) => Command, print: Print) {
  return Object.fromEntries(names.map((name) => [name, command(name, print)]));
}

const onRaft = (request: (options: ClientOptions) => string, print: Print): Command => {
  return (options) => ({ requests: ['raft-state', request(options)], print });
};

const takeover = (name: string): Command =>
  one((o) => `${name}/${cluster(o)}${o.d === undefined ? '' : `/${dp(o)}`}`, successor);

const INSTANCE_COMMANDS = (
  'stop-replica stop-replica-nice start-replica restart-replica reset-replica change-master-credentials detach-replica ' +
  'reattach-replica detach-replica-master-host reattach-replica-master-host skip-query gtid-errant-reset-master ' +
  'gtid-errant-inject-empty enable-semi-sync-master disable-semi-sync-master enable-semi-sync-replica ' +
  'disable-semi-sync-replica set-read-only set-writeable flush-binary-logs'
).split(' ');

export const CLIENT_COMMANDS: Readonly<Record<string, Command>> = {
  help: () => ({ requests: [], print: nothing }),
  'which-api': () => ({ requests: [], print: nothing }),
  api: one(({ P = '' }) => P, bareText),

  ...named(['async-discover', 'discover'], onInstance, instance),
  forget: onInstance('forget', nothing),
  'forget-cluster': onCluster('forget-cluster', nothing),
  ...named(['topology', 'topology-tabulated', 'topology-tags'], onCluster, text),
  'snapshot-topologies': plain('snapshot-topologies', text),
  clusters: plain('clusters-info', ({ body }) => each(body).map((info) => raw(at(info, 'ClusterName')))),
  'clusters-alias': plain('clusters-info', ({ body }) =>
    each(body).map((info) => `${raw(at(info, 'ClusterName'))},${raw(at(info, 'ClusterAlias'))}`),
  ),
  search: one(({ i }) => `search?s=${encoded(i)}`, bareInstances),
  instance: onInstance('instance', ({ body }) => [keyOf(body)]),
  'which-instance': onInstance('instance', ({ body }) => [keyOf(body)]),
  'which-master': onInstance('instance', ({ body }) => [keyText(at(body, 'MasterKey'))]),
  'which-replicas': onInstance('instance-replicas', bareInstances),
  'which-broken-replicas': onInstance('instance-replicas', whichReplicas(isBroken)),
  'which-cluster-instances': onCluster('cluster', bareInstances),
  'which-cluster': onCluster('cluster-info', field('ClusterName')),
  'which-cluster-alias': onCluster('cluster-info', field('ClusterAlias')),
  'which-cluster-master': onCluster('master', field('ClusterName')),
  'all-clusters-masters': plain('masters', bareInstances),
  'all-instances': plain('all-instances', bareInstances),
  'which-cluster-osc-replicas': onCluster('cluster-osc-replicas', bareInstances),
  'which-cluster-osc-running-replicas': onCluster('cluster-osc-replicas', whichReplicas(isRunning)),
  downtimed: onCluster('downtimed', bareInstances),
  'dominant-dc': plain('masters', mostFrequent),
  'submit-masters-to-kv-stores': one(({ a = '' }) => `submit-masters-to-kv-stores/${a}`, pairs),

  ...named(['relocate', 'match', 'move-below', 'move-equivalent', 'repoint', 'move-gtid'], onPair, below),
  ...named(['match-up', 'move-up', 'make-co-master', 'take-master', 'take-siblings'], onInstance, below),
  ...named(['relocate-replicas', 'move-replicas-gtid'], onPair, instances),
  ...named(['move-up-replicas', 'repoint-replicas', 'match-up-replicas'], onReplicas, instances),

  tags: onInstance('tags', ({ body }) => each(body).map(raw)),
  'tag-value': one((o) => `tag-value/${hp(o)}?tag=${encoded(o.t)}`, bareText),
  tag: one((o) => `tag/${hp(o)}?tag=${encoded(o.t)}`, key),
  untag: one((o) => `untag/${hp(o)}?tag=${o.t ?? ''}`, keys),
  'untag-all': one((o) => `untag-all?tag=${o.t ?? ''}`, keys),
  tagged: one((o) => `tagged/${hp(o)}?tag=${encoded(o.t)}`, bareKeys),
  'submit-pool-instances': one(({ i, l = '' }) => `submit-pool-instances/${l}?instances=${encoded(i)}`, text),
  'which-heuristic-cluster-pool-instances': one(
    (o) => `heuristic-cluster-pool-instances/${cluster(o)}/${o.l ?? ''}`,
    instances,
  ),
  'begin-downtime': one((o) => `begin-downtime/${hp(o)}/${encoded(o.o ?? 'me')}/${encoded(o.r)}/${o.u ?? '10m'}`, key),
  'end-downtime': onInstance('end-downtime', key),
  'begin-maintenance': one((o) => `begin-maintenance/${hp(o)}/${encoded(o.o ?? 'me')}/${encoded(o.r)}`, key),
  'end-maintenance': onInstance('end-maintenance', key),
  'register-candidate': one((o) => `register-candidate/${hp(o)}/${o.R ?? ''}`, key),
  'register-hostname-unresolve': one((o) => `register-hostname-unresolve/${hp(o)}/${o.H ?? ''}`, key),
  'deregister-hostname-unresolve': onInstance('deregister-hostname-unresolve', key),

  ...named(INSTANCE_COMMANDS, onInstance, instance),
  'which-gtid-errant': onInstance('instance', field('GtidErrant')),
  'locate-gtid-errant': onInstance('locate-gtid-errant', lines),
  'restart-replica-statements': one((o) => `restart-replica-statements/${hp(o)}?q=${encoded(o.q)}`, text),
  'delay-replication': one((o) => `delay-replication/${hp(o)}/${o.S ?? ''}`, text),
  ...named(['can-replicate-from', 'can-replicate-from-gtid'], onPair, ifTrue),
  'is-replicating': onInstance('instance', whereThreadsAre(1)),
  'is-replication-stopped': onInstance('instance', whereThreadsAre(0)),
  'purge-binary-logs': one((o) => `purge-binary-logs/${hp(o)}/${o.n ?? ''}`, instance),
  'last-pseudo-gtid': onInstance('last-pseudo-gtid', text),

  // One vendor's script asks twice, the other's once and without the candidate.
  recover: (o) => ({
    requests: [`recover/${hp(o)}`, `recover/${hp(o)}${o.d === undefined ? '' : `/${dp(o)}`}`],
    print: key,
  }),
  'graceful-master-takeover': takeover('graceful-master-takeover'),
  'graceful-master-takeover-auto': takeover('graceful-master-takeover-auto'),
  'force-master-failover': onCluster('force-master-failover', successor),
  'force-master-takeover': takeover('force-master-takeover'),
  'ack-cluster-recoveries': one((o) => `ack-recovery/cluster/${cluster(o)}?comment=${firstWord(o.r)}`, text),
  'ack-all-recoveries': one((o) => `ack-all-recoveries?comment=${firstWord(o.r)}`, text),
  ...named(['disable-global-recoveries', 'enable-global-recoveries', 'check-global-recoveries'], plain, text),
  'replication-analysis': plain('replication-analysis', analysis),

  'raft-leader': onRaft(() => 'raft-leader', bareText),
  'raft-health': plain('raft-health', bareText),
  'raft-leader-hostname': onRaft(
    () => 'status',
    ({ details }) => [raw(at(details, 'Hostname'))],
  ),
  'raft-elect-leader': onRaft(({ H = '' }) => `raft-yield-hint/${H}`, text),
};
