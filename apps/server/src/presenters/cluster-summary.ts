/** One cluster as a line of the fleet page. */
import { MAX_SUMMARY_PROBLEMS } from '@topiary/contract';
import type { Automation, ClusterSummary } from '@topiary/contract';
import {
  DEFAULT_POLICY,
  formatTag,
  hasSuccessor,
  hostDownProblem,
  isExplainedByHost,
  matchingFilter,
  NO_AUTOMATIC_RECOVERY,
  profileOf,
  SEVERITIES,
  shortVersion,
} from '@topiary/domain';
import type {
  Cluster,
  Flavor,
  HostIncident,
  Instance,
  InstanceId,
  Policy,
  Problem,
  RecoveryRules,
  TopologySnapshot,
} from '@topiary/domain';
import { largest } from './node-view.ts';
import { ownNameOf } from './own-name.ts';
import { countedOf, countProblems } from './problem-counts.ts';
import type { ProblemFilter } from './problem-counts.ts';
import type { DeepReadonly } from './readonly.ts';

export type PresentedSummary = DeepReadonly<ClusterSummary>;

export interface SummaryOptions {
  readonly hostsDown?: readonly HostIncident[];
  readonly problemFilter?: ProblemFilter;
  readonly policy?: Policy;
  readonly automation?: Automation;
}

export function presentSummary(
  cluster: Cluster,
  snapshot: TopologySnapshot,
  {
    hostsDown = [],
    problemFilter = () => null,
    policy = DEFAULT_POLICY,
    automation = automationOf(cluster, NO_AUTOMATIC_RECOVERY),
  }: SummaryOptions = {},
): PresentedSummary {
  const members = cluster.members.flatMap((id) => snapshot.instances.get(id) ?? []);
  const inService = members.filter(({ registered }) => registered.downtime === null);
  const counted = countedOf(inService, problemFilter);
  const lags = members.flatMap((instance) => lagsOf(instance, snapshot));
  const problems = worstProblems(counted, hostsDown);
  return {
    id: cluster.id,
    name: cluster.name,
    alias: cluster.alias?.text ?? null,
    domain: cluster.domain?.text ?? null,
    dataCenters: distinct(members, ({ classification }) => classification.dataCenter),
    regions: distinct(members, ({ classification }) => classification.region),
    environments: distinct(members, ({ classification }) => classification.physicalEnvironment),
    tags: [...new Set(members.flatMap(({ registered }) => registered.tags.map(formatTag)))].toSorted(),
    servers: cluster.members,
    instanceAliases: distinct(members, ({ classification }) => classification.alias),
    shape: cluster.shape,
    masters: cluster.masters,
    masterOwnNames: members.flatMap((instance) =>
      cluster.masters.includes(instance.id) ? (ownNameOf(instance) ?? []) : [],
    ),
    instances: members.length,
    ...countProblems(counted),
    downtimed: members.length - inService.length,
    problems,
    problemCodes: problemCodesOf(counted, problems),
    automation,
    withoutSuccessor: withoutSuccessor(cluster, snapshot, policy),
    maxLagSeconds: largest(lags),
    lagUnknown: lags.filter((lag) => lag === null).length,
    flavors: distinct(members, (instance): Flavor | null => instance.observation?.product.flavor ?? null),
    versions: distinct(members, ({ observation }) =>
      observation === null ? null : shortVersion(observation.product.version),
    ),
    revision: cluster.revision,
  };
}

/** Of a death of its master, whatever the switches say just now. */
export function automationOf({ id, name, alias, masters }: Cluster, rules: RecoveryRules): Automation {
  const filtered = { id, name, alias: alias?.text ?? null, masterAddress: masters[0] ?? null };
  if (matchingFilter(rules.masters, filtered) === null) return 'off';
  const { kind } = profileOf(filtered, rules);
  return kind === 'fast' ? 'on' : kind;
}

/** A group chooses its primary itself. */
function withoutSuccessor({ masters }: Cluster, snapshot: TopologySnapshot, policy: Policy): readonly InstanceId[] {
  return masters.filter((master) => {
    const isInGroup = (snapshot.instances.get(master)?.observation?.group ?? null) !== null;
    return !isInGroup && !hasSuccessor({ snapshot, policy, master, user: null });
  });
}

/** `host-down` stands beside the codes that it explains: whoever looks for servers that are unreachable means these too. */
function problemCodesOf(
  counted: readonly Instance[],
  worst: PresentedSummary['problems'],
): PresentedSummary['problemCodes'] {
  const all = [...counted.flatMap(({ problems }) => problems), ...worst.map(({ problem }) => problem)];
  return [...new Set(all.map(({ code }) => code))].toSorted();
}

/** One for who replicates, none for who does not. What a server last said before it fell silent is no longer so. */
function lagsOf({ id, health }: Instance, snapshot: TopologySnapshot): readonly (number | null)[] {
  const edges = snapshot.edgesByReplica.get(id) ?? [];
  if (edges.length === 0) return [];
  const lags = edges.map(({ lagSeconds }) => lagSeconds);
  return [health === 'ok' && !lags.includes(null) ? largest(lags) : null];
}

function worstProblems(members: readonly Instance[], hostsDown: readonly HostIncident[]): PresentedSummary['problems'] {
  const told = new Set<HostIncident>();
  const all = members.flatMap((instance) =>
    instance.problems.flatMap((problem) => {
      const host = hostsDown.find((incident) => isExplainedByHost(problem, instance, incident.host));
      if (host === undefined) return [{ instance: instance.id, problem }];
      if (told.has(host)) return [];
      told.add(host);
      return [{ instance: instance.id, problem: hostDownProblem(host) }];
    }),
  );
  return all.toSorted((left, right) => rank(left.problem) - rank(right.problem)).slice(0, MAX_SUMMARY_PROBLEMS);
}

function rank(problem: Problem): number {
  return SEVERITIES.indexOf(problem.severity);
}

function distinct<Value extends string>(
  members: readonly Instance[],
  read: (instance: Instance) => Value | null,
): readonly Value[] {
  return [...new Set(members.flatMap((instance) => read(instance) ?? []))].toSorted();
}
