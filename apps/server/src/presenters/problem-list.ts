/**
 * Everything that somebody who is paged has to see, in one list: findings; servers with troubles that no finding tells, such as
 * a master that was replaced and is away, or a replica that was detached; recoveries that need a person; what is held back;
 * takeovers that were scheduled and did not begin.
 * What follows from something that is listed already is not listed again.
 */
import type { ProblemItem } from '@topiary/contract';
import type { Cluster, InstanceId, Instance, Problem, ProblemCode, TopologySnapshot } from '@topiary/domain';
import type { BlockedRecovery, CurrentFinding, RecoveryRecord, ScheduledTakeover } from '@topiary/engine';
import type { ProblemFilter } from './problem-counts.ts';
import type { DeepReadonly } from './readonly.ts';
import { presentTakeover } from './takeover-view.ts';

export type ListedProblem =
  | { readonly kind: 'finding'; readonly place: ProblemPlace; readonly finding: CurrentFinding }
  | { readonly kind: 'ready'; readonly place: ProblemPlace; readonly item: DeepReadonly<ProblemItem> };

export type ProblemPlace = Pick<
  DeepReadonly<ProblemItem>,
  'kind' | 'severity' | 'cluster' | 'clusterName' | 'clusterAlias' | 'instance' | 'since'
>;

export interface ProblemSources {
  readonly snapshot: TopologySnapshot;
  readonly findings: readonly CurrentFinding[];
  /** Those that run or are not acknowledged, the newest first. */
  readonly recoveries: readonly RecoveryRecord[];
  readonly blocked: readonly BlockedRecovery[];
  /** Those that were asked for in a window of time, the newest first. */
  readonly takeovers: readonly ScheduledTakeover[];
  readonly filter: ProblemFilter;
}

export function listProblems(sources: ProblemSources): readonly ListedProblem[] {
  const { snapshot, findings } = sources;
  return [
    ...findings.map((finding): ListedProblem => {
      const place = { ...placeIn(snapshot, finding), kind: finding.kind, severity: finding.severity };
      return { kind: 'finding', place: { ...place, since: finding.since }, finding };
    }),
    ...[...ofServers(sources), ...ofRecoveries(sources), ...heldBack(sources), ...missed(sources)].map(
      (item): ListedProblem => ({ kind: 'ready', place: item, item }),
    ),
  ];
}

type Item = DeepReadonly<ProblemItem>;

function placeIn(
  { clusters }: TopologySnapshot,
  { cluster, instance }: { readonly cluster: Cluster['id']; readonly instance: InstanceId },
): Pick<ProblemPlace, 'cluster' | 'clusterName' | 'clusterAlias' | 'instance'> {
  const known = clusters.get(cluster);
  return { cluster, clusterName: known?.name ?? cluster, clusterAlias: known?.alias?.text ?? null, instance };
}

const OF_HEALTH: ReadonlySet<ProblemCode> = new Set(['unreachable', 'suspect', 'never-reached', 'host-down']);
const OF_SOURCE: ReadonlySet<ProblemCode> = new Set(['replication-error', 'replication-stopped']);

function ofServers({ snapshot, findings, filter }: ProblemSources): readonly Item[] {
  const counted = findings.filter(({ outrankedBy }) => outrankedBy === null);
  const failing = new Set(counted.filter(({ kind }) => kind === 'failure').map(({ instance }) => instance));
  const hostsDown = new Set(counted.filter(({ code }) => code === 'HostDown').map(({ instance }) => instance));
  const told = { failing, hostsDown };
  return [...snapshot.instances.values()].flatMap((instance): readonly Item[] => {
    if (instance.problems.length === 0 || instance.registered.downtime !== null || filter(instance.id) !== null)
      return [];
    const problems = instance.problems.filter((one) => isNews(one, instance, { ...told, snapshot }));
    const [gravest] = problems;
    if (gravest === undefined) return [];
    const { severity } = gravest;
    const place = placeIn(snapshot, { cluster: instance.cluster, instance: instance.id });
    return [{ kind: 'server', ...place, severity, since: instance.failingSince, role: instance.role, problems }];
  });
}

interface Told {
  readonly snapshot: TopologySnapshot;
  readonly failing: ReadonlySet<InstanceId>;
  readonly hostsDown: ReadonlySet<InstanceId>;
}

/** Nothing that is listed tells it already: not a failure of the server, nor that its host or its source is gone. */
function isNews({ code, severity }: Problem, { id }: Instance, { snapshot, failing, hostsDown }: Told): boolean {
  if (severity === 'info') return false;
  if (OF_HEALTH.has(code)) return !failing.has(id) && !hostsDown.has(id);
  if (code === 'read-only-master') return !failing.has(id);
  if (!OF_SOURCE.has(code)) return true;
  const sources = (snapshot.edgesByReplica.get(id) ?? []).map(({ source }) => source);
  const isGone = (source: InstanceId): boolean => snapshot.instances.get(source)?.health !== 'ok';
  return !sources.some((source) => isGone(source) && (failing.has(source) || hostsDown.has(source)));
}

const CARE_SEVERITIES = {
  unresolved: 'critical',
  partly: 'critical',
  lost: 'warning',
  unchanged: 'warning',
  running: 'warning',
} as const;

/** Of several of one server and failure that did nothing, the newest tells it. */
function ofRecoveries({ recoveries }: ProblemSources): readonly Item[] {
  const seen = new Set<string>();
  return recoveries.flatMap((recovery): readonly Item[] => {
    const care = careOf(recovery);
    const key = `${recovery.instance} ${recovery.code}`;
    if (care === null || (care === 'unchanged' && seen.has(key))) return [];
    seen.add(key);
    const { cluster, clusterName, clusterAlias, instance, endedAt, startedAt } = recovery;
    const since = endedAt ?? startedAt;
    const severity = CARE_SEVERITIES[care];
    return [{ kind: 'recovery', severity, cluster, clusterName, clusterAlias, instance, since, care, recovery }];
  });
}

type Care = Extract<Item, { kind: 'recovery' }>['care'];

/** `null`: nobody has to look at it. */
export function careOf({ endedAt, changed, successor, acknowledged, details }: RecoveryRecord): Care | null {
  if (endedAt === null) return 'running';
  if (acknowledged !== null) return null;
  if (successor === null) return changed ? 'unresolved' : 'unchanged';
  if (details.errors.length > 0) return 'partly';
  return details.lost.length > 0 ? 'lost' : null;
}

function heldBack({ snapshot, blocked }: ProblemSources): readonly Item[] {
  return blocked.map(({ cluster, instance, code, at, byUid: by }): Item => {
    return {
      kind: 'held-back',
      severity: 'critical',
      ...placeIn(snapshot, { cluster, instance }),
      since: at,
      code,
      by,
    };
  });
}

/** Whoever asked for it knows by then. */
const MISSED_SHOWN_MS = 86_400_000;

/** What was scheduled after it takes its place. */
function missed({ snapshot, takeovers }: ProblemSources): readonly Item[] {
  const newest = new Map(takeovers.toReversed().map((takeover) => [takeover.cluster, takeover]));
  return [...newest.values()].flatMap((takeover): readonly Item[] => {
    const { state, cluster, intent, endedAt } = takeover;
    if (state !== 'missed' || snapshot.asOf - (endedAt ?? snapshot.asOf) > MISSED_SHOWN_MS) return [];
    const place = placeIn(snapshot, { cluster, instance: intent.master });
    return [{ kind: 'takeover', severity: 'warning', ...place, since: endedAt, takeover: presentTakeover(takeover) }];
  });
}
