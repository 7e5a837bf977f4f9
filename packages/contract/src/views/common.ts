/** Building blocks of every view: ids, messages, problems, pages. */
import { MESSAGE_CODES, PROBLEM_CODES, SEVERITIES } from '@topiary/domain';
import type { ClusterId, InstanceId, MessageCode, PlanId, StepId } from '@topiary/domain';
import { z } from 'zod';

export const instanceId = z
  .string()
  .min(1)
  .max(300)
  .transform((text) => text as InstanceId);
export const clusterId = z
  .string()
  .min(1)
  .max(100)
  .transform((text) => text as ClusterId);
export const planId = z
  .string()
  .min(1)
  .max(100)
  .transform((text) => text as PlanId);
export const stepId = z
  .string()
  .min(1)
  .max(20)
  .transform((text) => text as StepId);
/** Milliseconds since 1970-01-01T00:00:00Z. */
export const instant = z.number();

export const params = z.record(z.string(), z.union([z.string(), z.number()]));

/** Named, because the compiler writes all codes out wherever it writes a type without a name. */
export interface MessageView {
  code: MessageCode;
  params: z.output<typeof params>;
}
export const message: z.ZodType<MessageView, MessageView> = z.object({
  code: z.enum(MESSAGE_CODES as [string, ...string[]] & typeof MESSAGE_CODES),
  params,
});
export const problem = z.object({ code: z.enum(PROBLEM_CODES), severity: z.enum(SEVERITIES), params });

export const MAX_PAGE_SIZE = 200;
export const pageQuery = {
  page: z.coerce.number().int().min(0).max(1_000_000).default(0),
  pageSize: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(20),
};
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), total: z.number().int(), page: z.number().int(), pageSize: z.number().int() });

export type ProblemView = z.output<typeof problem>;
