/**
 * A plan as it is stored: JSON that an earlier run of this or an older program wrote. Kept equal to the domain's types
 * by `inStepWith`. A field that is added later gets a default here, or an older journal becomes unreadable.
 */
import {
  COORDINATES_RESULTS,
  FENCING_WAYS,
  MESSAGE_CODES,
  MOVE_METHODS,
  OWN_CHOICES,
  SERVER_PARTS,
  POSITIONINGS,
  REPLACE_REASONS,
  SEMI_SYNC_WORDS,
  WRITABILITIES,
} from '@topiary/domain';
import type {
  Address,
  ChannelSettings,
  ChannelTls,
  Check,
  ControlAct,
  CoordinatesValue,
  Intent,
  Message,
  Move,
  Plan,
  Step,
} from '@topiary/domain';
import { z } from 'zod';
import { clusterIdSchema, instanceIdSchema, instantSchema, planIdSchema, stepIdSchema } from './branded.ts';
import { inStepWith } from './in-step.ts';
import { REPLICATION_ACTS, replicationSteps } from './replication-schema.ts';
import { reshapeSchema } from './reshape-schema.ts';
import { sourceSteps } from './source-step-schema.ts';
import { positionSchema, stepBase, threadsSchema } from './step-parts.ts';
import { upkeepActs, upkeepSteps } from './upkeep-schema.ts';

export const messageSchema = inStepWith<Message>()(
  z.object({
    code: z.enum(MESSAGE_CODES),
    params: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
);

export const addressSchema = inStepWith<Address>()(z.object({ host: z.string(), port: z.number().int() }));

const moveSchema = inStepWith<Move>()(
  z.object({ replica: instanceIdSchema, channel: z.string(), target: instanceIdSchema }),
);

const tlsSchema = inStepWith<ChannelTls>()(
  z.object({
    enabled: z.boolean(),
    ca: z.string(),
    caPath: z.string(),
    cert: z.string(),
    key: z.string(),
    cipher: z.string(),
    crl: z.string(),
    crlPath: z.string(),
    version: z.string(),
    verifyServerCert: z.boolean(),
  }),
);

const settingsSchema = inStepWith<ChannelSettings>()(
  z.object({
    heartbeatPeriodSeconds: z.number().nullable(),
    connectRetrySeconds: z.number().nullable(),
    retryCount: z.number().nullable(),
    tls: tlsSchema,
    publicKeyPath: z.string().nullable(),
    getPublicKey: z.boolean().nullable(),
    compression: z.string().nullable(),
  }),
);

const coordinatesSchema = z.object({ file: z.string(), position: z.number() });

const placeSchema = inStepWith<CoordinatesValue>()(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('known'), coordinates: coordinatesSchema }),
    z.object({
      kind: z.literal('result'),
      step: stepIdSchema,
      instance: instanceIdSchema,
      which: z.enum(COORDINATES_RESULTS),
    }),
  ]),
);

