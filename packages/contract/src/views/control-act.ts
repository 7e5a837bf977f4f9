/** What can be asked of one server. */
import { OWN_CHOICES, SERVER_PARTS, WRITABILITIES } from '@topiary/domain';
import { z } from 'zod';
import { instanceId } from './common.ts';
import { REPLICATION_ACTS } from './replication-act.ts';
import { upkeepActs } from './upkeep-acts.ts';

export const controlAct = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('set-writability'), to: z.enum(WRITABILITIES) }),
  z.object({ kind: z.literal('flush-binary-logs') }),
  z.object({ kind: z.literal('fence') }),
  /** All data of the server is replaced, which has to be said. */
  z.object({ kind: z.literal('clone-from'), donor: instanceId, replacesAllData: z.boolean().default(false) }),
  z.object({ kind: z.literal('rejoin'), below: instanceId, own: z.enum(OWN_CHOICES).default('refuse') }),
  z.object({ kind: z.literal('play-part'), part: z.enum(SERVER_PARTS) }),
  ...REPLICATION_ACTS,
  ...upkeepActs,
]);

export type ControlActInput = z.output<typeof controlAct>;
