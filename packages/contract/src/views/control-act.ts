/** What can be asked of one server. */
import { WRITABILITIES } from '@topiary/domain';
import { z } from 'zod';
import { REPLICATION_ACTS } from './replication-act.ts';
import { upkeepActs } from './upkeep-acts.ts';

export const controlAct = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('set-writability'), to: z.enum(WRITABILITIES) }),
  z.object({ kind: z.literal('flush-binary-logs') }),
  ...REPLICATION_ACTS,
  ...upkeepActs,
]);

export type ControlActInput = z.output<typeof controlAct>;
