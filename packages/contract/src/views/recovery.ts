/** Failures and recoveries: how they are shown, acknowledged, held back, and what would be run around one. */
import { FAILURE_MANNERS, FORECAST_LOSSES, FORECAST_OBSTACLES, RECOVERY_GATES, RECOVERY_SCOPES } from '@topiary/domain';
import { z } from 'zod';
import { clusterId, instanceId, instant, message, pageOf, pageQuery, planId } from './common.ts';
import { durationText } from './registry.ts';

const recoveryUid = z.string().min(1).max(128);
const words = z.string().max(4_000);

export const recoveryView = z.object({
  id: z.number().int(),
  uid: recoveryUid,
  cluster: clusterId,
  clusterName: z.string(),
  clusterAlias: z.string().nullable(),
  instance: instanceId,
  /** The verdict that led to it, by orchestrator's name. */
  code: z.string(),
  scope: z.enum(RECOVERY_SCOPES),
  /** By a person. */
  forced: z.boolean(),
  startedAt: instant,
  detection: z.number().int().nullable(),
  /** `null`: it runs. */
  endedAt: instant.nullable(),
  /** It changed a server, or may have; one that did not holds nothing back. */
  changed: z.boolean(),
  successor: instanceId.nullable(),
  plan: planId.nullable(),
  acknowledged: z.object({ at: instant, by: z.string(), comment: z.string() }).nullable(),
  details: z.object({
    masterAddress: z.string(),
    replicas: z.array(instanceId),
    holder: z.object({ hostname: z.string(), processId: z.number().int() }),
    user: z.string(),
    command: z.string(),
    successorAlias: z.string(),
    participants: z.array(instanceId),
    lost: z.array(instanceId),
    errors: z.array(message),
    timings: z.array(z.object({ phase: z.string(), at: instant })),
  }),
});
export const recoveryPage = pageOf(recoveryView);
export const recoveryParams = z.object({ uid: recoveryUid });
export const recoveryDetailView = z.object({
  recovery: recoveryView,
  steps: z.array(z.object({ id: z.number().int(), uid: recoveryUid, at: instant, message })),
});

export const recoveryQuery = z.object({
  ...pageQuery,
  cluster: clusterId.optional(),
  instance: instanceId.optional(),
  code: z.string().max(128).optional(),
  scope: z.enum(RECOVERY_SCOPES).optional(),
  state: z.enum(['running', 'ended']).optional(),
  unacknowledged: z.enum(['true', 'false']).optional(),
  from: z.coerce.number().optional(),
  to: z.coerce.number().optional(),
});

export const detectionView = z.object({
  id: z.number().int(),
  cluster: clusterId,
  clusterName: z.string(),
  clusterAlias: z.string().nullable(),
  instance: instanceId,
  code: z.string(),
  actionable: z.boolean(),
  at: instant,
  endedAt: instant.nullable(),
  recovery: z.number().int().nullable(),
  details: recoveryView.shape.details.pick({ masterAddress: true, replicas: true, holder: true }),
});
export const detectionPage = pageOf(detectionView);
export const detectionQuery = z.object({
  ...pageQuery,
  cluster: clusterId.optional(),
  instance: instanceId.optional(),
  code: z.string().max(128).optional(),
  /** `true`: a recovery follows where policy lets it. */
  actionable: z.enum(['true', 'false']).optional(),
  from: z.coerce.number().optional(),
  to: z.coerce.number().optional(),
});

export const blockedView = z.object({
  blocked: z.array(
    z.object({
      cluster: clusterId,
      clusterName: z.string(),
      instance: instanceId,
      code: z.string(),
      at: instant,
      by: z.number().int(),
      byUid: recoveryUid,
    }),
  ),
});

export const recoverInput = z.object({
  /** Who is to take the place of a dead master; left out: the best. */
  candidate: instanceId.optional(),
  withoutHooks: z.boolean().default(false),
});
export const recoverView = z.object({
  uid: recoveryUid,
  /** `null`: nobody is in the failed server's place; `errors` say why. */
  successor: instanceId.nullable(),
  lost: z.array(instanceId),
  errors: z.array(message),
});

export const acknowledgeInput = z.object({ comment: words });
export const acknowledgeManyInput = z.object({
  comment: words,
  /** Nothing of both: all. */
  cluster: clusterId.optional(),
  instance: instanceId.optional(),
});
export const acknowledgedView = z.object({ recoveries: z.number().int(), detections: z.number().int() });

