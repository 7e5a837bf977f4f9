/** The fleet page: one line per cluster, and who this Topiary is. */
import { CLUSTER_SHAPES, FLAVORS, PROBLEM_CODES } from '@topiary/domain';
import { z } from 'zod';
import { clusterId, instanceId, instant, message, problem } from './common.ts';

/**
 * What becomes of a cluster's dead master by itself, as the configuration and what people chose say; a switch may hold it
 * back all the same. `grace`: it is given time to come back. `by-hand`, `off`: nothing.
 */
export const AUTOMATIONS = ['on', 'grace', 'by-hand', 'off'] as const;
export type Automation = (typeof AUTOMATIONS)[number];

export const clusterSummary = z.object({
  id: clusterId,
  name: z.string(),
  alias: z.string().nullable(),
  domain: z.string().nullable(),
  /** Of its members, each once, in order. */
  dataCenters: z.array(z.string()),
  regions: z.array(z.string()),
  environments: z.array(z.string()),
  /** `name` or `name=value`, of its members, each once, in order. */
  tags: z.array(z.string()),
  /** Its members, in order. */
  servers: z.array(instanceId),
  /** Of its members that have one. */
  instanceAliases: z.array(z.string()),
  shape: z.enum(CLUSTER_SHAPES),
  masters: z.array(instanceId),
  /** Of the masters that have one; see the node view. */
  masterOwnNames: z.array(z.string()),
  instances: z.number().int(),
  /** Instances that have at least one problem of that severity; those in downtime are not counted. */
  critical: z.number().int(),
  warning: z.number().int(),
  /** Instances in downtime. */
  downtimed: z.number().int(),
  /**
   * The most severe problems of instances that are not in downtime, at most `MAX_SUMMARY_PROBLEMS`, with the instance they
   * are of; `host-down` once for all instances that the host took with it.
   */
  problems: z.array(z.object({ instance: instanceId, problem })),
  /** Of all problems of instances that are not in downtime, each once, in order. */
  problemCodes: z.array(z.enum(PROBLEM_CODES)),
  automation: z.enum(AUTOMATIONS),
  /** Masters in whose place nobody could be put by itself; those of a group, which chooses one itself, are not among them. */
  withoutSuccessor: z.array(instanceId),
  /** The largest lag of any replica, in seconds; `null` when none is known. */
  maxLagSeconds: z.number().nullable(),
  /** Replicas that do not answer, or cannot say how far behind they are: the largest lag is not theirs. */
  lagUnknown: z.number().int(),
  flavors: z.array(z.enum(FLAVORS)),
  versions: z.array(z.string()),
  revision: z.number().int(),
});
export const MAX_SUMMARY_PROBLEMS = 5;

/** Who acts on this store: `self`, another process, or nobody because of a setting (the message says which). */
export const actorState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('self') }),
  z.object({ kind: z.literal('other'), holder: z.string(), url: z.string(), since: instant }),
  z.object({ kind: z.literal('observe-only'), reason: z.string() }),
]);

export const bannerCode = z.enum([
  'open-without-authentication',
  'observe-only',
  'store-failing',
  'audit-file-failing',
  'storm',
  'journal-unreadable',
  'host-down',
  'hosts-down',
  'raft-not-supported',
  'web-message',
]);

export const statusView = z.object({
  version: z.string(),
  hostname: z.string(),
  startedAt: instant,
  now: instant,
  actor: actorState,
  /** Shown on every page until the cause is gone. */
  banners: z.array(z.object({ code: bannerCode, params: z.record(z.string(), z.string()) })),
  user: z.string(),
  mayChange: z.boolean(),
  discovery: z.object({
    instances: z.number().int(),
    probesPerSecond: z.number(),
    inFlight: z.number().int(),
    /** Between the moment at which a probe was due and its beginning, over the last seconds; `null`: none was due yet. */
    lateness: z.object({ p50Ms: z.number(), p99Ms: z.number() }).nullable(),
    pollIntervalMs: z.number(),
  }),
});

export const fleetView = z.object({ clusters: z.array(clusterSummary) });

export const seedResult = z.object({
  instance: instanceId,
  cluster: clusterId.nullable(),
  /** `kept-out`: a filter of the configuration says to leave it alone. */
  outcome: z.enum(['discovered', 'already-known', 'failed', 'kept-out']),
  /** The filter and its expression. */
  keptOut: z.object({ setting: z.string(), expression: z.string() }).nullable(),
  failure: z
    .object({ kind: z.string(), code: z.string(), detail: z.string(), grant: z.string().nullable() })
    .nullable(),
  notes: z.array(message),
});

export type ClusterSummary = z.output<typeof clusterSummary>;
export type FleetView = z.output<typeof fleetView>;
export type StatusView = z.output<typeof statusView>;
export type ActorStateView = z.output<typeof actorState>;
export type SeedResult = z.output<typeof seedResult>;
