/**
 * What people register about servers and clusters. One registration is one fact with a key; a later one with the same
 * key replaces it. It hangs on the address (or the cluster's id), not on what answers there: a new server at a known
 * address keeps what people said about that place.
 */
import type { InstanceId } from '../topology/address.ts';
import type { ClusterId } from '../topology/snapshot.ts';
import type { Instant } from '../shared/time.ts';
import type { PromotionRule } from './promotion-rule.ts';

export const REGISTRATION_KINDS = [
  'downtime',
  'maintenance',
  'promotion-rule',
  'tag',
  'pool',
  'cluster-alias',
] as const;
export type RegistrationKind = (typeof REGISTRATION_KINDS)[number];

export interface DowntimeRegistration {
  readonly kind: 'downtime';
  readonly instance: InstanceId;
  readonly owner: string;
  readonly reason: string;
  readonly at: Instant;
  readonly expiresAt: Instant;
}

/** Held by one at a time: somebody else's keeps moves away from the server. */
export interface MaintenanceRegistration {
  readonly kind: 'maintenance';
  /** Grows with every maintenance; the old API ends one by it. */
  readonly id: number;
  readonly instance: InstanceId;
  readonly owner: string;
  readonly reason: string;
  readonly at: Instant;
  readonly expiresAt: Instant;
}

export interface PromotionRegistration {
  readonly kind: 'promotion-rule';
  readonly instance: InstanceId;
  readonly rule: PromotionRule;
  readonly at: Instant;
  /** `null`: until somebody changes it. */
  readonly expiresAt: Instant | null;
}

export interface TagRegistration {
  readonly kind: 'tag';
  readonly instance: InstanceId;
  readonly name: string;
  /** '' where the tag is only a name. */
  readonly value: string;
  readonly at: Instant;
  readonly expiresAt: null;
}

export interface PoolRegistration {
  readonly kind: 'pool';
  readonly instance: InstanceId;
  readonly pool: string;
  readonly at: Instant;
  readonly expiresAt: Instant | null;
}

export interface ClusterAliasRegistration {
  readonly kind: 'cluster-alias';
  readonly cluster: ClusterId;
  readonly alias: string;
  readonly at: Instant;
  readonly expiresAt: null;
}

export type Registration =
  | DowntimeRegistration
  | MaintenanceRegistration
  | PromotionRegistration
  | TagRegistration
  | PoolRegistration
  | ClusterAliasRegistration;

export interface RegistrationKey {
  readonly kind: RegistrationKind;
  /** The instance's or the cluster's id. */
  readonly subject: InstanceId | ClusterId;
  /** Of a tag or pool; '' for kinds of which a subject has one. */
  readonly name: string;
}

export function keyOfRegistration(registration: Registration): RegistrationKey {
  const { kind } = registration;
  switch (kind) {
    case 'tag':
      return { kind, subject: registration.instance, name: registration.name };
    case 'pool':
      return { kind, subject: registration.instance, name: registration.pool };
    case 'cluster-alias':
      return { kind, subject: registration.cluster, name: '' };
    case 'downtime':
    case 'maintenance':
    case 'promotion-rule':
      return { kind, subject: registration.instance, name: '' };
  }
}

/** Written in one transaction: either all of it holds, or none. A key is in one of the two lists at most. */
export interface RegistryChange {
  readonly put: readonly Registration[];
  readonly remove: readonly RegistrationKey[];
}
