/** What is registered of one server, as the snapshot carries it. Nothing of it has expired. */
import type { Instant } from '../shared/time.ts';
import type { PromotionRule } from './promotion-rule.ts';
import type { ForgottenReason } from './registration.ts';

export interface Registered {
  readonly downtime: TimedNote | null;
  readonly maintenance: MaintenanceNote | null;
  readonly promotion: PromotionNote | null;
  /** What is written on it beside what it replicates is meant so. */
  readonly ownWrites: OwnWritesNote | null;
  /** In order of name. */
  readonly tags: readonly Tag[];
  /** In order of name. */
  readonly pools: readonly string[];
  /** It is not asked any more, though another server may name it. */
  readonly forgotten: ForgottenNote | null;
  readonly virtualName: VirtualName | null;
}

export interface TimedNote {
  readonly owner: string;
  readonly reason: string;
  readonly startedAt: Instant;
  readonly endsAt: Instant;
}

export interface MaintenanceNote extends TimedNote {
  readonly id: number;
}

export interface PromotionNote {
  readonly rule: PromotionRule;
  readonly registeredAt: Instant;
  /** `null`: until somebody changes it. */
  readonly expiresAt: Instant | null;
}

export interface OwnWritesNote {
  readonly owner: string;
  readonly reason: string;
  readonly registeredAt: Instant;
  /** `null`: until somebody withdraws it. */
  readonly expiresAt: Instant | null;
}

export interface ForgottenNote {
  readonly why: ForgottenReason;
  readonly by: string;
  readonly wasReplicating: boolean;
  readonly forgottenAt: Instant;
  readonly expiresAt: Instant;
}

export interface VirtualName {
  readonly host: string;
  readonly registeredAt: Instant;
  /** `null`: until it is taken away. */
  readonly expiresAt: Instant | null;
}

export interface Tag {
  readonly name: string;
  /** '' where the tag is only a name. */
  readonly value: string;
}

export const NOTHING_REGISTERED: Registered = {
  downtime: null,
  maintenance: null,
  promotion: null,
  ownWrites: null,
  tags: [],
  pools: [],
  forgotten: null,
  virtualName: null,
};
