/** How a cluster looked, what happened meanwhile, and how its servers fared during the last hour. */
import {
  CLUSTER_SHAPES,
  EDGE_STATES,
  FLAVORS,
  HEALTH_CLASSES,
  INSTANCE_ROLES,
  PICTURE_CHANGES,
  REVISION_KINDS,
  WRITE_STATES,
} from '@topiary/domain';
import { z } from 'zod';
import { groupView } from './cluster.ts';
import { clusterId, instanceId, instant, message, planId, problem } from './common.ts';

export const pictureChangeView = z.object({
  code: z.enum(PICTURE_CHANGES),
  /** `null`: the cluster itself. */
  instance: instanceId.nullable(),
  /** `null`: it is about no channel. '' is the default one. */
  channel: z.string().nullable(),
  /** A role, a health class, a source, a code: what the change is of. `null`: there was none. */
  from: z.string().nullable(),
  to: z.string().nullable(),
});

export const revisionView = z.object({
  /** Grows with every one. */
  id: z.number().int(),
  at: instant,
  /** `structure`: the tree itself changed. `state`: only how its servers and lines fared. */
  kind: z.enum(REVISION_KINDS),
  /** The cluster's revision at that time. */
  revision: z.number().int(),
  clusterName: z.string(),
  /** From the one before, the gravest first; the first few of `changeCount`. None of the first one. */
  changes: z.array(pictureChangeView),
  changeCount: z.number().int(),
});

/** What is kept of the past: what a drawing needs. Lag, positions and what people registered are not in it. */
export const pictureView = z.object({
  cluster: clusterId,
  name: z.string(),
  alias: z.string().nullable(),
  shape: z.enum(CLUSTER_SHAPES),
  revision: z.number().int(),
  masters: z.array(instanceId),
  servers: z.array(
    z.object({
      id: instanceId,
      role: z.enum(INSTANCE_ROLES),
      health: z.enum(HEALTH_CLASSES),
      depth: z.number().int(),
      /** `null`: it had never answered; the same for version and writes. */
      flavor: z.enum(FLAVORS).nullable(),
      version: z.string().nullable(),
      writes: z.enum(WRITE_STATES).nullable(),
      alias: z.string().nullable(),
      dataCenter: z.string().nullable(),
      /** Long texts in them are cut. */
      problems: z.array(problem),
    }),
  ),
  edges: z.array(
    z.object({ replica: instanceId, channel: z.string(), source: instanceId, state: z.enum(EDGE_STATES) }),
  ),
  groups: z.array(groupView),
  findings: z.array(z.object({ instance: instanceId, code: z.string() })),
});

const span = z.object({ first: instant, last: instant }).nullable();

export const TIMELINE_EVENTS = ['recovery', 'detection', 'plan', 'act'] as const;

export const timelineEvent = z.object({
  kind: z.enum(TIMELINE_EVENTS),
  at: instant,
  /** Of a recovery. `null`: it runs, or has no duration. */
  endedAt: instant.nullable(),
  instance: instanceId.nullable(),
  /** Of failures: orchestrator's name. Of acts: what was done, a short word. */
  code: z.string(),
  /** The recovery that can be opened, by its uid, or its number for what was only detected. */
  recovery: z.string().nullable(),
  plan: planId.nullable(),
  user: z.string().nullable(),
  result: z.enum(['ok', 'failed', 'refused']).nullable(),
  summary: z.array(message),
});

const range = { from: z.coerce.number().int().min(0), to: z.coerce.number().int().min(0) };
export const historyRangeQuery = z.object(range);

export const MAX_LISTED_REVISIONS = 1_000;
export const MAX_TIMELINE_EVENTS = 400;

export const clusterHistoryView = z.object({
  cluster: clusterId,
  from: instant,
  to: instant,
  /** From the oldest that is kept to the newest; `null`: none is. */
  kept: span,
  /** `TopiaryHistoryDays`. */
  keptDays: z.number().int(),
  /** Within the range, the newest first, at most `MAX_LISTED_REVISIONS`; those of states are left out first. */
  revisions: z.array(revisionView),
  /** How many more there are. */
  moreRevisions: z.number().int(),
  /** The newest first, at most `MAX_TIMELINE_EVENTS`. */
  events: z.array(timelineEvent),
  /** There are more, older ones. */
  moreEvents: z.boolean(),
});

export const clusterMomentQuery = z.object({ at: range.to });
export const clusterMomentView = z.object({
  at: instant,
  /** How the cluster stood then: what was recorded last. */
  revision: revisionView,
  picture: pictureView,
  /** All of them. */
  changes: z.array(pictureChangeView),
  /** What it changed from; `null`: nothing is kept of before. */
  before: revisionView.nullable(),
});

export const historyExportView = z.object({
  format: z.literal('topiary-history-1'),
  cluster: clusterId,
  from: instant,
  to: instant,
  /** The oldest first. The first one is how the cluster stood when the range began. */
  revisions: z.array(revisionView.extend({ picture: pictureView })),
  events: z.array(timelineEvent),
  /** `false`: there is more, older than the first one. */
  complete: z.boolean(),
});

const sampled = z.array(z.number().nullable());
/** When the first slot began, and from one to the next. */
const slots = { from: instant, stepMs: z.number().int() };

/** A slot for every step, the oldest first; `null`: nothing was measured. Kept by this process, since its start. */
export const serverSamplesView = z.object({
  ...slots,
  /** Behind its source, the largest of its channels and of the slot. */
  lagSeconds: sampled,
  /** What a probe took. */
  probeMs: sampled,
});

export const MAX_SAMPLED_SERVERS = 50;
export const clusterSamplesQuery = z.object({
  servers: z.coerce.number().int().min(1).max(MAX_SAMPLED_SERVERS).default(8),
});
export const clusterSamplesView = z.object({
  ...slots,
  /** Those that were furthest behind first. */
  servers: z.array(z.object({ instance: instanceId, lagSeconds: sampled })),
  /** How many more replicate. */
  more: z.number().int(),
});

export const MAX_RECOVERY_TIMES = 2_000;
export const recoveryTimesQuery = z.object({ ...range, cluster: clusterId.optional() });
/** When recoveries began, for those who count them. */
export const recoveryTimesView = z.object({
  from: instant,
  to: instant,
  /** The newest first, at most `MAX_RECOVERY_TIMES`. `done`: somebody else took over, or it was repaired. */
  recoveries: z.array(z.object({ at: instant, outcome: z.enum(['done', 'failed', 'running']) })),
  /** `false`: there are more, older ones. */
  complete: z.boolean(),
});

export type PictureChangeView = z.output<typeof pictureChangeView>;
export type RevisionView = z.output<typeof revisionView>;
export type PictureView = z.output<typeof pictureView>;
export type TimelineEventView = z.output<typeof timelineEvent>;
export type ClusterHistoryView = z.output<typeof clusterHistoryView>;
export type ClusterMomentView = z.output<typeof clusterMomentView>;
export type ServerSamplesView = z.output<typeof serverSamplesView>;
export type ClusterSamplesView = z.output<typeof clusterSamplesView>;
export type RecoveryTimesView = z.output<typeof recoveryTimesView>;
