/** What can be asked of one server. */
import { WRITABILITIES } from '@topiary/domain';
import { z } from 'zod';

export const controlAct = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('set-writability'), to: z.enum(WRITABILITIES) }),
  z.object({ kind: z.literal('flush-binary-logs') }),
]);

export type ControlActInput = z.output<typeof controlAct>;
