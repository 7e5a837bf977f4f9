/** Hosts: what lives on one machine, and what its death would do. */
import { FLAVORS, HEALTH_CLASSES, INSTANCE_ROLES } from '@topiary/domain';
import { z } from 'zod';
import { groupRole } from './cluster.ts';
import { clusterId, instanceId, instant, pageOf, pageQuery, problem } from './common.ts';

/** All of its servers fell silent together; as it was when it was noticed. */
export const hostDown = z.object({ since: instant, instances: z.number().int(), masters: z.number().int() });

export const hostSummary = z.object({
  host: z.string(),
  instances: z.number().int(),
  masters: z.number().int(),
  clusters: z.number().int(),
  unreachable: z.number().int(),
  /** Servers that have at least one problem of that severity; those in downtime are counted apart. */
  critical: z.number().int(),
  warning: z.number().int(),
  downtimed: z.number().int(),
  down: hostDown.nullable(),
});

export const hostsQuery = z.object({
  ...pageQuery,
  /** Part of the name of a host, of a cluster that has servers there, or of its data center; case does not matter. */
  text: z.string().max(200).optional(),
});
/** Hosts that are down first, then those with the gravest problems, then in order of name. */
export const hostPage = pageOf(hostSummary);

const count = z.number().int();

export const clusterLossView = z.object({
  cluster: clusterId,
  name: z.string(),
  /** All of its servers are on the host. */
  whole: z.boolean(),
  /** Its masters on the host, and how many masters elsewhere answer. */
  masters: z.array(instanceId),
  mastersLeft: count,
  replicas: z.array(instanceId),
  /** Replicas elsewhere: those that answer, and those of which that is not known. */
  replicasLeft: count,
  replicasUnsure: count,
  /** Servers elsewhere that read from one on the host. */
  cutOff: z.array(instanceId),
  losesLastReplica: z.enum(['yes', 'no', 'unknown']),
});

export const hostDeathView = z.object({
  clusters: z.array(clusterLossView),
  loseMaster: count,
  loseReplicas: count,
  loseEverything: count,
  loseLastReplica: count,
  mayLoseLastReplica: count,
});

export const hostServerView = z.object({
  id: instanceId,
  port: z.number().int(),
  cluster: clusterId,
  clusterName: z.string(),
  role: z.enum(INSTANCE_ROLES),
  groupRole,
  health: z.enum(HEALTH_CLASSES),
  flavor: z.enum(FLAVORS).nullable(),
  version: z.string().nullable(),
  readOnly: z.boolean().nullable(),
  lagSeconds: z.number().nullable(),
  replicas: z.number().int(),
  downtimed: z.boolean(),
  problems: z.array(problem),
});

export const hostView = z.object({
  host: z.string(),
  down: hostDown.nullable(),
  /** In order of port. */
  servers: z.array(hostServerView),
  /** What its death would do, from what is known now. */
  death: hostDeathView,
});

export type HostSummary = z.output<typeof hostSummary>;
export type HostPage = z.output<typeof hostPage>;
export type HostView = z.output<typeof hostView>;
export type HostServerView = z.output<typeof hostServerView>;
export type ClusterLossView = z.output<typeof clusterLossView>;
export type HostDeathView = z.output<typeof hostDeathView>;
