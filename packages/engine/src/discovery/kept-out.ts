/**
 * What is left alone although somebody names it, and why: filters of the configuration, and what was forgotten. Kept so
 * that a person can look up why a server is not shown.
 */
import type { InstanceId, Instant } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';

export const KEPT_OUT_REASONS = [
  'DiscoveryIgnoreHostnameFilters',
  'DiscoveryIgnoreReplicaHostnameFilters',
  'DiscoveryIgnoreMasterHostnameFilters',
  'DiscoveryIgnoreReplicationUsernameFilters',
  'forgotten',
] as const;
export type KeptOutReason = (typeof KEPT_OUT_REASONS)[number];

export interface KeptOutServer {
  readonly id: InstanceId;
  readonly reason: KeptOutReason;
  /** The expression of the filter that holds; '' for what was forgotten. */
  readonly expression: string;
  /** Its replication user, where that was the reason. */
  readonly user: string | null;
  /** Who names it; `null`: a person or the configuration. */
  readonly namedBy: InstanceId | null;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
}

const MAX_KEPT_OUT = 10_000;
/** What nobody has named for so long is not kept out of anything. */
export const NAMED_MEMORY_MS = 60 * 60_000;

export class KeptOut {
  private readonly clock: Clock;
  private readonly byId = new Map<InstanceId, KeptOutServer>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  note(found: Omit<KeptOutServer, 'firstAt' | 'lastAt'>): void {
    const at = this.clock.now();
    const known = this.byId.get(found.id);
    if (known === undefined && this.byId.size >= MAX_KEPT_OUT) this.dropStale();
    if (known === undefined && this.byId.size >= MAX_KEPT_OUT) return;
    this.byId.set(found.id, { ...found, firstAt: known?.firstAt ?? at, lastAt: at });
  }

  get(id: InstanceId): KeptOutServer | null {
    return this.byId.get(id) ?? null;
  }

  admit(id: InstanceId): void {
    this.byId.delete(id);
  }

  /** In order of id. */
  list(): readonly KeptOutServer[] {
    this.dropStale();
    return [...this.byId.values()].toSorted((left, right) => (left.id < right.id ? -1 : 1));
  }

  private dropStale(): void {
    const oldest = this.clock.now() - NAMED_MEMORY_MS;
    for (const { id, lastAt } of this.byId.values()) if (lastAt < oldest) this.byId.delete(id);
  }
}
