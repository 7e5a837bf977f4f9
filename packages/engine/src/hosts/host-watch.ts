/**
 * Notices that a host died, as one event. Judged anew where a server's health changed, and as long as an incident lasts;
 * a look is one pass over the snapshot, so that there is no index that could differ from it.
 */
import type { ClusterId, HostIncident, HostName, HostNews, Instance, Instant, TopologySnapshot } from '@topiary/domain';
import {
  HOST_DEATH_WINDOW_MS,
  hostOf,
  incidentFrom,
  isMissed,
  judgeHost,
  newsOfHost,
  sayHostNews,
} from '@topiary/domain';
import type { TopologyChange } from '../discovery/topology-keeper.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { AuditEntry, AuditLog } from '../ports/store.ts';
import { TOPIARY } from '../registry/audit-registry.ts';
import type { EngineSettings } from '../settings.ts';
import { detailOf } from '../shared/detail-of.ts';

/** How many events of earlier runs are read to find those that have not ended. */
const MAX_REMEMBERED_EVENTS = 200;
const HOST_DOWN = 'host-down';
const HOST_UP = 'host-up';

export interface HostWatchOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly audit: AuditLog;
  /** Servers that fall silent within this time did so together. */
  readonly windowMs: number;
  /** Of several processes on one store, the one that acts writes. */
  readonly mayWrite: () => boolean;
}

export interface HostChange {
  readonly isNews: boolean;
  readonly touched: ReadonlySet<ClusterId>;
}

/** Within it every server is probed twice, whatever the interval. */
export function hostDeathWindow({ pollIntervalMs, probeDeadlineMs }: EngineSettings): number {
  return Math.max(HOST_DEATH_WINDOW_MS, 2 * (pollIntervalMs + probeDeadlineMs));
}

export class HostWatch {
  private readonly options: HostWatchOptions;
  private readonly open = new Map<HostName, HostIncident>();
  /** Down, and not said in the audit by this process. */
  private readonly unwritten = new Set<HostName>();
  private inOrder: readonly HostIncident[] | null = null;

  constructor(options: HostWatchOptions) {
    this.options = options;
  }

  /** In order of host; asked for every line of a fleet. */
  get incidents(): readonly HostIncident[] {
    this.inOrder ??= [...this.open.values()].toSorted((left, right) => (left.host < right.host ? -1 : 1));
    return this.inOrder;
  }

  /** What an earlier run said and did not take back: who died while nobody looked must not look new, or unsaid. */
  async start(): Promise<void> {
    for (const incident of (await this.said()) ?? []) this.open.set(incident.host, incident);
    this.inOrder = null;
  }

  /** For a process that acts from now on: what it saw before, and nobody else has said, is said then. */
  async writeUnwritten(): Promise<void> {
    if (this.unwritten.size === 0 || !this.options.mayWrite()) return;
    const said = await this.said();
    if (said === null) return;
    const written = new Set(said.map(({ host }) => host));
    for (const host of this.unwritten) {
      const incident = this.open.get(host);
      if (incident !== undefined && !written.has(host))
        this.write({ kind: 'down', incident }, this.options.clock.now());
    }
    this.unwritten.clear();
  }

  /** Deaths that the audit tells of without their end; `null`: it could not be read. */
  private async said(): Promise<readonly HostIncident[] | null> {
    try {
      const [begun, ended] = await Promise.all([this.remembered(HOST_DOWN), this.remembered(HOST_UP)]);
      const lastEnd = new Map<string, number>();
      for (const { id, summary } of ended.toReversed()) lastEnd.set(String(summary[0]?.params['host']), id);
      return begun.toReversed().flatMap(({ id, summary }) => {
        const incident = summary[0] === undefined ? null : incidentFrom(summary[0]);
        return incident !== null && id > (lastEnd.get(incident.host) ?? 0) ? [incident] : [];
      });
    } catch (error) {
      this.options.logger.warn('host-events-unread', { detail: detailOf(error) });
      return null;
    }
  }

  /** What changed, and the clusters of whose servers something else is said now. */
  look({ snapshot, structure }: Pick<TopologyChange, 'snapshot' | 'structure'>): HostChange {
    const touched = new Set<ClusterId>();
    let isNews = false;
    const wanted = this.wanted(snapshot, structure);
    if (wanted.size === 0) return { isNews, touched };
    const seen = new Map<HostName, Instance[]>([...wanted].map((host) => [host, []]));
    for (const instance of snapshot.instances.values()) seen.get(hostOf(instance))?.push(instance);
    for (const [host, instances] of seen) {
      const verdict = judgeHost(
        instances.map((instance) => ({ ...instance, isMissed: isMissed(snapshot, instance.id) })),
        this.options.windowMs,
      );
      const news = newsOfHost(this.open.get(host) ?? null, { host, verdict, isKnown: instances.length > 0 });
      if (news === null) continue;
      isNews = true;
      this.tell(news, this.options.clock.now());
      for (const { cluster } of instances) touched.add(cluster);
    }
    return { isNews, touched };
  }

  private wanted({ clusters, instances }: TopologySnapshot, structure: readonly ClusterId[]): ReadonlySet<HostName> {
    const hosts = new Set(this.open.keys());
    for (const id of structure) {
      for (const member of clusters.get(id)?.members ?? []) {
        const instance = instances.get(member);
        if (instance?.health === 'unreachable') hosts.add(hostOf(instance));
      }
    }
    return hosts;
  }

  private tell(news: HostNews, at: Instant): void {
    const { incident } = news;
    const isDown = news.kind === 'down';
    if (isDown) this.open.set(incident.host, incident);
    else this.open.delete(incident.host);
    this.inOrder = null;
    const { logger, mayWrite } = this.options;
    if (isDown) logger.warn(HOST_DOWN, { ...incident });
    else logger.info(HOST_UP, { host: incident.host, why: news.why, since: incident.since });
    this.unwritten.delete(incident.host);
    if (mayWrite()) this.write(news, at);
    else if (isDown) this.unwritten.add(incident.host);
  }

  private write(news: HostNews, at: Instant): void {
    const isDown = news.kind === 'down';
    this.options.audit.write({
      at,
      actor: TOPIARY,
      action: isDown ? HOST_DOWN : HOST_UP,
      cluster: null,
      clusterName: null,
      instance: null,
      plan: null,
      result: isDown ? 'failed' : 'ok',
      summary: [sayHostNews(news, at)],
    });
  }

  private async remembered(action: string): Promise<readonly AuditEntry[]> {
    return (await this.options.audit.list({ action, page: 0, pageSize: MAX_REMEMBERED_EVENTS })).items;
  }
}
