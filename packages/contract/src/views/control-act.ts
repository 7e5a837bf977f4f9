/** What can be asked of one server. */
import { WRITABILITIES } from '@topiary/domain';
import { z } from 'zod';
import { upkeepActs } from './upkeep-acts.ts';

export const controlAct = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('set-writability'), to: z.enum(WRITABILITIES) }),
  z.object({ kind: z.literal('flush-binary-logs') }),
  ...upkeepActs,
]);

export type ControlActInput = z.output<typeof controlAct>;