export const stepSchema = inStepWith<Step>()(
  z.discriminatedUnion('kind', [
    z.object({ ...stepBase, kind: z.literal('stop-replication'), channel: z.string(), before: threadsSchema }),
    z.object({
      ...stepBase,
      kind: z.literal('start-replication'),
      channel: z.string(),
      before: threadsSchema,
      readsFrom: addressSchema.exactOptional(),
    }),
    z.object({
      ...stepBase,
      kind: z.literal('wait-for-position'),
      position: positionSchema,
      domains: z.array(z.int()).readonly().exactOptional(),
    }),
    z.object({
      ...stepBase,
      kind: z.literal('point-replica-at'),
      channel: z.string(),
      from: addressSchema,
      to: addressSchema,
      stops: z.enum(['receiver', 'both', 'none']),
      before: threadsSchema,
      isBack: z.literal(true).exactOptional(),
      positioning: z.enum(POSITIONINGS),
      settings: settingsSchema,
      coordinates: z.object({ there: placeSchema, back: placeSchema }).exactOptional(),
      onlyIfEqual: z.tuple([placeSchema, placeSchema]).readonly().exactOptional(),
    }),
    z.object({
      ...stepBase,
      kind: z.literal('stop-at-coordinates'),
      channel: z.string(),
      before: threadsSchema,
      readsOwn: z.boolean(),
      source: addressSchema.exactOptional(),
    }),
    z.object({ ...stepBase, kind: z.literal('apply-until'), channel: z.string(), until: placeSchema }),
    z.object({ ...stepBase, kind: z.literal('match-position'), channel: z.string(), target: instanceIdSchema }),
    z.object({
      ...stepBase,
      kind: z.literal('set-writability'),
      to: z.enum(WRITABILITIES),
      was: z.enum(WRITABILITIES),
      closes: z.literal(true).exactOptional(),
      stays: z.literal(true).exactOptional(),
    }),
    z.object({ ...stepBase, kind: z.literal('set-offline-mode'), to: z.boolean() }),
    z.object({ ...stepBase, kind: z.literal('check-clone'), donor: addressSchema }),
    z.object({ ...stepBase, kind: z.literal('clone-data'), donor: addressSchema }),
    z.object({
      ...stepBase,
      kind: z.literal('set-variables'),
      changes: z.array(z.object({ name: z.string(), to: z.string(), was: z.string() })).readonly(),
      persists: z.literal(true).exactOptional(),
      stays: z.literal(true).exactOptional(),
    }),
    z.object({
      ...stepBase,
      kind: z.literal('switch-events'),
      events: z.array(z.object({ database: z.string(), name: z.string(), definer: z.string() })).readonly(),
      to: z.enum(['enabled', 'disabled-on-replica']),
    }),
    z.object({
      ...stepBase,
      kind: z.literal('clear-sessions'),
      action: z.enum(['wait', 'kill']),
      role: z.enum(['master', 'successor']),
      longSeconds: z.number(),
    }),
    z.object({
      ...stepBase,
      kind: z.literal('fence'),
      ways: z.array(z.enum(FENCING_WAYS)).readonly(),
      to: z.enum(['read-only', 'super-read-only']),
      was: z.enum(WRITABILITIES),
      releases: z.enum(SEMI_SYNC_WORDS).exactOptional(),
      wayMs: z.number().exactOptional(),
      comesBack: z.literal(true).exactOptional(),
      waitsForNobody: z.literal(true).exactOptional(),
    }),
    z.object({ ...stepBase, kind: z.literal('flush-binary-logs') }),
    ...replicationSteps({ addressSchema, settingsSchema }),
    ...sourceSteps({ addressSchema, settingsSchema }),
    ...upkeepSteps,
  ]),
);

const actSchema = inStepWith<ControlAct>()(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('set-writability'), to: z.enum(WRITABILITIES) }),
    z.object({ kind: z.literal('flush-binary-logs') }),
    z.object({ kind: z.literal('fence') }),
    z.object({ kind: z.literal('clone-from'), donor: instanceIdSchema, replacesAllData: z.boolean() }),
    z.object({ kind: z.literal('play-part'), part: z.enum(SERVER_PARTS) }),
    z.object({ kind: z.literal('rejoin'), below: instanceIdSchema, own: z.enum(OWN_CHOICES) }),
    ...REPLICATION_ACTS,
    ...upkeepActs,
  ]),
);

export const intentSchema = inStepWith<Intent>()(
  z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('relocate'),
      replica: instanceIdSchema,
      channel: z.string().nullable(),
      target: instanceIdSchema,
      method: z.enum(MOVE_METHODS).exactOptional(),
      acceptsLoss: z.literal(true).exactOptional(),
    }),
    z.object({
      kind: z.literal('relocate-replicas'),
      source: instanceIdSchema,
      target: instanceIdSchema,
      only: z.array(instanceIdSchema).readonly().nullable(),
      method: z.enum(MOVE_METHODS).exactOptional(),
      acceptsLoss: z.literal(true).exactOptional(),
    }),
    z.object({
      kind: z.literal('reshape'),
      shape: reshapeSchema,
      method: z.enum(MOVE_METHODS).exactOptional(),
      acceptsLoss: z.literal(true).exactOptional(),
    }),
    z.object({ kind: z.literal('control'), instance: instanceIdSchema, act: actSchema }),
    z.object({
      kind: z.literal('replace-master'),
      master: instanceIdSchema,
      successor: instanceIdSchema.nullable(),
      because: z.enum(REPLACE_REASONS),
      rejoins: z.literal(true).exactOptional(),
      blockers: z.enum(['wait', 'kill']).exactOptional(),
    }),
    z.object({
      kind: z.literal('undo'),
      plan: planIdSchema,
      moves: z.array(moveSchema).readonly(),
      steps: z.array(stepSchema).readonly().default([]),
    }),
  ]),
);

const checkSchema = inStepWith<Check>()(
  z.object({
    verdict: z.enum(['pass', 'warn', 'fail']),
    message: messageSchema,
    replica: instanceIdSchema.nullable(),
  }),
);

export const planSchema = inStepWith<Plan>()(
  z.object({
    id: planIdSchema,
    intent: intentSchema,
    cluster: clusterIdSchema,
    basis: z.object({ revision: z.number().int(), asOf: instantSchema }),
    checks: z.array(checkSchema).readonly(),
    notes: z.array(messageSchema).readonly(),
    rounds: z
      .array(z.object({ stages: z.array(z.object({ steps: z.array(stepSchema).readonly() })).readonly() }))
      .readonly(),
  }),
);
