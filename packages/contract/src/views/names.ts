/** Names, who is who, and what is left alone and why. */
import { ADDRESS_KEPT_REASONS, FORGOTTEN_REASONS, TOLD_NAME_METHODS } from '@topiary/domain';
import { z } from 'zod';
import { clusterId, instanceId, instant } from './common.ts';

/** Each list shows so many at most; `total` says how many there are. */
export const MAX_LISTED_NAMES = 1_000;

export const LOOK_UP_METHODS = ['none', 'cname', 'ip'] as const;
export const LOOK_UP_RESULTS = ['resolved', 'same', 'rejected', 'failed', 'not-asked'] as const;
export const ADDRESS_ORIGINS = ['proved', 'declared', 'told'] as const;
export const KEPT_OUT_REASONS = [
  'DiscoveryIgnoreHostnameFilters',
  'DiscoveryIgnoreReplicaHostnameFilters',
  'DiscoveryIgnoreMasterHostnameFilters',
  'DiscoveryIgnoreReplicationUsernameFilters',
  'ProblemIgnoreHostnameFilters',
  'forgotten',
] as const;

const listOf = <Item extends z.ZodType>(item: Item) => z.object({ total: z.number().int(), items: z.array(item) });

export const lookedUpName = z.object({
  host: z.string(),
  /** What is used: the asked name where the look-up brought nothing usable. */
  name: z.string(),
  outcome: z.enum(LOOK_UP_RESULTS),
  /** Of a failure, as the resolver has it. */
  code: z.string().nullable(),
  at: instant,
  /** `null`: not remembered. */
  expiresAt: instant.nullable(),
});

export const namesView = z.object({
  /** `HostnameResolveMethod`, `MySQLHostnameResolveMethod`, `ExpiryHostnameResolvesMinutes`. */
  methods: z.object({
    lookUp: z.enum(LOOK_UP_METHODS),
    told: z.enum(TOLD_NAME_METHODS),
    expiryMinutes: z.number(),
  }),
  /** What the name service said, as long as it is remembered. */
  cache: listOf(lookedUpName),
  /** Other addresses of known servers, and how that is known. */
  addresses: listOf(z.object({ address: instanceId, instance: instanceId, origin: z.enum(ADDRESS_ORIGINS) })),
  /** What people said of which addresses lead to one server. */
  declarations: listOf(
    z.object({
      kind: z.enum(['same', 'different']),
      instance: instanceId,
      other: instanceId,
      by: z.string(),
      at: instant,
    }),
  ),
  virtualNames: listOf(
    z.object({
      instance: instanceId,
      name: z.string(),
      /** Proved to lead to its server; only then is a replica given it. */
      isProved: z.boolean(),
      at: instant,
      expiresAt: instant.nullable(),
    }),
  ),
  forgotten: listOf(
    z.object({
      instance: instanceId,
      /** What it was kept under; its other addresses are forgotten with it. */
      server: instanceId,
      why: z.enum(FORGOTTEN_REASONS),
      by: z.string(),
      wasReplicating: z.boolean(),
      at: instant,
      expiresAt: instant,
    }),
  ),
  /** What somebody names and is left alone all the same. */
  keptOut: listOf(
    z.object({
      instance: instanceId,
      reason: z.enum(KEPT_OUT_REASONS),
      /** The expression that matches; '' for what was forgotten. */
      expression: z.string(),
      /** Its replication user, where that is the reason. */
      user: z.string().nullable(),
      /** `null`: a person, or the configuration. */
      namedBy: instanceId.nullable(),
      /** When it was named last; `null` where nobody has to name it. */
      at: instant.nullable(),
    }),
  ),
});

/** What a server calls itself by `MySQLHostnameResolveMethod`, or why its address is kept. */
export const ownName = z.union([
  z.object({ kind: z.literal('name'), name: instanceId }),
  z.object({ kind: z.literal('kept'), because: z.enum(ADDRESS_KEPT_REASONS) }),
]);

export const resolveQuery = z.object({ address: z.string().min(1).max(300) });
export const resolvedView = z.object({
  asked: instanceId,
  /** Under which it is known, or would be asked for. */
  instance: instanceId,
  isKnown: z.boolean(),
  name: lookedUpName,
  /** Of a TCP connection; `null`: it was made. */
  failure: z.string().nullable(),
});

export const placeInput = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('continue-cluster'), instance: instanceId, cluster: clusterId }),
  z.object({ kind: z.literal('split-cluster'), instance: instanceId }),
]);

export type NamesView = z.output<typeof namesView>;
export type ResolvedView = z.output<typeof resolvedView>;
export type PlaceInput = z.input<typeof placeInput>;
