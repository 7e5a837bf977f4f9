/**
 * orchestrator's `ReplicationAnalysis`: one entry for each server of which something is found, with one verdict and any number
 * of structure warnings. Only codes that it knows are told here: who reads this route compares them with its list.
 */
import {
  addressOf,
  edgesOf,
  NO_PROBLEM,
  say,
  serverFacts,
  STRUCTURE_CODES,
  VERDICT_CODES,
  verdictOf,
} from '@topiary/domain';
import type {
  AnalysisContext,
  Instance,
  Instant,
  RecoveryRules,
  ReplicaFacts,
  ServerFacts,
  Tri,
  TopologySnapshot,
} from '@topiary/domain';
import type { CurrentFinding, PastVerdict } from '@topiary/engine';
import { clusterNameOf } from '../resolve.ts';
import { presentClusterInfo } from './cluster-info.ts';
import { coordinates, key, timestamp } from './shapes.ts';

export interface AnalysisWorld {
  readonly snapshot: TopologySnapshot;
  readonly context: AnalysisContext;
  readonly rules: RecoveryRules;
  readonly now: Instant;
  readonly hostname: string;
  readonly token: string;
}

const VERDICTS: ReadonlySet<string> = new Set([...VERDICT_CODES, 'NoWriteableMasterStructureWarning']);
const STRUCTURES: ReadonlySet<string> = new Set(STRUCTURE_CODES);

/** Masters first, of those the ones that their clusters are named after, then by how many replicas they have. */
export function presentAnalysis(findings: Iterable<CurrentFinding>, world: AnalysisWorld) {
  const told = [...findings].filter(isTold);
  return [...Map.groupBy(told, ({ instance }) => instance)]
    .flatMap(([id, own]) => {
      const instance = world.snapshot.instances.get(id);
      return instance === undefined ? [] : [entryOf(instance, own, world)];
    })
    .toSorted(
      (left, right) =>
        Number(right.IsMaster) - Number(left.IsMaster) ||
        Number(isNamedAfter(right)) - Number(isNamedAfter(left)) ||
        right.CountReplicas - left.CountReplicas,
    );
}

export type PresentedAnalysis = ReturnType<typeof presentAnalysis>[number];

/**
 * What servers were called, one entry for each time that it became something else. As there, the first verdict of a server is
 * none; a list without entries is `[]` here, on which the public client does not fail as on its `null`.
 */
export function presentChangelog(verdicts: readonly PastVerdict[]) {
  return [...Map.groupBy(verdicts, ({ instance }) => instance)].flatMap(([instance, own]) => {
    const changes = own.filter(({ verdict }, index) => verdict !== (own[index - 1]?.verdict ?? NO_PROBLEM));
    if (changes.length === 0) return [];
    return [
      {
        AnalyzedInstanceKey: key(addressOf(instance)),
        Changelog: changes.map(({ at, verdict }) => `${timestamp(at)};${verdict},`),
      },
    ];
  });
}

function isTold({ kind, code }: CurrentFinding): boolean {
  return kind === 'failure' ? VERDICTS.has(code) : STRUCTURES.has(code);
}

function isNamedAfter(entry: { AnalyzedInstanceKey: ReturnType<typeof key>; ClusterDetails: { ClusterName: string } }) {
  const { Hostname, Port } = entry.AnalyzedInstanceKey;
  return entry.ClusterDetails.ClusterName === `${Hostname}:${Port}`;
}

/** Also of a server of which nothing is found. */
export function entryOf(instance: Instance, findings: readonly CurrentFinding[], world: AnalysisWorld) {
  const facts = serverFacts(world.snapshot, instance, world.context);
  const verdict = verdictOf(findings);
  const structures = findings.filter(({ kind }) => kind === 'structure').map(({ code }) => code);
  return {
    ...placeFields(instance, facts, world),
    ...countFields(facts),
    Analysis: verdict?.code ?? NO_PROBLEM,
    Description: verdict === null ? '' : say(verdict.summary, 'en'),
    StructureAnalysis: structures.length === 0 ? null : structures,
    ...downtimeFields(instance, verdict, world),
    ...topologyFields(instance, facts),
    ...loggingFields(facts),
    IsActionableRecovery: false,
    ProcessingNodeHostname: world.hostname,
    ProcessingNodeToken: world.token,
    CountAdditionalAgreeingNodes: 0,
    StartActivePeriod: '',
    SkippableDueToDowntime: isSkippable(instance, verdict),
    ...gtidFields(instance, facts, world),
    CommandHint: '',
    IsReadOnly: instance.observation?.settings.readOnly ?? false,
  };
}

function placeFields(instance: Instance, facts: ServerFacts, { snapshot, rules }: AnalysisWorld) {
  const { classification, observation } = instance;
  const [source] = edgesOf(snapshot, instance.id);
  const cluster = snapshot.clusters.get(instance.cluster);
  return {
    AnalyzedInstanceKey: key(instance.address),
    AnalyzedInstanceMasterKey: key(source === undefined ? null : addressOf(source.source)),
    ClusterDetails: clusterDetails(cluster, { snapshot, rules }),
    AnalyzedInstanceDataCenter: classification.dataCenter ?? '',
    AnalyzedInstanceRegion: classification.region ?? '',
    AnalyzedInstancePhysicalEnvironment: classification.physicalEnvironment ?? '',
    AnalyzedInstanceBinlogCoordinates: coordinates(observation?.binlog ?? null),
    IsMaster: is(facts.isMaster),
    IsReplicationGroupMember: is(facts.isGroupMember),
    IsCoMaster: is(facts.isCoMaster),
    LastCheckValid: is(facts.answers),
    LastCheckPartialSuccess: is(facts.answers) || is(facts.answersInPart),
  };
}

