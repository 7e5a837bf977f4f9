/** One cluster as the canvas draws it: nodes with everything a card shows, and edges. */
import { CLUSTER_SHAPES, EDGE_STATES, FLAVORS, GROUP_MODES, HEALTH_CLASSES, INSTANCE_ROLES } from '@topiary/domain';
import type { EdgeId } from '@topiary/domain';
import { z } from 'zod';
import { aliasOrigin, classificationView } from './classification.ts';
import { clusterId, instanceId, instant, planId, problem } from './common.ts';
import { registeredView } from './registry.ts';

export const nodeView = z.object({
  id: instanceId,
  host: z.string(),
  port: z.number().int(),
  /** `@@hostname`, where the address is another name or number; `null` where it says nothing new. */
  ownName: z.string().nullable(),
  classification: classificationView,
  role: z.enum(INSTANCE_ROLES),
  health: z.enum(HEALTH_CLASSES),
  depth: z.number().int(),
  /** `null` until the first successful probe; the same for all facts below. */
  flavor: z.enum(FLAVORS).nullable(),
  /** Numbers only, `11.8.6`; the server's own text is in the instance view. */
  version: z.string().nullable(),
  readOnly: z.boolean().nullable(),
  superReadOnly: z.boolean().nullable(),
  logBin: z.boolean().nullable(),
  logReplicaUpdates: z.boolean().nullable(),
  binlogFormat: z.string().nullable(),
  /** `used`: every channel finds its place by GTID (or, on a master, GTID is on). `available`: on, not used. */
  gtid: z.enum(['used', 'available', 'off']).nullable(),
  semiSync: z
    .object({ source: z.enum(['none', 'off', 'on', 'active']), replica: z.enum(['none', 'off', 'on', 'active']) })
    .nullable(),
  /** The largest of its channels, in seconds. */
  lagSeconds: z.number().nullable(),
  delaySeconds: z.number(),
  hasFilters: z.boolean(),
  replicas: z.number().int(),
  /** Channels whose source was put out of reach by name, and which server it was: they can be reattached. */
  detached: z.array(z.object({ channel: z.string(), source: instanceId })),
  problems: z.array(problem),
  registered: registeredView,
  observedAt: instant.nullable(),
  failingSince: instant.nullable(),
});

export const edgeView = z.object({
  id: z.string().transform((text) => text as EdgeId),
  replica: instanceId,
  channel: z.string(),
  source: instanceId,
  state: z.enum(EDGE_STATES),
  lagSeconds: z.number().nullable(),
  delaySeconds: z.number(),
  semiSync: z.boolean(),
  tls: z.boolean(),
});

/** `PRIMARY`, `SECONDARY`, or ''. */
const memberRole = z.string();
/** `null`: the server is in no replication group. */
export const groupRole = memberRole.nullable();

/** A group of Group Replication, as that part of its members sees it that has the majority. */
export const groupView = z.object({
  name: z.string(),
  mode: z.enum(GROUP_MODES),
  /** Whether it can commit: a majority of those whom it counts are in touch. */
  quorum: z.enum(['yes', 'no', 'unknown']),
  members: z.array(
    z.object({
      id: instanceId,
      /** In MySQL's words, `ONLINE` for one that is well. `null`: nobody says, it was expelled or no list could be read. */
      state: z.string().nullable(),
      role: memberRole,
    }),
  ),
});

export const clusterView = z.object({
  id: clusterId,
  name: z.string(),
  alias: z.string().nullable(),
  aliasOrigin: aliasOrigin.nullable(),
  /** Where its writers are reached, as its master says. */
  domain: z.string().nullable(),
  shape: z.enum(CLUSTER_SHAPES),
  masters: z.array(instanceId),
  groups: z.array(groupView),
  revision: z.number().int(),
  nodes: z.array(nodeView),
  edges: z.array(edgeView),
  /** The plan that is running on this cluster now. */
  running: z.object({ plan: planId, user: z.string() }).nullable(),
});

export type NodeView = z.output<typeof nodeView>;
export type EdgeView = z.output<typeof edgeView>;
export type GroupView = z.output<typeof groupView>;
export type GroupMemberView = GroupView['members'][number];
export type ClusterView = z.output<typeof clusterView>;
