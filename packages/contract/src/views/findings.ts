/** What is wrong now, with what was seen of it, what it leads to, and what nearly is wrong. */
import {
  FINDING_ACTS,
  FINDING_CHANGES,
  FINDING_CODES,
  FINDING_KINDS,
  FINDING_SKIPS,
  RECOVERY_KINDS,
  RECOVERY_SCOPES,
  SEVERITIES,
} from '@topiary/domain';
import type { FindingCode } from '@topiary/domain';
import { z } from 'zod';
import { clusterId, instanceId, instant, message, pageOf, pageQuery } from './common.ts';
import { gateView } from './recovery.ts';

const findingCode = z.enum(FINDING_CODES as readonly [FindingCode, ...FindingCode[]]);

export const findingView = z.object({
  cluster: clusterId,
  clusterName: z.string(),
  clusterAlias: z.string().nullable(),
  /** Of its masters the first: orchestrator's name of the cluster. */
  clusterMaster: instanceId.nullable(),
  instance: instanceId,
  /** By orchestrator's name, where it has one. */
  code: findingCode,
  /** `structure`: a weakness that is no failure yet. */
  kind: z.enum(FINDING_KINDS),
  severity: z.enum(SEVERITIES),
  since: instant,
  summary: message,
  /** What was seen that makes it hold, a sentence each. */
  evidence: z.array(message),
  /** Another failure of the same server that says more; `null` for the one that counts. */
  outrankedBy: findingCode.nullable(),
  /** `recover`: repaired where policy allows. `detect`: registered, and told to hooks. `report`: shown. */
  act: z.enum(FINDING_ACTS),
  leadsTo: z.enum(RECOVERY_KINDS).nullable(),
  /** Why nothing is done about it by itself, though it holds. */
  skipped: z.enum(FINDING_SKIPS).nullable(),
  /** Whether it would be repaired by itself now, and which gates decide it; `null`: it leads to no recovery, or is outranked. */
  repair: z
    .object({
      scope: z.enum(RECOVERY_SCOPES),
      /** All gates are open and nothing makes it be skipped. */
      ready: z.boolean(),
      gates: z.array(gateView),
    })
    .nullable(),
});

export const nearMissView = z.object({
  instance: instanceId,
  code: findingCode,
  /** What the failure says of a server, were it one. */
  summary: message,
  /** What keeps it from being one. `unknown`: it is not known. */
  missing: z.array(z.object({ clause: message, value: z.enum(['no', 'unknown']) })),
});

export const findingsQuery = z.object({
  ...pageQuery,
  cluster: clusterId.optional(),
  instance: instanceId.optional(),
  code: findingCode.optional(),
  kind: z.enum(FINDING_KINDS).optional(),
  severity: z.enum(SEVERITIES).optional(),
});
/** The gravest first, and those of one gravity by the name of the cluster. */
export const findingsPage = pageOf(findingView).extend({
  /** Of all that the question asks for, on whatever page. */
  severities: z.object({ critical: z.number().int(), warning: z.number().int() }),
});

export const findingChangesQuery = z.object({
  ...pageQuery,
  cluster: clusterId.optional(),
  instance: instanceId.optional(),
  code: z.string().max(100).optional(),
  kind: z.enum(FINDING_KINDS).optional(),
  change: z.enum(FINDING_CHANGES).optional(),
  from: z.coerce.number().optional(),
  to: z.coerce.number().optional(),
});

export const findingChangeView = z.object({
  /** Grows with every change. */
  id: z.number().int(),
  at: instant,
  cluster: clusterId,
  clusterName: z.string(),
  instance: instanceId,
  code: z.string(),
  kind: z.enum(FINDING_KINDS),
  /** `changed`: another gravity, outranked by another one, or another reason for which nothing is done. */
  change: z.enum(FINDING_CHANGES),
  severity: z.enum(SEVERITIES),
  outrankedBy: z.string().nullable(),
  skipped: z.enum(FINDING_SKIPS).nullable(),
  summary: message,
  /** What orchestrator would call the state of the server from then on. */
  verdict: z.string(),
});
export const findingChangesPage = pageOf(findingChangeView);

export const clusterAnalysisView = z.object({
  cluster: clusterId,
  clusterName: z.string(),
  findings: z.array(findingView),
  nearMisses: z.array(nearMissView),
});

export type FindingView = z.output<typeof findingView>;
export type FindingsPage = z.output<typeof findingsPage>;
export type FindingChangeView = z.output<typeof findingChangeView>;
export type NearMissView = z.output<typeof nearMissView>;
export type ClusterAnalysisView = z.output<typeof clusterAnalysisView>;