/** Recovery is on where no entry says otherwise; `unreadable` counts as off. */
export const switchesView = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('read'),
    off: z.array(
      z.object({
        /** `null`: everywhere. */
        cluster: clusterId.nullable(),
        owner: z.string(),
        reason: z.string(),
        at: instant,
        expiresAt: instant.nullable(),
      }),
    ),
  }),
  z.object({ kind: z.literal('unreadable'), detail: z.string() }),
]);
export const switchInput = z.object({
  /** Left out: everywhere. */
  cluster: clusterId.optional(),
  on: z.boolean(),
  reason: words.default(''),
  /** Left out: until somebody switches it on. */
  duration: durationText.optional(),
});

/** What an automatic recovery has to pass. */
export const gateView = z.object({
  code: z.enum(RECOVERY_GATES),
  isOpen: z.boolean(),
  why: message,
  /** `null`: it is open, or only time helps. */
  howToOpen: message.nullable(),
  /** The uid of the recovery that keeps it closed. */
  recovery: z.string().nullable(),
});

export const detectionTimesView = z.object({
  profile: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('fast') }),
    z.object({ kind: z.literal('grace'), graceMs: z.number() }),
    z.object({ kind: z.literal('by-hand') }),
  ]),
  /** By whom and why it is so; `null`: the configuration says so. */
  chosen: z.object({ by: z.string(), reason: z.string(), at: instant }).nullable(),
  times: z.array(
    z.object({
      manner: z.enum(FAILURE_MANNERS),
      /** `null`: not known, or without end. */
      ms: z.number().nullable(),
      /** What would make it shorter. */
      shorter: message.nullable(),
    }),
  ),
});

/** What would become of a server's death now, by the plan that a recovery would make; as true as the last look at the servers. */
export const forecastView = z.object({
  /** `null`: nobody could come in its place. */
  successor: instanceId.nullable(),
  /** Why that one, and what puts the next ones behind it. */
  reasons: z.array(message),
  /** `none`: commits wait for a replica. `unreceived`: it has what no replica has. `possible`: what it writes last may be lost. */
  loss: z.enum(FORECAST_LOSSES),
  losses: z.array(message),
  /** Replicas that would be left behind. */
  lost: z.array(instanceId),
  obstacles: z.array(
    z.object({
      code: z.enum(FORECAST_OBSTACLES),
      instance: instanceId.nullable(),
      /** Nobody would be in its place; else one server would be left behind. */
      blocks: z.boolean(),
      why: message,
      howToOpen: message.nullable(),
    }),
  ),
  /** How long recoveries like it took, from detection until writes were let in again; `null`: none is remembered. */
  took: z.object({ medianMs: z.number(), count: z.number().int(), here: z.boolean() }).nullable(),
});

export const releasedView = z.object({ said: message });

export const readinessView = z.object({
  cluster: clusterId,
  clusterName: z.string(),
  servers: z.array(
    z.object({
      instance: instanceId,
      scope: z.enum(RECOVERY_SCOPES),
      ready: z.boolean(),
      gates: z.array(gateView),
      /** How long it takes at worst until a failure of it is sure, by how it fails. */
      detection: detectionTimesView,
      /** `null`: there are too many servers in the cluster to work it out for all of them. */
      forecast: forecastView.nullable(),
      /** What keeps nobody from it and should be put right all the same; `how` is `null` where the sentence says it. */
      notes: z.array(z.object({ why: message, how: message.nullable() })),
    }),
  ),
});

/** A failure that did not happen: of that server, or, left out, of the first master that is known. */
export const hooksPreviewInput = z.object({ instance: instanceId.optional() });
export const hooksPreviewView = z.object({
  instance: instanceId,
  hooks: z.array(
    z.object({
      list: z.string(),
      number: z.number().int(),
      count: z.number().int(),
      template: z.string(),
      script: z.string(),
      shown: z.string(),
      environment: z.record(z.string(), z.string()),
      arguments: z.array(z.string()),
      input: z.string(),
      isAsynchronous: z.boolean(),
      /** Set where no process is started: who is told instead, by name; `input` is what is sent. */
      notification: z.string().optional(),
    }),
  ),
});

export type RecoveryView = z.output<typeof recoveryView>;
export type ReadinessView = z.output<typeof readinessView>;
