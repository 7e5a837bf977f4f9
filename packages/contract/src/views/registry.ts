/** What people register about servers and clusters: how it is shown, and how it is asked for. */
import {
  FORGOTTEN_REASONS,
  MAX_CLUSTER_ALIAS_LENGTH,
  MAX_DURATION_MS,
  MAX_OWNER_LENGTH,
  MAX_POOL_MEMBERS,
  MAX_REASON_LENGTH,
  MIN_DURATION_MS,
  formatDuration,
  parseDuration,
  PROMOTION_RULES,
} from '@topiary/domain';
import type { DurationProblem, RegistryCommandKind } from '@topiary/domain';
import { z } from 'zod';
import { clusterId, instanceId, instant } from './common.ts';

const note = { owner: z.string(), reason: z.string(), startedAt: instant, endsAt: instant };

export const tagView = z.object({
  name: z.string(),
  /** '' where the tag is only a name. */
  value: z.string(),
});

export const registeredView = z.object({
  downtime: z.object(note).nullable(),
  maintenance: z.object({ id: z.number().int(), ...note }).nullable(),
  promotion: z
    .object({
      rule: z.enum(PROMOTION_RULES),
      registeredAt: instant,
      /** `null`: until somebody changes it. */
      expiresAt: instant.nullable(),
    })
    .nullable(),
  /** What is written on it beside what it replicates is meant so. `null` of `expiresAt`: until somebody withdraws it. */
  ownWrites: z
    .object({ owner: z.string(), reason: z.string(), registeredAt: instant, expiresAt: instant.nullable() })
    .nullable(),
  tags: z.array(tagView),
  pools: z.array(z.string()),
  /** It is not asked any more; another server may still name it. */
  forgotten: z
    .object({
      why: z.enum(FORGOTTEN_REASONS),
      by: z.string(),
      wasReplicating: z.boolean(),
      forgottenAt: instant,
      expiresAt: instant,
    })
    .nullable(),
  /** The name that replicas are given for it, once that is proved to lead there. */
  virtualName: z.object({ host: z.string(), registeredAt: instant, expiresAt: instant.nullable() }).nullable(),
});

const DURATION_SENTENCES: Readonly<Record<DurationProblem, string>> = {
  'not-a-duration': 'write a whole number and a unit: 90s, 30m, 2h, 1d or 2w',
  'too-short': `at least ${formatDuration(MIN_DURATION_MS)}`,
  'too-long': `at most ${formatDuration(MAX_DURATION_MS)}`,
};

/** `30m`, `2h`; '' and 0 are ten minutes. Milliseconds when parsed. */
export const durationText = z
  .string()
  .max(20)
  .transform((text, context) => {
    const parsed = parseDuration(text);
    if (parsed.ok) return parsed.ms;
    context.addIssue({ code: 'custom', message: DURATION_SENTENCES[parsed.problem] });
    return z.NEVER;
  });

/** A duration, `never`, or, left out, as the configuration says. */
const lifetime = z.union([z.literal('never').transform(() => null), durationText]).optional();

/** Longer texts are refused with a sentence by what decides; this bound is for what nobody types. */
const TYPED = 4 * Math.max(MAX_REASON_LENGTH, MAX_OWNER_LENGTH, MAX_CLUSTER_ALIAS_LENGTH);
const typed = z.string().max(TYPED);

const noted = { instance: instanceId, owner: typed, reason: typed, duration: durationText.default(() => 600_000) };

