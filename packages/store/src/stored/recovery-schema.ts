/** What a row of a failure or a recovery must hold. */
import { RECOVERY_PHASES, RECOVERY_SCOPES } from '@topiary/domain';
import type { EarlierRecovery, SwitchedOff } from '@topiary/domain';
import type {
  BlockedRecovery,
  DetectionDetails,
  DetectionRecord,
  RecoveryDetails,
  RecoveryRecord,
  RecoveryStep,
} from '@topiary/engine';
import { z } from 'zod';
import { clusterIdSchema, instanceIdSchema, instantSchema, planIdSchema } from './branded.ts';
import { inStepWith } from './in-step.ts';
import { messageSchema } from './plan-schema.ts';

const instances = z.array(instanceIdSchema).readonly();
const failed = {
  masterAddress: z.string(),
  replicas: instances,
  holder: z.object({ hostname: z.string(), processId: z.number().int() }),
};

export const recoveryDetailsSchema = inStepWith<RecoveryDetails>()(
  z.object({
    ...failed,
    user: z.string(),
    command: z.string(),
    successorAlias: z.string(),
    participants: instances,
    lost: instances,
    errors: z.array(messageSchema).readonly(),
    timings: z.array(z.object({ phase: z.enum(RECOVERY_PHASES), at: instantSchema })).readonly(),
  }),
);
const detectionDetailsSchema = inStepWith<DetectionDetails>()(z.object(failed));

const place = {
  cluster: clusterIdSchema,
  clusterName: z.string(),
  clusterAlias: z.string().nullable(),
  instance: instanceIdSchema,
  code: z.string(),
};

export const recoverySchema = inStepWith<RecoveryRecord>()(
  z.object({
    ...place,
    id: z.number().int(),
    uid: z.string(),
    scope: z.enum(RECOVERY_SCOPES),
    forced: z.boolean(),
    startedAt: instantSchema,
    detection: z.number().int().nullable(),
    endedAt: instantSchema.nullable(),
    changed: z.boolean(),
    successor: instanceIdSchema.nullable(),
    plan: planIdSchema.nullable(),
    acknowledged: z.object({ at: instantSchema, by: z.string(), comment: z.string() }).nullable(),
    details: recoveryDetailsSchema,
  }),
);

export const recoveryStepSchema = inStepWith<RecoveryStep>()(
  z.object({ id: z.number().int(), uid: z.string(), at: instantSchema, message: messageSchema }),
);

export const detectionSchema = inStepWith<DetectionRecord>()(
  z.object({
    ...place,
    id: z.number().int(),
    actionable: z.boolean(),
    at: instantSchema,
    endedAt: instantSchema.nullable(),
    recovery: z.number().int().nullable(),
    details: detectionDetailsSchema,
  }),
);

export const earlierRecoverySchema = inStepWith<EarlierRecovery>()(
  z.object({
    id: z.number().int(),
    uid: z.string(),
    cluster: clusterIdSchema,
    instance: instanceIdSchema,
    scope: z.enum(RECOVERY_SCOPES),
    startedAt: instantSchema,
    endedAt: instantSchema.nullable(),
    changed: z.boolean(),
    successor: instanceIdSchema.nullable(),
    acknowledgedAt: instantSchema.nullable(),
  }),
);

export const blockedRecoverySchema = inStepWith<BlockedRecovery>()(
  z.object({
    cluster: clusterIdSchema,
    clusterName: z.string(),
    instance: instanceIdSchema,
    code: z.string(),
    at: instantSchema,
    by: z.number().int(),
    byUid: z.string(),
  }),
);

export const switchedOffSchema = inStepWith<SwitchedOff>()(
  z.object({
    cluster: clusterIdSchema.nullable(),
    owner: z.string(),
    reason: z.string(),
    at: instantSchema,
    expiresAt: instantSchema.nullable(),
  }),
);
