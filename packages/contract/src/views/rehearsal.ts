/** A death that is tried out on a model: what is asked for, and what came of it. Times are milliseconds of the model. */
import { z } from 'zod';
import { clusterView } from './cluster.ts';
import { clusterId, instanceId, message } from './common.ts';
import { findingView } from './findings.ts';
import { planView } from './plan.ts';
import { gateView, recoveryView } from './recovery.ts';

const words = z.string().min(1).max(255);

/** `process`: only the server's process dies, and everybody is told. `machine`: nothing answers any more. */
const how = z.enum(['process', 'machine']);

export const rehearsalInput = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('instance'), instance: instanceId, how: how.default('process') }),
  z.object({ kind: z.literal('host'), host: words, how: how.default('machine') }),
  z.object({ kind: z.literal('data-center'), dataCenter: words, how: how.default('machine') }),
]);

const afterMs = z.number();

export const rehearsedRecoveryView = z.object({
  recovery: recoveryView.pick({
    uid: true,
    cluster: true,
    clusterName: true,
    instance: true,
    code: true,
    successor: true,
  }),
  lost: recoveryView.shape.details.shape.lost,
  errors: z.array(message),
  beganAfterMs: afterMs,
  /** `null`: it went on when the rehearsal was broken off. */
  endedAfterMs: afterMs.nullable(),
  phases: z.array(z.object({ phase: z.string(), afterMs })),
  notes: z.array(z.object({ afterMs, message })),
  /** Its steps as the model ran them; `null`: nothing was done to a server. */
  plan: planView.nullable(),
});

export const rehearsalView = z.object({
  dies: z.array(instanceId),
  how,
  /** From the death until nothing happened any more. */
  tookMs: z.number(),
  /** `false`: it still went on when the rehearsal was broken off. */
  isOver: z.boolean(),
  /** In life nothing would be done by itself about these: the rehearsal shows what would be if that gate were open. */
  heldBack: z.array(z.object({ instance: instanceId, cluster: clusterId, clusterName: z.string(), gate: gateView })),
  detections: z.array(z.object({ code: z.string(), instance: instanceId, clusterName: z.string(), afterMs })),
  /** In the order in which they begin. */
  recoveries: z.array(rehearsedRecoveryView),
  /** What is wrong in the end. */
  findings: z.array(
    findingView.pick({ code: true, instance: true, cluster: true, severity: true, summary: true, evidence: true }),
  ),
  before: z.array(clusterView),
  after: z.array(clusterView),
});

export type RehearsalInput = z.input<typeof rehearsalInput>;
export type RehearsalView = z.output<typeof rehearsalView>;
