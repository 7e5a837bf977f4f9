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
import { analyse, nextChange, sameValue } from '@topiary/domain';
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
  /** These were analysed, whatever came of it. */
  readonly onLooked?: (clusters: readonly ClusterId[]) => void;
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
  /** When time alone changes what is known of a cluster of which something is said. */
  private readonly dueAt = new Map<ClusterId, Instant>();
  private cancelDue: () => void = () => undefined;
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
    this.cancelDue();
  }

  /** Something was learnt of these apart from probes. */
  lookNow(clusters: readonly ClusterId[]): void {
    this.analyse(clusters, { ...this.options.snapshot(), asOf: this.options.clock.now() });
  }

  private scheduleDue(): void {
    this.cancelDue();
    const first = Math.min(...this.dueAt.values());
    if (this.stopped || first === Infinity) return;
    const { clock } = this.options;
    this.cancelDue = clock.schedule(Math.max(0, first - clock.now()), () => {
      const now = clock.now();
      this.lookNow([...this.dueAt].flatMap(([cluster, at]) => (at <= now ? [cluster] : [])));
    });
  }

  private lookAtQuiet(): void {
    this.cancel = null;
    this.analyse([...this.waiting].slice(0, QUIET_LOOK_CLUSTERS), this.options.snapshot());
    this.look([]);
  }

  private analyse(clusters: readonly ClusterId[], snapshot: TopologySnapshot): void {
    for (const cluster of clusters) this.waiting.delete(cluster);
    const context = this.options.context();
    const told = clusters.filter((cluster) => this.analyseOne(cluster, snapshot, context));
    this.scheduleDue();
    if (told.length > 0) this.options.onChange(told);
    this.options.onLooked?.(clusters);
  }

  /** Whether its findings are other than before. */
  private analyseOne(cluster: ClusterId, snapshot: TopologySnapshot, context: AnalysisContext): boolean {
    const before = this.of(cluster);
    const { findings, nearMisses } = snapshot.clusters.has(cluster) ? analyse(snapshot, context, [cluster]) : NOTHING;
    const timed = findings.map((finding) => ({ ...finding, since: sinceOf(finding, before) ?? snapshot.asOf }));
    const isSpokenOf = findings.length + nearMisses.length > 0;
    if (isSpokenOf) this.byCluster.set(cluster, { findings: timed, nearMisses });
    else this.byCluster.delete(cluster);
    const next = isSpokenOf ? nextChange(snapshot, cluster, context) : null;
    if (next === null) this.dueAt.delete(cluster);
    else this.dueAt.set(cluster, next);
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