export const registryInput = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('begin-downtime'), ...noted }),
  z.object({ kind: z.literal('end-downtime'), instance: instanceId }),
  z.object({ kind: z.literal('begin-maintenance'), ...noted }),
  z.object({ kind: z.literal('end-maintenance'), instance: instanceId }),
  z.object({ kind: z.literal('set-tag'), instance: instanceId, name: typed, value: typed.default('') }),
  z.object({
    kind: z.literal('remove-tag'),
    /** `null`: from every server that has it. */
    instance: instanceId.nullable(),
    name: typed,
    /** `null`: whatever its value. */
    value: typed.nullable().default(null),
  }),
  z.object({
    kind: z.literal('submit-pool'),
    pool: typed,
    /** All of its members; none ends the pool. */
    instances: z.array(instanceId).max(MAX_POOL_MEMBERS),
    duration: lifetime,
  }),
  z.object({ kind: z.literal('join-pool'), instance: instanceId, pool: typed, duration: lifetime }),
  z.object({ kind: z.literal('leave-pool'), instance: instanceId, pool: typed }),
  z.object({
    kind: z.literal('register-candidate'),
    instance: instanceId,
    rule: z.enum(PROMOTION_RULES),
    duration: lifetime,
  }),
  z.object({ kind: z.literal('withdraw-candidate'), instance: instanceId }),
  /** What is written on a replica itself is meant so: it is no alarm. Without a duration until it is withdrawn. */
  z.object({
    kind: z.literal('declare-own-writes'),
    instance: instanceId,
    owner: typed,
    reason: typed,
    duration: lifetime,
  }),
  z.object({ kind: z.literal('withdraw-own-writes'), instance: instanceId }),
  z.object({
    kind: z.literal('set-cluster-alias'),
    cluster: clusterId,
    /** `null`: none by hand any more. */
    alias: typed.nullable(),
  }),
  /** How soon failures are repaired. `grace`: so many seconds, in which a restart of the master itself wins. */
  z.object({
    kind: z.literal('set-detection-profile'),
    cluster: clusterId,
    /** `null`: as the configuration says. */
    profile: z
      .discriminatedUnion('kind', [
        z.object({ kind: z.literal('fast') }),
        z.object({ kind: z.literal('grace'), seconds: z.number().int() }),
        z.object({ kind: z.literal('by-hand') }),
      ])
      .nullable(),
    reason: typed.default(''),
  }),
  z.object({ kind: z.literal('forget'), instance: instanceId, duration: durationText.optional() }),
  z.object({ kind: z.literal('forget-cluster'), cluster: clusterId, duration: durationText.optional() }),
  z.object({ kind: z.literal('remember'), instance: instanceId }),
  z.object({ kind: z.literal('set-virtual-name'), instance: instanceId, name: typed, duration: lifetime }),
  z.object({ kind: z.literal('remove-virtual-name'), instance: instanceId }),
  /** `instance` is another address of the server that is kept under `kept`. */
  z.object({ kind: z.literal('declare-same'), instance: instanceId, kept: instanceId }),
  z.object({ kind: z.literal('declare-different'), instance: instanceId, other: instanceId }),
  z.object({ kind: z.literal('withdraw-declaration'), instance: instanceId, other: instanceId }),
]) satisfies z.ZodType<{ readonly kind: RegistryCommandKind }>;

/** Of which servers something was set or taken away; none where it was so already. */
export const registryResult = z.object({ instances: z.array(instanceId) });

/** Of all servers, those that end first before the others. */
export const timedNotesView = z.object({
  notes: z.array(
    z.object({
      kind: z.enum(['downtime', 'maintenance']),
      cluster: clusterId,
      clusterName: z.string(),
      clusterAlias: z.string().nullable(),
      instance: instanceId,
      ...note,
    }),
  ),
});

export const taggedQuery = z.object({ tag: z.string().min(1).max(4_000) });
export const taggedView = z.object({ instances: z.array(instanceId) });
export const poolsView = z.object({
  /** In order of name. */
  pools: z.array(z.object({ name: z.string(), instances: z.array(instanceId) })),
});

export type TimedNotesView = z.output<typeof timedNotesView>;
export type RegisteredView = z.output<typeof registeredView>;
export type RegistryInput = z.input<typeof registryInput>;
export type RegistryRequest = z.output<typeof registryInput>;
