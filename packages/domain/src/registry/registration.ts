/**
 * What people register about servers and clusters. One registration is one fact with a key; a later one with the same
 * key replaces it. It hangs on the address (or the cluster's id), not on what answers there: a new server at a known
 * address keeps what people said about that place.
 */
import type { DetectionProfile } from '../policy/detection-rules.ts';
import type { InstanceId } from '../topology/address.ts';
import type { ClusterId } from '../topology/snapshot.ts';
import type { Instant } from '../shared/time.ts';
import type { PromotionRule } from './promotion-rule.ts';

export const REGISTRATION_KINDS = [
  'downtime',
  'maintenance',
  'promotion-rule',
  'own-writes',
  'tag',
  'pool',
  'cluster-alias',
  'detection-profile',
  'forgotten',
  'virtual-name',
  'same-server',
  'different-servers',
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

/** A person's word that what is written on this server itself, though it is a replica, is meant to be there. */
export interface OwnWritesRegistration {
  readonly kind: 'own-writes';
  readonly instance: InstanceId;
  readonly owner: string;
  readonly reason: string;
  readonly at: Instant;
  /** `null`: until somebody withdraws it. */
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

/** How soon failures of a cluster are repaired, as a person chose; goes before the configuration. */
export interface DetectionProfileRegistration {
  readonly kind: 'detection-profile';
  readonly cluster: ClusterId;
  readonly profile: DetectionProfile;
  readonly by: string;
  readonly reason: string;
  readonly at: Instant;
  readonly expiresAt: null;
}

export const FORGOTTEN_REASONS = ['asked', 'unseen'] as const;
/** `asked`: by a person. `unseen`: it had not answered for `UnseenInstanceForgetHours`. */
export type ForgottenReason = (typeof FORGOTTEN_REASONS)[number];

/** A tombstone: an address at which nobody is looked for, whoever names it, until it replicates afresh. */
export interface ForgottenRegistration {
  readonly kind: 'forgotten';
  readonly instance: InstanceId;
  /** The address that the server was kept under: all of its addresses are forgotten and remembered together. */
  readonly server: InstanceId;
  readonly why: ForgottenReason;
  readonly by: string;
  /** It answered and took part in replication when it was forgotten: only after a restart is that news. */
  readonly wasReplicating: boolean;
  readonly at: Instant;
  readonly expiresAt: Instant;
}

/** The name that replicas are given for this server instead of its address. */
export interface VirtualNameRegistration {
  readonly kind: 'virtual-name';
  readonly instance: InstanceId;
  /** Without a port: that is the instance's own. */
  readonly host: string;
  readonly at: Instant;
  /** `null`: until it is taken away. */
  readonly expiresAt: Instant | null;
}

/** A person's word that an address leads to a server that is kept under another one. */
export interface SameServerRegistration {
  readonly kind: 'same-server';
  /** The other address, which shows no server of its own any more. */
  readonly instance: InstanceId;
  readonly kept: InstanceId;
  readonly by: string;
  readonly at: Instant;
  readonly expiresAt: null;
}

/** A person's word that two addresses lead to two servers, whatever they tell. */
export interface DifferentServersRegistration {
  readonly kind: 'different-servers';
  /** The smaller of the two ids. */
  readonly instance: InstanceId;
  readonly other: InstanceId;
  readonly by: string;
  readonly at: Instant;
  readonly expiresAt: null;
}

export type Registration =
  | DowntimeRegistration
  | MaintenanceRegistration
  | PromotionRegistration
  | OwnWritesRegistration
  | TagRegistration
  | PoolRegistration
  | ClusterAliasRegistration
  | DetectionProfileRegistration
  | ForgottenRegistration
  | VirtualNameRegistration
  | SameServerRegistration
  | DifferentServersRegistration;

export interface RegistrationKey {
  readonly kind: RegistrationKind;
  /** The instance's or the cluster's id. */
  readonly subject: InstanceId | ClusterId;
  /** Of a tag or pool, or the other of two different servers; '' for kinds of which a subject has one. */
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
    case 'detection-profile':
      return { kind, subject: registration.cluster, name: '' };
    case 'different-servers':
      return { kind, subject: registration.instance, name: registration.other };
    case 'downtime':
    case 'maintenance':
    case 'promotion-rule':
    case 'own-writes':
    case 'forgotten':
    case 'virtual-name':
    case 'same-server':
      return { kind, subject: registration.instance, name: '' };
  }
}

/** Written in one transaction: either all of it holds, or none. A key is in one of the two lists at most. */
export interface RegistryChange {
  readonly put: readonly Registration[];
  readonly remove: readonly RegistrationKey[];
}