/** Counts are left out here, and one without a domain has its name for it. */
function clusterDetails(
  cluster: Parameters<typeof presentClusterInfo>[0] | undefined,
  { snapshot, rules }: Pick<AnalysisWorld, 'snapshot' | 'rules'>,
) {
  if (cluster === undefined) return { ...NO_CLUSTER };
  const info = presentClusterInfo(cluster, snapshot, rules);
  return { ...info, ClusterDomain: info.ClusterDomain || clusterNameOf(cluster), CountInstances: 0 };
}

const NO_CLUSTER = {
  ClusterName: '',
  ClusterAlias: '',
  ClusterDomain: '',
  CountInstances: 0,
  HeuristicLag: 0,
  HasAutomatedMasterRecovery: false,
  HasAutomatedIntermediateMasterRecovery: false,
};

function countFields({ replicas, depth, cannotConnect }: ServerFacts) {
  const answering = replicas.filter(({ answers }) => is(answers));
  const keys = replicas.map(({ id }) => key(addressOf(id)));
  return {
    CountReplicas: replicas.length,
    CountValidReplicas: answering.length,
    CountValidReplicatingReplicas: count(answering, (one) => is(one.receives) && is(one.applies)),
    CountReplicasFailingToConnectToMaster: count(answering, (one) => is(one.connectError) && is(one.applies)),
    CountDowntimedReplicas: count(replicas, ({ isDowntimed }) => isDowntimed),
    ReplicationDepth: depth,
    Replicas: keys,
    SlaveHosts: keys,
    IsFailingToConnectToMaster: is(cannotConnect),
  };
}

function isSkippable(instance: Instance, verdict: CurrentFinding | null): boolean {
  return instance.registered.downtime !== null || verdict?.skipped === 'replicas-downtimed';
}

/** What remains is there the time since its end: less than nothing while it lasts. */
function downtimeFields({ registered }: Instance, verdict: CurrentFinding | null, { now }: AnalysisWorld) {
  const end = registered.downtime?.endsAt ?? null;
  return {
    IsDowntimed: registered.downtime !== null,
    IsReplicasDowntimed: verdict?.skipped === 'replicas-downtimed',
    DowntimeEndTimestamp: timestamp(end),
    DowntimeRemainingSeconds: end === null ? 0 : Math.round((now - end) / MS_PER_SECOND),
  };
}

function topologyFields(instance: Instance, facts: ServerFacts) {
  const { semiSync, replicas } = facts;
  const answering = replicas.filter(({ answers }) => is(answers));
  const all = (uses: (one: ReplicaFacts) => Tri): boolean =>
    answering.length > 0 && answering.every((one) => is(uses(one)));
  return {
    IsBinlogServer: is(facts.isBinlogServer),
    PseudoGTIDImmediateTopology: is(facts.hasPseudoGtid),
    OracleGTIDImmediateTopology: all(({ usesOracleGtid }) => usesOracleGtid),
    MariaDBGTIDImmediateTopology: all(({ usesMariadbGtid }) => usesMariadbGtid),
    BinlogServerImmediateTopology: all(({ isBinlogServer }) => isBinlogServer),
    SemiSyncMasterEnabled: instance.observation?.semiSync.sourceEnabled === true,
    SemiSyncMasterStatus: instance.observation?.semiSync.sourceActive === true,
    SemiSyncMasterWaitForReplicaCount: semiSync.waitsFor ?? 0,
    SemiSyncMasterClients: semiSync.clients ?? 0,
    CountSemiSyncReplicasEnabled: count(replicas, ({ semiSyncEnabled }) => is(semiSyncEnabled)),
  };
}

function loggingFields({ replicas }: ServerFacts) {
  const logging = replicas.filter(({ logs }) => is(logs));
  const having = (format: string): number => count(logging, ({ binlogFormat }) => binlogFormat === format);
  return {
    CountLoggingReplicas: logging.length,
    CountStatementBasedLoggingReplicas: having('STATEMENT'),
    CountMixedBasedLoggingReplicas: having('MIXED'),
    CountRowBasedLoggingReplicas: having('ROW'),
    CountDistinctMajorVersionsLoggingReplicas: new Set(logging.map(({ majorVersion }) => majorVersion)).size,
    CountDelayedReplicas: count(replicas, ({ isDelayed }) => is(isDelayed)),
    CountLaggingReplicas: count(replicas, ({ lags }) => is(lags)),
  };
}

/** The least and the greatest of texts, as there. */
function gtidFields({ observation }: Instance, { replicas }: ServerFacts, { snapshot }: AnalysisWorld) {
  const modes = replicas.flatMap(({ gtidMode }) => gtidMode ?? []).toSorted();
  const errant = replicas.flatMap(({ id, isDowntimed }) => {
    const problem = snapshot.instances.get(id)?.problems.find(({ code }) => code === 'errant-gtid');
    return isDowntimed || problem === undefined ? [] : [String(problem.params['errant'] ?? '')];
  });
  return {
    GTIDMode: observation?.gtid.kind === 'mysql' ? observation.gtid.mode : '',
    MinReplicaGTIDMode: modes[0] ?? '',
    MaxReplicaGTIDMode: modes.at(-1) ?? '',
    MaxReplicaGTIDErrant: errant.toSorted().at(-1) ?? '',
  };
}

function is(value: Tri): boolean {
  return value === 'yes';
}

function count<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  return items.filter(holds).length;
}

const MS_PER_SECOND = 1_000;
