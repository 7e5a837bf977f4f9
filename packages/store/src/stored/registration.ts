/** Registrations as JSON and back. */
import { FORGOTTEN_REASONS, keyOfRegistration, PROMOTION_RULES } from '@topiary/domain';
import type { Registration } from '@topiary/domain';
import { z } from 'zod';
import type { RegistrationRow } from '../schema/tables.ts';
import { clusterIdSchema, instanceIdSchema, instantSchema } from './branded.ts';
import { inStepWith } from './in-step.ts';

const noted = {
  instance: instanceIdSchema,
  owner: z.string(),
  reason: z.string(),
  at: instantSchema,
  expiresAt: instantSchema,
};

const declared = { by: z.string(), at: instantSchema, expiresAt: z.null() };

export const registrationSchema = inStepWith<Registration>()(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('downtime'), ...noted }),
    z.object({ kind: z.literal('maintenance'), id: z.number().int(), ...noted }),
    z.object({
      kind: z.literal('promotion-rule'),
      instance: instanceIdSchema,
      rule: z.enum(PROMOTION_RULES),
      at: instantSchema,
      expiresAt: instantSchema.nullable(),
    }),
    z.object({ kind: z.literal('own-writes'), ...noted, expiresAt: instantSchema.nullable() }),
    z.object({
      kind: z.literal('tag'),
      instance: instanceIdSchema,
      name: z.string(),
      value: z.string(),
      at: instantSchema,
      expiresAt: z.null(),
    }),
    z.object({
      kind: z.literal('pool'),
      instance: instanceIdSchema,
      pool: z.string(),
      at: instantSchema,
      expiresAt: instantSchema.nullable(),
    }),
    z.object({
      kind: z.literal('cluster-alias'),
      cluster: clusterIdSchema,
      alias: z.string(),
      at: instantSchema,
      expiresAt: z.null(),
    }),
    z.object({
      kind: z.literal('detection-profile'),
      cluster: clusterIdSchema,
      profile: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('fast') }),
        z.object({ kind: z.literal('grace'), graceMs: z.number() }),
        z.object({ kind: z.literal('by-hand') }),
      ]),
      reason: z.string(),
      ...declared,
    }),
    z.object({
      kind: z.literal('forgotten'),
      instance: instanceIdSchema,
      server: instanceIdSchema,
      why: z.enum(FORGOTTEN_REASONS),
      by: z.string(),
      wasReplicating: z.boolean(),
      at: instantSchema,
      expiresAt: instantSchema,
    }),
    z.object({
      kind: z.literal('virtual-name'),
      instance: instanceIdSchema,
      host: z.string(),
      at: instantSchema,
      expiresAt: instantSchema.nullable(),
    }),
    z.object({ kind: z.literal('same-server'), instance: instanceIdSchema, kept: instanceIdSchema, ...declared }),
    z.object({
      kind: z.literal('different-servers'),
      instance: instanceIdSchema,
      other: instanceIdSchema,
      ...declared,
    }),
  ]),
);

export function registrationRow(registration: Registration): RegistrationRow {
  return { ...keyOfRegistration(registration), body: JSON.stringify(registration) };
}
