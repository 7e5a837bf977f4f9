/** Registrations as JSON and back. */
import { keyOfRegistration, PROMOTION_RULES } from '@topiary/domain';
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
  ]),
);

export function registrationRow(registration: Registration): RegistrationRow {
  return { ...keyOfRegistration(registration), body: JSON.stringify(registration) };
}
