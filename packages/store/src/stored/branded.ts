/** The schemas of single values: the only place in this package that gives a stored text or number its nominal type. */
import type { ClusterId, InstanceId, Instant, PlanId, StepId } from '@topiary/domain';
import { z } from 'zod';

const branded = <Value extends string>(): z.ZodType<Value> => z.string().min(1) as unknown as z.ZodType<Value>;

export const instanceIdSchema = branded<InstanceId>();
export const clusterIdSchema = branded<ClusterId>();
export const planIdSchema = branded<PlanId>();
export const stepIdSchema = branded<StepId>();
export const instantSchema = z.number().int() as unknown as z.ZodType<Instant>;
