/** Everything that is registered, as one immutable value; and what of it each server and cluster has. */
import type { InstanceId } from '../topology/address.ts';
import { compareText } from '../topology/edges.ts';
import type { ClusterId } from '../topology/snapshot.ts';
import type { Instant } from '../shared/time.ts';
import { declaredIn, declaresIdentity, isDeclaration, NOTHING_DECLARED } from './declared.ts';
import type { DeclaredIdentities, Declaration } from './declared.ts';
import { NOTHING_REGISTERED } from './registered.ts';
import type { Registered } from './registered.ts';
import { keyOfRegistration } from './registration.ts';
import type { DetectionProfileRegistration, Registration, RegistrationKey, RegistryChange } from './registration.ts';

export interface Registry {
  /** By `textOfKey`. */
  readonly entries: ReadonlyMap<string, Registration>;
  /** Only those of whom something is registered. What did not change stays the same object. */
  readonly instances: ReadonlyMap<InstanceId, Registered>;
  readonly clusterAliases: ReadonlyMap<ClusterId, string>;
  readonly profiles: ReadonlyMap<ClusterId, DetectionProfileRegistration>;
  /** The same object as long as nobody declares anything. */
  readonly declared: DeclaredIdentities;
}

export const EMPTY_REGISTRY: Registry = {
  entries: new Map(),
  instances: new Map(),
  clusterAliases: new Map(),
  profiles: new Map(),
  declared: NOTHING_DECLARED,
};

export function textOfKey({ kind, subject, name }: RegistrationKey): string {
  return JSON.stringify([kind, subject, name]);
}

export function registryOf(registrations: readonly Registration[]): Registry {
  return withChange(EMPTY_REGISTRY, { put: registrations, remove: [] });
}

export function withChange(registry: Registry, change: RegistryChange): Registry {
  const entries = new Map(registry.entries);
  for (const key of change.remove) entries.delete(textOfKey(key));
  for (const one of change.put) entries.set(textOfKey(keyOfRegistration(one)), one);
  const declared = declaresIdentity(change) ? declaredIn(entries.values()) : registry.declared;
  return { entries, ...derived(registry, entries, touchedBy(change)), declared };
}

/** The servers and clusters whose registrations a change holds. */
export interface TouchedByRegistry {
  readonly instances: ReadonlySet<InstanceId>;
  readonly clusters: ReadonlySet<ClusterId>;
}

export function touchedBy({ put, remove }: RegistryChange): TouchedByRegistry {
  const instances = new Set<InstanceId>();
  const clusters = new Set<ClusterId>();
  for (const { kind, subject } of [...put.map(keyOfRegistration), ...remove]) {
    if (kind === 'cluster-alias' || kind === 'detection-profile') clusters.add(subject as ClusterId);
    else instances.add(subject as InstanceId);
  }
  return { instances, clusters };
}

/** What has expired at that time, as the change that removes it, and when the next one does. */
export function expired(
  registry: Registry,
  now: Instant,
): { readonly gone: readonly Registration[]; readonly nextAt: Instant | null } {
  const gone: Registration[] = [];
  let nextAt: Instant | null = null;
  for (const one of registry.entries.values()) {
    if (one.expiresAt === null) continue;
    if (one.expiresAt <= now) gone.push(one);
    else if (nextAt === null || one.expiresAt < nextAt) nextAt = one.expiresAt;
  }
  return { gone, nextAt };
}

export function registeredOf(registry: Registry, id: InstanceId): Registered {
  return registry.instances.get(id) ?? NOTHING_REGISTERED;
}

function derived(
  before: Registry,
  entries: Registry['entries'],
  touched: TouchedByRegistry,
): Pick<Registry, 'instances' | 'clusterAliases' | 'profiles'> {
  const instances = new Map(before.instances);
  const clusterAliases = new Map(before.clusterAliases);
  const profiles = new Map(before.profiles);
  for (const id of touched.instances) instances.delete(id);
  for (const id of touched.clusters) {
    clusterAliases.delete(id);
    profiles.delete(id);
  }
  for (const one of entries.values()) {
    if (isDeclaration(one)) continue;
    if (one.kind === 'cluster-alias') {
      if (touched.clusters.has(one.cluster)) clusterAliases.set(one.cluster, one.alias);
    } else if (one.kind === 'detection-profile') {
      if (touched.clusters.has(one.cluster)) profiles.set(one.cluster, one);
    } else if (touched.instances.has(one.instance)) {
      instances.set(one.instance, withRegistration(instances.get(one.instance) ?? NOTHING_REGISTERED, one));
    }
  }
  return { instances, clusterAliases, profiles };
}

type OfOneServer = Exclude<Registration, { kind: 'cluster-alias' | 'detection-profile' | Declaration['kind'] }>;

function withRegistration(known: Registered, one: OfOneServer): Registered {
  switch (one.kind) {
    case 'forgotten': {
      const { why, by, wasReplicating, at, expiresAt } = one;
      return { ...known, forgotten: { why, by, wasReplicating, forgottenAt: at, expiresAt } };
    }
    case 'virtual-name':
      return { ...known, virtualName: { host: one.host, registeredAt: one.at, expiresAt: one.expiresAt } };
    case 'downtime': {
      const { owner, reason, at, expiresAt } = one;
      return { ...known, downtime: { owner, reason, startedAt: at, endsAt: expiresAt } };
    }
    case 'maintenance': {
      const { id, owner, reason, at, expiresAt } = one;
      return { ...known, maintenance: { id, owner, reason, startedAt: at, endsAt: expiresAt } };
    }
    case 'promotion-rule':
      return { ...known, promotion: { rule: one.rule, registeredAt: one.at, expiresAt: one.expiresAt } };
    case 'own-writes': {
      const { owner, reason, at, expiresAt } = one;
      return { ...known, ownWrites: { owner, reason, registeredAt: at, expiresAt } };
    }
    case 'tag': {
      const tags = [...known.tags, { name: one.name, value: one.value }];
      return { ...known, tags: tags.toSorted((left, right) => compareText(left.name, right.name)) };
    }
    case 'pool':
      return { ...known, pools: [...known.pools, one.pool].toSorted(compareText) };
  }
}
