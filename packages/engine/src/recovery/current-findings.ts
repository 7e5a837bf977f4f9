/**
 * What holds now, cluster by cluster. A cluster where something is not as it should be is analysed with every change; of the
 * others, where positions move all the time, a few are looked at again every second, in turn.
 */
import type {
  Analysis,
  AnalysisContext,
  ClusterId,
  Finding,
  Instant,
  NearMiss,
  TopologySnapshot,
} from '@topiary/domain';
import { analyse, sameValue } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';

/** Between two looks at clusters where all servers answer and are connected. */
export const QUIET_LOOK_MS = 1_000;
/** In one such look; the rest waits for the next. */
export const QUIET_LOOK_CLUSTERS = 50;

export interface FindingsOptions {
  readonly clock: Clock;
  readonly snapshot: () => TopologySnapshot;
  /** What is known beside the snapshot, as of now. */
  readonly context: () => AnalysisContext;
  /** Findings of these clusters are not what they were; near misses come and go unsaid. */
  readonly onChange: (clusters: readonly ClusterId[]) => void;
}

export interface CurrentFinding extends Finding {
  /** Since when it holds, as of the snapshot in which it was first seen. */
  readonly since: Instant;
}

export interface CurrentAnalysis {
  /** In order of cluster as they were found; within one instance the gravest first. */
  readonly findings: readonly CurrentFinding[];
  readonly nearMisses: readonly NearMiss[];
}

export class CurrentFindings {
  private readonly options: FindingsOptions;
  private readonly byCluster = new Map<ClusterId, CurrentAnalysis>();
  /** Changed since they were last analysed, in the order in which their turn comes. */
  private readonly waiting = new Set<ClusterId>();
  private cancel: (() => void) | null = null;
  private stopped = false;

  constructor(options: FindingsOptions) {
    this.options = options;
  }

  /** In order of cluster as they were found. */
  *[Symbol.iterator](): Iterator<CurrentFinding> {
    for (const { findings } of this.byCluster.values()) yield* findings;
  }

  of(cluster: ClusterId): CurrentAnalysis {
    return this.byCluster.get(cluster) ?? NOTHING;
  }

  look(changed: Iterable<ClusterId>): void {
    const snapshot = this.options.snapshot();
    const now: ClusterId[] = [];
    for (const cluster of changed) {
      if (isQuiet(snapshot, cluster) && !this.hasFailure(cluster)) this.waiting.add(cluster);
      else now.push(cluster);
    }
    this.analyse(now, snapshot);
    if (this.waiting.size > 0 && !this.stopped)
      this.cancel ??= this.options.clock.schedule(QUIET_LOOK_MS, () => this.lookAtQuiet());
  }

  stop(): void {
    this.stopped = true;
    this.cancel?.();
  }

  private lookAtQuiet(): void {
    this.cancel = null;
    this.analyse([...this.waiting].slice(0, QUIET_LOOK_CLUSTERS), this.options.snapshot());
    this.look([]);
  }

  private analyse(clusters: readonly ClusterId[], snapshot: TopologySnapshot): void {
    for (const cluster of clusters) this.waiting.delete(cluster);
    const told = clusters.filter((cluster) => this.analyseOne(cluster, snapshot));
    if (told.length > 0) this.options.onChange(told);
  }

  /** Whether its findings are other than before. */
  private analyseOne(cluster: ClusterId, snapshot: TopologySnapshot): boolean {
    const before = this.of(cluster);
    const { findings, nearMisses } = snapshot.clusters.has(cluster)
      ? analyse(snapshot, this.options.context(), [cluster])
      : NOTHING;
    const timed = findings.map((finding) => ({ ...finding, since: sinceOf(finding, before) ?? snapshot.asOf }));
    if (findings.length + nearMisses.length === 0) this.byCluster.delete(cluster);
    else this.byCluster.set(cluster, { findings: timed, nearMisses });
    return !sameValue(timed, before.findings);
  }

  private hasFailure(cluster: ClusterId): boolean {
    return this.of(cluster).findings.some(({ kind }) => kind === 'failure');
  }
}

const NOTHING: Analysis & CurrentAnalysis = { findings: [], nearMisses: [] };

function sinceOf({ instance, code, kind }: Finding, { findings }: CurrentAnalysis): Instant | null {
  const same = findings.find((one) => one.instance === instance && one.code === code && one.kind === kind);
  return same?.since ?? null;
}

/** All of its servers answer, and all that replicate are connected. */
function isQuiet({ clusters, instances }: TopologySnapshot, cluster: ClusterId): boolean {
  const members = clusters.get(cluster)?.members ?? [];
  return (
    members.length > 0 &&
    members.every((id) => {
      const instance = instances.get(id);
      const channels = instance?.observation?.channels ?? [];
      return instance?.health === 'ok' && channels.every(({ receiver }) => receiver === 'running');
    })
  );
}
