/**
 * Keeps what findings there were, so that people see afterwards what was known when. Of several processes on one store the
 * one that acts writes; it begins with what the store says that holds, so that a restart ends nothing and begins nothing anew.
 */
import type { ClusterId, InstanceId, ToldFinding, TopologySnapshot } from '@topiary/domain';
import { findingChanges, findingKey, toldOf } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { FindingChanges } from '../ports/finding-changes.ts';
import type { Logger } from '../ports/logger.ts';
import { detailOf } from '../shared/detail-of.ts';
import type { CurrentFindings } from './current-findings.ts';

/** From one attempt to read the store to the next. */
export const READ_AGAIN_MS = 5_000;

export interface FindingLogOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly store: FindingChanges;
  readonly snapshot: () => TopologySnapshot;
  readonly findings: () => Pick<CurrentFindings, 'of'>;
  readonly mayWrite: () => boolean;
}

export class FindingLog implements Pick<FindingChanges, 'list' | 'verdicts'> {
  private readonly options: FindingLogOptions;
  /** As it was written last; `null`: what the store holds was not read, or another process wrote since. */
  private told: Map<ClusterId, readonly ToldFinding[]> | null = null;
  /** Of these some is remembered from before, and not seen to hold or to have ended. */
  private readonly unsettled = new Set<ClusterId>();
  private isReading = false;
  private readAt = -Infinity;

  constructor(options: FindingLogOptions) {
    this.options = options;
  }

  list(query: Parameters<FindingChanges['list']>[0]): ReturnType<FindingChanges['list']> {
    return this.options.store.list(query);
  }

  verdicts(): ReturnType<FindingChanges['verdicts']> {
    return this.options.store.verdicts();
  }

  /** Findings of these are not what they were. */
  changed(clusters: Iterable<ClusterId>): void {
    if (!this.isReady()) return;
    for (const cluster of clusters) this.write(cluster);
  }

  /** These were analysed. */
  looked(clusters: Iterable<ClusterId>): void {
    if (!this.isReady() || this.unsettled.size === 0) return;
    for (const cluster of clusters)
      if (this.unsettled.has(cluster) && isJudged(this.options.snapshot(), cluster)) {
        this.unsettled.delete(cluster);
        this.write(cluster);
      }
  }

  private isReady(): boolean {
    if (!this.options.mayWrite()) this.told = null;
    else if (this.told === null) void this.begin();
    return this.told !== null;
  }

  private async begin(): Promise<void> {
    const { clock, store, logger, snapshot } = this.options;
    const now = clock.monotonicMs();
    if (this.isReading || now - this.readAt < READ_AGAIN_MS) return;
    this.isReading = true;
    this.readAt = now;
    try {
      const open = Map.groupBy(await store.open(), ({ cluster }) => cluster);
      if (!this.options.mayWrite()) return;
      this.told = new Map([...open].map(([cluster, findings]) => [cluster, findings.map(toldOf)]));
      this.unsettled.clear();
      for (const cluster of open.keys()) if (snapshot().clusters.has(cluster)) this.unsettled.add(cluster);
      for (const cluster of new Set([...open.keys(), ...snapshot().clusters.keys()])) this.write(cluster);
    } catch (error) {
      logger.warn('finding-log-unread', { detail: detailOf(error) });
    } finally {
      this.isReading = false;
    }
  }

  private write(cluster: ClusterId): void {
    const { told } = this;
    if (told === null) return;
    const { clock, store, snapshot, findings } = this.options;
    const before = told.get(cluster) ?? [];
    const seen = findings().of(cluster).findings.map(toldOf);
    const keys = new Set(seen.map(findingKey));
    const kept = this.unsettled.has(cluster) ? before.filter((one) => !keys.has(findingKey(one))) : [];
    const now = [...seen, ...kept];
    if (now.length === 0) told.delete(cluster);
    else told.set(cluster, now);
    const clusterName = snapshot().clusters.get(cluster)?.name ?? cluster;
    const changes = findingChanges(before, now, clock.now());
    if (changes.length > 0) store.write(changes.map((change) => ({ ...change, clusterName })));
  }
}

/** Everybody there was asked since the start, and either answered or is known not to; or there is nobody any more. */
function isJudged({ clusters, instances }: TopologySnapshot, cluster: ClusterId): boolean {
  const healthOf = (id: InstanceId) => instances.get(id)?.health;
  return (clusters.get(cluster)?.members ?? []).every((id) => healthOf(id) === 'ok' || healthOf(id) === 'unreachable');
}
